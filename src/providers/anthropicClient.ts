// The official SDK's client for Anthropic, or a server that speaks its protocol, and the list of its models.
import type { Anthropic } from '@anthropic-ai/sdk';
import { guardedFetchOf, type SdkOptions } from './sdkOptions';

/** A client that takes nothing from the environment and can reach one origin only. */
export async function createAnthropicClient(options: SdkOptions): Promise<Anthropic> {
  const { Anthropic } = await import('@anthropic-ai/sdk');
  // Without one the SDK looks for credentials of its own; a local server ignores this.
  const apiKey = options.apiKey ?? 'none';
  const header = options.keyHeader ?? 'x-api-key';
  const bearer = header === 'authorization' ? 'Bearer ' : '';
  return new Anthropic({
    baseURL: options.baseUrl,
    apiKey,
    authToken: null,
    webhookKey: null,
    maxRetries: 0,
    timeout: 24 * 3600_000,
    logLevel: 'off',
    openTelemetry: false,
    dangerouslyAllowBrowser: true,
    fetch: guardedFetchOf(options),
    ...(header !== 'x-api-key' && { defaultHeaders: { 'x-api-key': null, [header]: bearer + apiKey } }),
  });
}

export async function* listAnthropicModels(options: SdkOptions): AsyncIterable<string> {
  const client = await createAnthropicClient(options);
  for await (const { id } of client.models.list({}, { maxRetries: 1, timeout: 20_000 })) yield id;
}
