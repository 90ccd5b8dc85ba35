// How a run comes to an early stop: paused (what is under way is finished), cancelled (aborted at once), or failed (disk, program error).
import type { ProviderError } from '../provider';

export type PauseReason = 'budget' | 'quota' | 'auth' | 'price' | 'answers' | 'person';

export class Stop {
  private readonly controller = new AbortController();
  paused: { readonly reason: PauseReason; readonly message: string; readonly provider: string } | undefined;
  failure: unknown;

  /** @param cancelSignal aborts what is under way; @param pauseSignal lets it finish. */
  constructor(
    private readonly cancelSignal: AbortSignal,
    private readonly pauseSignal?: AbortSignal,
  ) {
    const cancel = () => {
      this.controller.abort(cancelSignal.reason);
    };
    if (cancelSignal.aborted) cancel();
    else cancelSignal.addEventListener('abort', cancel, { once: true });
  }

  /** Aborted when the run is cancelled or has failed. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }
  get isCancelled(): boolean {
    return this.cancelSignal.aborted;
  }
  get isRequested(): boolean {
    return this.signal.aborted || this.paused !== undefined || (this.pauseSignal?.aborted ?? false);
  }

  /** @param provider whose key, quota or price it is about. */
  pause(error: ProviderError, provider: string): void {
    const reasons: Partial<Record<ProviderError['kind'], PauseReason>> = {
      auth: 'auth',
      quota: 'quota',
      budget: 'budget',
      'unknown-price': 'price',
      'no-answers': 'answers',
    };
    this.paused ??= { reason: reasons[error.kind] ?? 'quota', message: error.message, provider };
  }

  fail(error: unknown): void {
    if (this.isCancelled) return;
    this.failure ??= error;
    this.controller.abort(error);
  }
}
