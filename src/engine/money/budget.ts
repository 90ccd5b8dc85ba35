// The hard cap of a run: every attempt reserves the most it can cost before it is sent and settles what it did cost afterwards, so that
// spent + possibly billed + reserved never passes the cap, whatever the concurrency. Pure bookkeeping: no clock, no prices.
import { onAbort } from '../onAbort';
import { ProviderError } from '../provider';

export type BudgetState = {
  /** US dollars; undefined: no cap. */
  readonly capUsd?: number;
  /** Settled. */
  readonly spentUsd: number;
  /** Attempts that broke off after the provider may have billed them, at their reserved maximum. Counted against the cap. */
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
  /** The attempt broke off and may have been billed. */
  keep(): void;
};

export interface Budget {
  /**
   * Resolves at once where the amount fits, or when enough attempts under way have settled for less than they reserved.
   * @throws {ProviderError} of kind 'budget' when it would not fit even with nothing under way; the signal's reason on abort.
   */
  reserve(maxUsd: number, signal?: AbortSignal): Promise<Reservation>;
  /** The same where it fits at once and nobody waits; else undefined. */
  reserveNow(maxUsd: number): Reservation | undefined;
  /** Turns an earlier session's possibly billed amount into a reservation again, for an attempt that is found under way (batches). */
  takeOver(usd: number): Reservation;
  /** Raises (or lowers, or with undefined lifts) the cap; whoever waits is looked at again. */
  setCap(capUsd: number | undefined): void;
  state(): BudgetState;
}

type Waiter = { readonly maxUsd: number; grant(reservation: Reservation): void; refuse(error: ProviderError): void };

/** Sums of dollars carry rounding errors of about 1e-16 each; the cap is held this share below what was asked. */
const roundingShare = 1e-9;

/** @param earlier what this run spent in earlier sessions, from its journal. */
export function createBudget(
  capUsd?: number,
  earlier: { readonly spentUsd?: number; readonly possiblyBilledUsd?: number } = {},
): Budget {
  let cap = capUsd;
  let spent = earlier.spentUsd ?? 0;
  let possiblyBilled = earlier.possiblyBilledUsd ?? 0;
  let reserved = 0;
  let open = 0;
  const waiters = new Set<Waiter>();

  const limit = () => (cap === undefined ? Infinity : cap * (1 - roundingShare));
  const fitsAlone = (maxUsd: number) => maxUsd === 0 || spent + possiblyBilled + maxUsd <= limit();
  const fitsNow = (maxUsd: number) => maxUsd === 0 || spent + possiblyBilled + reserved + maxUsd <= limit();

  function take(maxUsd: number): Reservation {
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
        end(() => (spent += actualUsd));
      },
      release: () => {
        end(() => undefined);
      },
      keep: () => {
        end(() => (possiblyBilled += maxUsd));
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
        waiter.grant(take(waiter.maxUsd));
      } else return;
    }
  }

  function refusal(maxUsd: number): ProviderError {
    const lost = possiblyBilled > 0 ? ` and ${usd(possiblyBilled)} possibly billed for attempts that broke off` : '';
    return new ProviderError(
      'budget',
      `The cap of ${usd(cap!)} would be passed: ${usd(spent)} spent${lost}, and the next request may cost up to ${usd(maxUsd)}. ` +
        'Everything answered so far is kept; raise the cap to go on.',
      { isRetryable: false },
    );
  }

  return {
    reserveNow: (maxUsd) => (waiters.size === 0 && fitsNow(maxUsd) ? take(maxUsd) : undefined),
    reserve(maxUsd, signal) {
      if (!(maxUsd >= 0)) throw new RangeError(`a reservation of ${String(maxUsd)} dollars`);
      signal?.throwIfAborted();
      if (!fitsAlone(maxUsd)) return Promise.reject(refusal(maxUsd));
      if (waiters.size === 0 && fitsNow(maxUsd)) return Promise.resolve(take(maxUsd));
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
    takeOver(usd) {
      possiblyBilled = Math.max(0, possiblyBilled - usd);
      return take(usd);
    },
    setCap(capUsd) {
      cap = capUsd;
      admit();
    },
    state: () => ({
      ...(cap !== undefined && { capUsd: cap }),
      spentUsd: spent,
      possiblyBilledUsd: possiblyBilled,
      reservedUsd: reserved,
    }),
  };
}

/** Enough digits to tell amounts of a fraction of a cent apart. */
function usd(amount: number): string {
  return `$${amount >= 1 ? amount.toFixed(2) : amount.toPrecision(3)}`;
}
