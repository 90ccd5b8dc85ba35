// Sends one request in the form that the model at this endpoint is known to take, learns from a refusal that names a parameter and sends it
// again without (a refusal is not billed), and remembers. A form that was taken before is not given up for one row that is refused. Every other
// error comes out as a ProviderError.
import { type AskRequest, ProviderError } from '../engine/provider';
import { noticeCutInput } from './cutInput';
import type { LimitedReply } from './limitedReply';
import {
  createQuirkStore,
  guessQuirks,
  isFailedAnswer,
  learnFromRefusal,
  type Quirks,
  type QuirkStore,
} from './quirks';
import { redact } from './redact';
import { fromSdkError } from './sdkErrors';
import { errorContextOf, type SdkOptions, secretsOf } from './sdkOptions';

/** More parameters than this are never refused one after the other. */
const mostLessons = 7;
/** So many rows in a row that a form was refused for, although it had been taken before, show that it is not taken any more. */
const refusalsOfProven = 3;

const sharedQuirks = createQuirkStore();

/** What is known of a form beside the form. */
type FormRecord = { isProven: boolean; refusedInARow: number };
const records = new WeakMap<QuirkStore, Map<string, FormRecord>>();
/** Forms for single rows, whose answer did not come out as the schema wants. */
const rowForms = new WeakMap<AskRequest, Quirks>();

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
  const record = recordOf(store, key);
  const known = () => store.get(key) ?? guessQuirks(pricedAs, preset);
  const first = rowForms.get(request) ?? known();
  const tried = new Set<string>();
  for (let form = first; ;) {
    try {
      const reply = await noticeCutInput(request, await send(form));
      if (!rowForms.has(request)) remember(store, key, record, form, tried.size > 0, reply);
      return withoutKey(reply, options);
    } catch (error) {
      tried.add(JSON.stringify(form));
      const next = signal.aborted || tried.size > mostLessons ? undefined : nextForm(error, form, known(), request);
      if (next && !tried.has(JSON.stringify(next))) {
        // Others need not be refused for it too, unless it is this row alone that is refused.
        if (!record.isProven) store.set(key, next);
        await request.beforeResend?.();
        form = next;
        continue;
      }
      if (!record.isProven && tried.size > 1) store.set(key, first);
      throw failureOf(error, form, request, signal, options);
    }
  }
}

function recordOf(store: QuirkStore, key: string): FormRecord {
  let ofStore = records.get(store);
  if (!ofStore) records.set(store, (ofStore = new Map<string, FormRecord>()));
  let record = ofStore.get(key);
  if (!record) ofStore.set(key, (record = { isProven: false, refusedInARow: 0 }));
  return record;
}

/** What another form of the request might change; undefined: nothing. */
function nextForm(error: unknown, sent: Quirks, known: Quirks, request: AskRequest): Quirks | undefined {
  const { status, text, isPaid } = refusalOf(error, request);
  const learned = status === undefined || isPaid ? undefined : learnFromRefusal(sent, status, text);
  if (!learned) return undefined;
  // Other rows may have taught something meanwhile, the same or another thing.
  const isSame = JSON.stringify(known) === JSON.stringify(sent);
  return isSame ? learned : (learnFromRefusal(known, status!, text) ?? known);
}

/** The server's words without those of the row that they may repeat. */
function refusalOf(error: unknown, { content }: AskRequest) {
  const { message = '', param, code } = (error ?? {}) as { message?: string; param?: unknown; code?: unknown };
  const details = error instanceof ProviderError ? error.details : undefined;
  const status = details ? details.status : (error as { status?: number } | undefined)?.status;
  let text = [param, code, message].filter((part) => typeof part === 'string').join(' ');
  for (const words of [content, JSON.stringify(content).slice(1, -1), ...content.split(/\n|<[^>]*>/)])
    if (words.trim().length >= 12) text = text.split(words.trim()).join(' ');
  return { status, text, isPaid: details?.paid !== undefined };
}

function failureOf(
  error: unknown,
  form: Quirks,
  request: AskRequest,
  signal: AbortSignal,
  options: SdkOptions,
): unknown {
  const failure = fromSdkError(error, signal, errorContextOf(options));
  const { status, text } = refusalOf(error, request);
  if (signal.aborted || !(failure instanceof ProviderError) || status === undefined) return failure;
  if (form.structured === 'none' || !isFailedAnswer(status, text)) return failure;
  // The next attempt at this row alone does without; this one was generated and may be billed.
  rowForms.set(request, { ...form, structured: 'none' });
  return new ProviderError('malformed', failure.message, { ...failure.details, isRetryable: true, mayBeBilled: true });
}

/** A server that repeats its key in whatever field of a reply must not get it into results and caches. */
function withoutKey(reply: LimitedReply, options: SdkOptions): LimitedReply {
  const secrets = secretsOf(options);
  if (secrets.every((secret) => secret === undefined)) return reply;
  const whole = JSON.stringify(reply);
  const clean = redact(whole, secrets);
  return clean === whole ? reply : (JSON.parse(clean) as LimitedReply);
}

/** A good reply proves its form, and shows what the server leaves out without refusing it. */
function remember(
  store: QuirkStore,
  key: string,
  record: FormRecord,
  form: Quirks,
  wasRefused: boolean,
  reply: LimitedReply,
): void {
  const usage = reply.usage.inputTokens !== undefined;
  const stored = store.get(key);
  if (wasRefused && record.isProven && ++record.refusedInARow < refusalsOfProven) return;
  record.refusedInARow = 0;
  if (wasRefused || stored === undefined) store.set(key, { ...form, usage });
  else if (stored.usage !== usage) store.set(key, { ...stored, usage });
  record.isProven = true;
}
