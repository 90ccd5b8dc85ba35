// Asks OpenAI, or any server that speaks its protocol, through the official SDK: Chat Completions, or Responses where a model needs it.
// One attempt per ask: retries, waiting and money are the wrappers' (traffic.ts, budgeted.ts). The SDK is loaded on the first ask.
import type { OpenAI } from 'openai';
import type { ChatCompletion } from 'openai/resources/chat/completions';
import type { Response as ModelResponse } from 'openai/resources/responses/responses';
import type { AskRequest, Provider } from '../engine/provider';
import { askWithQuirks } from './askWithQuirks';
import { lazy } from './lazy';
import type { LimitedReply } from './limitedReply';
import { chatBody, readChat } from './openaiChat';
import { readResponse, responsesBody } from './openaiResponses';
import type { Quirks } from './quirks';
import { rateLimitsOf } from './rateLimits';
import { readLiveReply } from './readReply';
import { guardedFetchOf, type SdkOptions, withHeaders } from './sdkOptions';

export function createOpenAiProvider(options: SdkOptions): Provider {
  const client = lazy(() => createOpenAiClient(options));
  return {
    name: options.name,
    ask: (request, signal) =>
      askWithQuirks(options, options.preset, request, signal, async (quirks) =>
        send(await client(), options, request, quirks, signal),
      ),
  };
}

async function send(
  client: OpenAI,
  options: SdkOptions,
  request: AskRequest,
  quirks: Quirks,
  signal: AbortSignal,
): Promise<LimitedReply> {
  // Loading the SDK takes a second, in which the ask may have been given up.
  signal.throwIfAborted();
  // As it came: a body of another content type than JSON is read too.
  const response = await (
    quirks.api === 'responses'
      ? client.responses.create(responsesBody(request, quirks), { signal, ...withHeaders(options, request) })
      : client.chat.completions.create(chatBody(request, quirks), { signal, ...withHeaders(options, request) })
  ).asResponse();
  const reply = await readLiveReply<ChatCompletion | ModelResponse>(options, response, (body, headers) =>
    'output' in body ? readResponse(body, request, headers) : readChat(body, request, headers),
  );
  const rateLimits = rateLimitsOf(response.headers, Date.now());
  return { ...reply, ...(rateLimits && { rateLimits }) };
}

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
