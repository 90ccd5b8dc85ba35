// Asks Anthropic (or a server that speaks its protocol) through the official SDK, Messages API. One attempt per ask; retries, waiting and money
// are the wrappers'. The SDK is loaded on the first ask.
import type { Anthropic } from '@anthropic-ai/sdk';
import type { Message } from '@anthropic-ai/sdk/resources/messages/messages';
import type { AskRequest, Provider } from '../engine/provider';
import { messagesBody, readMessage } from './anthropicMessages';
import { askWithQuirks } from './askWithQuirks';
import { lazy } from './lazy';
import type { LimitedReply } from './limitedReply';
import { bareName } from './modelTraits';
import type { Quirks } from './quirks';
import { rateLimitsOf } from './rateLimits';
import { readLiveReply } from './readReply';
import { guardedFetchOf, type SdkOptions, withHeaders } from './sdkOptions';

export function createAnthropicProvider(options: SdkOptions): Provider {
  const client = lazy(() => createAnthropicClient(options));
  return {
    name: options.name,
    ask: (request, signal) =>
      askWithQuirks(
        options,
        { ...anthropicPreset(request.model.modelId), ...options.preset },
        request,
        signal,
        async (quirks) => send(await client(), options, request, quirks, signal),
      ),
  };
}

/** Structured output came with the 4.5 generation; before it a forced tool does the same. */
export function anthropicPreset(modelId: string): Partial<Quirks> {
  const isOlder = /claude-(instant|2|3|(opus|sonnet)-4(-0|-2025|$))/.test(bareName(modelId));
  return { structured: isOlder ? 'tool' : 'json_schema', logprobs: false };
}

async function send(
  client: Anthropic,
  options: SdkOptions,
  request: AskRequest,
  quirks: Quirks,
  signal: AbortSignal,
): Promise<LimitedReply> {
  // Loading the SDK takes a second, in which the ask may have been given up.
  signal.throwIfAborted();
  // `messages.create` prints a warning to the console at every request to a model that is to be retired.
  const response = await client
    .post<Message>('/v1/messages', { body: messagesBody(request, quirks), signal, ...withHeaders(options, request) })
    .asResponse();
  const reply = await readLiveReply<Message>(options, response, (body, headers) => readMessage(body, request, headers));
  const rateLimits = rateLimitsOf(response.headers, Date.now());
  return { ...reply, ...(rateLimits && { rateLimits }) };
}

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
