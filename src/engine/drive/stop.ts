// How a run comes to an early stop: paused (what is under way is finished), cancelled (aborted at once), or failed (disk, program error).
import { onAbort } from '../onAbort';
import type { ProviderError } from '../provider';
import type { Why } from '../reasons';

/** Why an ask ends that has not been sent when the run stops. */
export const noMore = new Error('nothing more is sent: the run stops');

/** Reason of an abort: the user did not stop the run, its window goes away. */
export const windowClosing = 'window closing';

export type PauseReason =
  | 'budget'
  /** The cap in requests. */
  | 'requests'
  | 'quota'
  | 'unreachable'
  | 'auth'
  | 'price'
  | 'answers'
  | 'person'
  /** A person is asked for labels. */
  | 'labels'
  /** As far as it was to go: the scan is done. */
  | 'scanned';

export type PauseOf = {
  readonly reason: PauseReason;
  readonly message: Why;
  /** Whose key, quota or price it is about; undefined: a user's wish. */
  readonly provider?: string;
};

const reasons: Partial<Record<ProviderError['kind'], PauseReason>> = {
  auth: 'auth',
  quota: 'quota',
  unreachable: 'unreachable',
  budget: 'budget',
  requests: 'requests',
  'unknown-price': 'price',
  'no-answers': 'answers',
};

/** @param error of a kind that stops runs; @param provider whose key, quota or price it is about */
export function pauseOf(error: ProviderError, provider: string): PauseOf & { readonly provider: string } {
  return { reason: reasons[error.kind] ?? 'quota', message: error.message, provider };
}

export class Stop {
  private readonly controller = new AbortController();
  private readonly pauseController = new AbortController();
  paused: (PauseOf & { readonly provider: string }) | undefined;
  failure: unknown;

  /** @param cancelSignal aborts what is under way; @param askedToPause lets it finish. */
  constructor(
    private readonly cancelSignal: AbortSignal,
    private readonly askedToPause?: AbortSignal,
  ) {
    const cancel = () => {
      this.controller.abort(cancelSignal.reason);
    };
    if (cancelSignal.aborted) cancel();
    else onAbort(cancelSignal, cancel);
    const pause = () => {
      this.pauseController.abort(noMore);
    };
    if (askedToPause?.aborted) pause();
    else if (askedToPause) onAbort(askedToPause, pause);
  }

  /** Aborted when the run is cancelled or has failed. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }
  /** Aborted when nothing more is to be sent, for whatever reason; what is under way goes on. */
  get pauseSignal(): AbortSignal {
    return this.pauseController.signal;
  }
  get isCancelled(): boolean {
    return this.cancelSignal.aborted;
  }
  get isRequested(): boolean {
    return this.signal.aborted || this.paused !== undefined || (this.askedToPause?.aborted ?? false);
  }

  /** @param provider whose key, quota or price it is about. */
  pause(error: ProviderError, provider: string): void {
    this.paused ??= pauseOf(error, provider);
    this.pauseController.abort(noMore);
  }

  fail(error: unknown): void {
    if (this.isCancelled) return;
    this.failure ??= error;
    this.controller.abort(error);
  }
}
