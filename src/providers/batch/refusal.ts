// Reads why a batch was not taken. Codes and sentences as OpenAI, Anthropic and gateways before them have been seen to send them.
import { ProviderError } from '../../engine/provider';
import type { ErrorContext } from '../sdkErrors';
import type { BatchRefusal, Submission } from './batchService';

export type StatedError = {
  readonly code?: string | null | undefined;
  readonly message?: string | null | undefined;
  /** 1-based line of the batch's file. */
  readonly line?: number | null | undefined;
};

/** "Enqueued token limit reached for gpt-4o-mini in organization ... Limit: 2,000,000 enqueued tokens. Please try again once ..." */
const enqueued =
  /token_limit_exceeded|enqueued|queue limit|batch_limit_exceeded|too many (active |pending |running )?batches|processing queue/i;
const money = /billing|insufficient_quota|exceeded your current quota|credit balance|payment/i;
const size =
  /(file|batch|request|body)\W+(is |was )?too (large|big)|too_large|size_exceeded|too_many_(tasks|requests|lines)|(exceed|over|more than|maximum)\D*[\d,._]* ?(bytes|[mg]i?b\b|requests|tasks|lines)/i;

export function readRefusal(stated: readonly StatedError[], context: ErrorContext): BatchRefusal {
  const first = stated[0];
  const text = stated.map(({ code, message }) => `${code ?? ''} ${message ?? ''}`).join(' ');
  const message = context.redact(first?.message ?? first?.code ?? 'no reason given').slice(0, 500);
  const refused = (why: BatchRefusal['why'], more: Partial<BatchRefusal> = {}): BatchRefusal => ({
    ...{ why, message, ...more },
    error: new ProviderError(
      why === 'lines' ? 'bad-request' : 'quota',
      `${context.endpoint}: the batch was not taken (${message.replace(/\.$/, '')}). Nothing of it was run or billed.`,
      { isRetryable: false },
    ),
  });
  // A spent account may name its queue too; waiting does not fill it.
  if (money.test(text)) return refused('other');
  if (enqueued.test(text)) {
    const limitTokens = limitIn(text);
    return refused('enqueued', limitTokens === undefined ? {} : { limitTokens });
  }
  const lines = new Map(
    stated.flatMap(({ line, message: said, code }) =>
      typeof line === 'number' && line >= 1 ? [[line - 1, context.redact(said ?? code ?? 'refused')] as const] : [],
    ),
  );
  if (lines.size > 0) return refused('lines', { lines });
  return refused(size.test(text) ? 'size' : 'other');
}

function limitIn(text: string): number | undefined {
  const stated =
    /limit\D{0,20}?(\d[\d,._ ]*\d|\d)\s*(k|m)?\s*(enqueued )?tokens?/i.exec(text) ??
    /limit:?\s*(\d[\d,._]*)/i.exec(text);
  if (!stated) return undefined;
  const number = Number(stated[1]!.replace(/[,._ ]/g, ''));
  const times = { k: 1e3, m: 1e6 }[stated[2]?.toLowerCase() ?? ''] ?? 1;
  return number > 0 ? number * times : undefined;
}

/**
 * What came of a submission that ended in an error: refused for what the batch is, or the error, which is about the account or the connection.
 * @param error as the SDK threw it
 */
export function refusedOr(known: unknown, error: unknown, context: ErrorContext): Submission {
  if (!(known instanceof ProviderError)) throw known;
  const { status, code, message, error: body } = error as StatedError & { status?: number; error?: StatedError };
  const refusal = readRefusal([{ code: code ?? body?.code, message: body?.message ?? message }], context);
  const isOfBatch = known.kind === 'bad-request' || status === 413 || (status === 429 && refusal.why !== 'other');
  if (!isOfBatch) throw known;
  return { type: 'refused', refusal: status === 413 ? { ...refusal, why: 'size' } : refusal };
}
