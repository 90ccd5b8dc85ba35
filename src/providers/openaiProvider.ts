// Asks OpenAI, or any server that speaks its protocol, through the official SDK: Chat Completions, or Responses where a model needs it.
// One attempt per ask: retries, waiting and money are the wrappers' (traffic.ts, budgeted.ts). The SDK is loaded on the first ask.
import type { OpenAI } from 'openai';
import type { AskRequest, Provider } from '../engine/provider';
import { askWithQuirks } from './askWithQuirks';
import { guardedFetch } from './guardedFetch';
import { lazy } from './lazy';
import type { LimitedReply } from './limitedReply';
import { chatBody, readChat } from './openaiChat';
import { readResponse, responsesBody } from './openaiResponses';
import type { Quirks } from './quirks';
import { rateLimitsOf } from './rateLimits';
import { readReply } from './readReply';
import type { SdkOptions } from './sdkOptions';

export const openAiBaseUrl = 'https://api.openai.com/v1';

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
  const { data, response } =
    quirks.api === 'responses'
      ? await client.responses.create(responsesBody(request, quirks), { signal }).withResponse()
      : await client.chat.completions.create(chatBody(request, quirks), { signal }).withResponse();
  const reply = readReply(options, data, (body) =>
    'output' in body ? readResponse(body, request) : readChat(body, request),
  );
  const rateLimits = rateLimitsOf(response.headers, Date.now());
  return { ...reply, ...(rateLimits && { rateLimits }) };
}

/** A client that takes nothing from the environment and can reach one origin only. */
export async function createOpenAiClient(options: SdkOptions): Promise<OpenAI> {
  const { OpenAI } = await import('openai');
  return new OpenAI({
    baseURL: options.baseUrl,
    // The SDK wants a key; a local server ignores it.
    apiKey: options.apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    // The traffic control ends an attempt earlier; this is only a backstop.
    timeout: 24 * 3600_000,
    logLevel: 'off',
    // The host of an extension looks like a browser to the SDK; the key is not exposed to any page.
    dangerouslyAllowBrowser: true,
    fetch: guardedFetch(new URL(options.baseUrl).origin, options.fetch),
  });
}
