// Asks OpenAI, or any server that speaks its protocol, through the official SDK: Chat Completions, or Responses where a model needs it.
// One attempt per ask: retries, waiting and money are the wrappers' (traffic.ts, budgeted.ts). The SDK is loaded on the first ask.
import type { OpenAI } from 'openai';
import { type AskRequest, ProviderError, type Provider, type Reply } from '../engine/provider';
import { guardedFetch, type Fetch } from './guardedFetch';
import { chatBody, readChat } from './openaiChat';
import { readResponse, responsesBody } from './openaiResponses';
import { createQuirkStore, guessQuirks, learnFromRefusal, type Quirks, type QuirkStore } from './quirks';
import { rateLimitsOf, type RateLimits } from './rateLimits';
import { redact } from './redact';
import { type ErrorContext, fromSdkError } from './sdkErrors';

export type OpenAiOptions = {
  readonly name: string;
  /** @default 'https://api.openai.com/v1' */
  readonly baseUrl?: string | undefined;
  /** Absent: a local server that wants none. */
  readonly apiKey?: string | undefined;
  readonly fetch?: Fetch | undefined;
  /** What is known of the server's kind beforehand. */
  readonly preset?: Partial<Quirks> | undefined;
  readonly quirks?: QuirkStore | undefined;
};

/** A reply with what the server said about its limits. */
export type LimitedReply = Reply & { readonly rateLimits?: RateLimits };

export const openAiBaseUrl = 'https://api.openai.com/v1';

/** More parameters than this are never refused one after the other. */
const mostLessons = 6;

export function createOpenAiProvider(options: OpenAiOptions): Provider {
  const baseUrl = options.baseUrl ?? openAiBaseUrl;
  const client = lazy(() => createOpenAiClient({ ...options, baseUrl }));
  const quirkStore = options.quirks ?? createQuirkStore();
  const context: ErrorContext = {
    endpoint: `${options.name} (${new URL(baseUrl).host})`,
    redact: (text) => redact(text, [options.apiKey]),
    nowEpochMs: () => Date.now(),
  };

  async function ask(request: AskRequest, signal: AbortSignal): Promise<LimitedReply> {
    signal.throwIfAborted();
    const key = `${baseUrl} ${request.model.modelId}`;
    for (let lesson = 0; ; lesson++) {
      const quirks = quirkStore.get(key) ?? guessQuirks(request.model.modelId, options.preset);
      try {
        const reply = await send(await client(), request, quirks, signal);
        remember(key, quirks, reply);
        return reply;
      } catch (error) {
        const { status, message } = (error ?? {}) as { status?: number; message?: string };
        const learned =
          signal.aborted || status === undefined ? undefined : learnFromRefusal(quirks, status, message ?? '');
        if (!learned || lesson >= mostLessons) throw fromSdkError(error, signal, context);
        quirkStore.set(key, learned);
      }
    }
  }

  /** The first good reply shows what the server leaves out without refusing it. */
  function remember(key: string, quirks: Quirks, reply: Reply): void {
    if (quirkStore.get(key) === undefined || (reply.usage.inputTokens === undefined) === quirks.usage)
      quirkStore.set(key, { ...quirks, usage: reply.usage.inputTokens !== undefined });
  }

  return { name: options.name, ask };
}

async function send(client: OpenAI, request: AskRequest, quirks: Quirks, signal: AbortSignal): Promise<LimitedReply> {
  const { data, response } =
    quirks.api === 'responses'
      ? await client.responses.create(responsesBody(request, quirks), { signal }).withResponse()
      : await client.chat.completions.create(chatBody(request, quirks), { signal }).withResponse();
  if (typeof data !== 'object' || data === null)
    throw new ProviderError('malformed', 'the answer is not JSON', { isRetryable: true, mayBeBilled: true });
  const reply = 'output' in data ? readResponse(data, request) : readChat(data, request);
  const rateLimits = rateLimitsOf(response.headers, Date.now());
  return { ...reply, ...(rateLimits && { rateLimits }) };
}

/** A client that takes nothing from the environment and can reach one origin only. */
export async function createOpenAiClient(options: OpenAiOptions & { readonly baseUrl: string }): Promise<OpenAI> {
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

/** Made on first use, once; a failure is not kept. */
export function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () =>
    (made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    }));
}
