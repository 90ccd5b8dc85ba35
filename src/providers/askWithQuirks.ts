// Sends one request in the form that the model at this endpoint is known to take, learns from a refusal that names a parameter and sends it
// again without (a refusal is not billed), and remembers. Every other error comes out as a ProviderError.
import type { AskRequest } from '../engine/provider';
import type { LimitedReply } from './limitedReply';
import { createQuirkStore, guessQuirks, learnFromRefusal, type Quirks, type QuirkStore } from './quirks';
import { redact } from './redact';
import { fromSdkError } from './sdkErrors';
import { errorContextOf, type SdkOptions, secretsOf } from './sdkOptions';

/** More parameters than this are never refused one after the other. */
const mostLessons = 6;

const sharedQuirks = createQuirkStore();

export async function askWithQuirks(
  options: SdkOptions,
  preset: Partial<Quirks> | undefined,
  request: AskRequest,
  signal: AbortSignal,
  send: (quirks: Quirks) => Promise<LimitedReply>,
): Promise<LimitedReply> {
  signal.throwIfAborted();
  const store = options.quirks ?? sharedQuirks;
  const { modelId, pricedAs = modelId } = request.model;
  const key = `${options.baseUrl} ${modelId}`;
  const tried = new Set<string>();
  for (let lesson = 0; ; lesson++) {
    const quirks = store.get(key) ?? guessQuirks(pricedAs, preset);
    try {
      const reply = await send(quirks);
      remember(store, key, quirks, reply);
      return withoutKey(reply, options);
    } catch (error) {
      const { status, message } = (error ?? {}) as { status?: number; message?: string };
      tried.add(JSON.stringify(quirks));
      const isRefusal = !signal.aborted && status !== undefined && lesson < mostLessons;
      const learned = isRefusal ? learnFromRefusal(quirks, status, message ?? '') : undefined;
      // A refusal of a row (too long, say) may name parameters too; what was tried already is no lesson.
      if (!learned || tried.has(JSON.stringify(learned))) throw fromSdkError(error, signal, errorContextOf(options));
      store.set(key, learned);
    }
  }
}

/** A server that repeats its key in whatever field of a reply must not get it into results and caches. */
function withoutKey(reply: LimitedReply, options: SdkOptions): LimitedReply {
  const secrets = secretsOf(options);
  if (secrets.every((secret) => secret === undefined)) return reply;
  const whole = JSON.stringify(reply);
  const clean = redact(whole, secrets);
  return clean === whole ? reply : (JSON.parse(clean) as LimitedReply);
}

/** The first good reply shows what the server leaves out without refusing it. */
function remember(store: QuirkStore, key: string, quirks: Quirks, reply: LimitedReply): void {
  const usage = reply.usage.inputTokens !== undefined;
  if (store.get(key) === undefined || usage !== quirks.usage) store.set(key, { ...quirks, usage });
}
