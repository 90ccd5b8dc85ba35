// The official SDK's client for OpenAI, or any server that speaks its protocol, and what it is asked beside answers: which models there are, and
// whether the key is taken.
import type { OpenAI } from 'openai';
import { guardedFetchOf, type SdkOptions } from './sdkOptions';

/** A client that takes nothing from the environment and can reach one origin only. */
export async function createOpenAiClient(options: SdkOptions): Promise<OpenAI> {
  const { OpenAI, AzureOpenAI } = await import('openai');
  const { apiVersion } = options;
  // The SDK wants a key; a local server ignores it.
  const apiKey = options.apiKey ?? 'none';
  const header = options.keyHeader ?? 'authorization';
  const common = {
    baseURL: options.baseUrl,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    // The traffic control ends an attempt earlier; this is only a backstop.
    timeout: 24 * 3600_000,
    logLevel: 'off' as const,
    // The host of an extension looks like a browser to the SDK; the key is not exposed to any page.
    dangerouslyAllowBrowser: true,
    fetch: guardedFetchOf(options),
    // Named whole, for each client has a usual header of its own.
    defaultHeaders:
      header === 'authorization'
        ? { 'api-key': null, authorization: `Bearer ${apiKey}` }
        : { authorization: null, 'api-key': null, [header]: apiKey },
  };
  // Azure's older API: the deployment goes into the path, which its own client knows to do.
  const isOlderAzure = apiVersion !== undefined && !/\/v1\/?$/.test(options.baseUrl);
  if (isOlderAzure) return new AzureOpenAI({ ...common, apiKey, apiVersion });
  const query = apiVersion === undefined ? {} : { defaultQuery: { 'api-version': apiVersion } };
  return new OpenAI({ ...common, apiKey, ...query });
}

/** Servers list them as OpenAI does, as a bare list (Together), or with the path of a resource before the name (Gemini). */
export async function* listOpenAiModels(options: SdkOptions): AsyncIterable<string> {
  type Listed = { readonly id?: unknown };
  const client = await createOpenAiClient(options);
  const body = await client.get<readonly Listed[] | { readonly data?: readonly Listed[] }>('/models', {
    maxRetries: 1,
    timeout: 20_000,
  });
  const listed = Array.isArray(body) ? (body as readonly Listed[]) : (body as { data?: readonly Listed[] }).data;
  for (const { id } of listed ?? []) if (typeof id === 'string') yield id.replace(/^models\//, '');
}

/** A request without model and messages is answered by no server and billed by none, but a key is looked at first. */
export async function probeOpenAi(options: SdkOptions): Promise<number | undefined> {
  const client = await createOpenAiClient(options);
  try {
    await client.post('/chat/completions', { body: {}, maxRetries: 0, timeout: 20_000 });
    return 200;
  } catch (error) {
    return (error as { status?: number }).status;
  }
}
