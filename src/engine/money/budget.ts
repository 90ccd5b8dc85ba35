// The hard cap of a run: every attempt reserves the most it can cost before it is sent and settles what it did cost afterwards, so that
// spent + possibly billed + reserved never passes the cap, whatever the concurrency. Pure bookkeeping: no clock, no prices.
import { onAbort } from '../onAbort';
import { ProviderError } from '../provider';
import { LostAttempts } from './lostAttempts';
import { createRequestCap, type RequestCap } from './requestCap';

export type BudgetState = {
  /** US dollars; undefined: no cap. */
  readonly capUsd?: number;
  /** Settled. */
  readonly spentUsd: number;
  /** Attempts that broke off after the provider may have billed them (lostAttempts.ts). Counted against the cap. */
  readonly possiblyBilledUsd: number;
  /** Attempts under way. */
  readonly reservedUsd: number;
};

/** Ends exactly once, in one of three ways; later calls do nothing. */
export type Reservation = {
  readonly maxUsd: number;
  /** The provider answered and this is what it bills. */
  settle(actualUsd: number): void;
  /** Nothing was billed. */
  release(): void;
  /** The attempt broke off and may have been billed. @param expires false: answers of the model say nothing of it. @default true */
  keep(expires?: boolean): void;
};

export interface Budget {
  /** The most requests, beside the dollars. */
  readonly requests: RequestCap;
  /**
   * Resolves at once where the amount fits, or when enough attempts under way have settled for less than they reserved.
   * @throws {ProviderError} of kind 'budget' when it would not fit even with nothing under way; the signal's reason on abort.
   */
  reserve(maxUsd: number, signal?: AbortSignal, model?: string): Promise<Reservation>;
  /** The same where it fits at once and nobody waits; else undefined. */
  reserveNow(maxUsd: number): Reservation | undefined;
  /** Turns an earlier session's possibly billed amount into a reservation again, for an attempt that is found under way (batches). */
  takeOver(usd: number, model?: string): Reservation;
  state(): BudgetState;
}

type Waiter = {
  readonly maxUsd: number;
  readonly model: string;
  grant(reservation: Reservation): void;
  refuse(error: ProviderError): void;
};

/** Sums of dollars carry rounding errors of about 1e-16 each; the cap is held this share below what was asked. */
const roundingShare = 1e-9;

/** @param earlier what this run spent in earlier sessions, from its journal. */
export function createBudget(
  capUsd?: number,
  earlier: { readonly spentUsd?: number; readonly lost?: LostAttempts } = {},
  requests = createRequestCap(),
): Budget {
  let spent = earlier.spentUsd ?? 0;
  const lost = earlier.lost ?? new LostAttempts();
  let reserved = 0;
  let open = 0;
  const waiters = new Set<Waiter>();

  const limit = () => (capUsd === undefined ? Infinity : capUsd * (1 - roundingShare));
  const fitsAlone = (maxUsd: number) => maxUsd === 0 || spent + lost.usd + maxUsd <= limit();
  const fitsNow = (maxUsd: number) => maxUsd === 0 || spent + lost.usd + reserved + maxUsd <= limit();

  function take(maxUsd: number, model: string): Reservation {
    reserved += maxUsd;
    open++;
    let isOpen = true;
    const end = (account: () => void) => {
      if (!isOpen) return;
      isOpen = false;
      open--;
      // With nothing under way the sum is exactly zero; this keeps rounding errors from piling up over a million rows.
      reserved = open === 0 ? 0 : Math.max(0, reserved - maxUsd);
      account();
      admit();
    };
    return {
      maxUsd,
      settle: (actualUsd) => {
        end(() => {
          spent += actualUsd;
          if (maxUsd > 0) lost.learn(model, actualUsd / maxUsd);
        });
      },
      release: () => {
        end(() => undefined);
      },
      keep: (expires) => {
        end(() => {
          lost.add(model, maxUsd, expires);
        });
      },
    };
  }

  /** Looks at who waits, first come first served. */
  function admit(): void {
    for (const waiter of waiters) {
      if (!fitsAlone(waiter.maxUsd)) {
        waiters.delete(waiter);
        waiter.refuse(refusal(waiter.maxUsd));
      } else if (fitsNow(waiter.maxUsd)) {
        waiters.delete(waiter);
        waiter.grant(take(waiter.maxUsd, waiter.model));
      } else return;
    }
  }

  function refusal(maxUsd: number): ProviderError {
    const maybe = lost.usd > 0 ? ` and ${usd(lost.usd)} possibly billed for attempts that broke off` : '';
    return new ProviderError(
      'budget',
      `The cap of ${usd(capUsd!)} would be passed: ${usd(spent)} spent${maybe}, and the next request may cost up to ${usd(maxUsd)}. ` +
        'Everything answered so far is kept; raise the cap to go on.',
      { isRetryable: false },
    );
  }

  return {
    requests,
    reserveNow: (maxUsd) => (waiters.size === 0 && fitsNow(maxUsd) ? take(maxUsd, '') : undefined),
    reserve(maxUsd, signal, model = '') {
      if (!(maxUsd >= 0)) throw new RangeError(`a reservation of ${String(maxUsd)} dollars`);
      signal?.throwIfAborted();
      if (!fitsAlone(maxUsd)) return Promise.reject(refusal(maxUsd));
      if (waiters.size === 0 && fitsNow(maxUsd)) return Promise.resolve(take(maxUsd, model));
      return new Promise((resolve, reject) => {
        const forget =
          signal &&
          onAbort(signal, () => {
            waiters.delete(waiter);
            reject(signal.reason as Error);
            admit();
          });
        const waiter: Waiter = {
          maxUsd,
          model,
          grant: (reservation) => {
            forget?.();
            resolve(reservation);
          },
          refuse: (error) => {
            forget?.();
            reject(error);
          },
        };
        waiters.add(waiter);
      });
    },
    takeOver(usd, model = '') {
      lost.remove(model, usd);
      return take(usd, model);
    },
    state: () => ({
      ...(capUsd !== undefined && { capUsd }),
      spentUsd: spent,
      possiblyBilledUsd: lost.usd,
      reservedUsd: reserved,
    }),
  };
}

/** Enough digits to tell amounts of a fraction of a cent apart. */
function usd(amount: number): string {
  return `$${amount >= 1 ? amount.toFixed(2) : amount.toPrecision(3)}`;
}
