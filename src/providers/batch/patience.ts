// How long a batch is waited for: the distance between looks, and the error that pauses a run while its batches go on.
import { onAbort } from '../../engine/onAbort';
import { ProviderError, runStoppingKinds } from '../../engine/provider';

const growth = 1.5;
const longestTimes = 20;

/** @returns the next wait in milliseconds: each half as long again, up to 20 times the first (15 s to 5 minutes) */
export function growingWaits(firstMs: number): () => number {
  let waitMs = firstMs / growth;
  return () => (waitMs = Math.min(waitMs * growth, firstMs * longestTimes));
}

/** What stops the run and fails no row: whoever resumes finds the batches again. */
export function pausing(error: unknown, why: string): unknown {
  if (!(error instanceof ProviderError)) return error;
  const kind = runStoppingKinds.has(error.kind) ? error.kind : 'quota';
  return new ProviderError(kind, `${why} Nothing is lost: resume the run to go on. Last: ${error.message}`, {
    isRetryable: false,
    isStillOut: true,
  });
}

/** Gives a look a signal of its own: the SDKs leave their listeners on the one they get, and a batch is looked at hundreds of times. */
export async function withOwnSignal<T>(signal: AbortSignal, look: (own: AbortSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const own = new AbortController();
  const forget = onAbort(signal, () => {
    own.abort(signal.reason);
  });
  try {
    return await look(own.signal);
  } finally {
    forget();
  }
}
