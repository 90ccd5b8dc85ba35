// Wraps a provider so that no attempt is sent before the most it can cost is reserved from the run's budget, and settles what it did cost.
// An attempt that broke off after it may have been billed keeps its reservation. Prices come with the model; nothing is guessed.
import { costOf, maxCostOf } from '../engine/money/cost';
import type { Budget, Reservation } from '../engine/money/budget';
import type { ReservationLog } from '../engine/drive/reservationLog';
import { type AskRequest, ProviderError, type Provider, type Reply } from '../engine/provider';
import { cacheKey } from './cached';
import { leastOutputLimit, maxInputTokens, maxOutputTokens } from './outputBound';

export type BudgetedOptions = {
  readonly budget: Budget;
  /** An aborted ask is not lost but found again on resuming (batches): its money is settled then. @default false */
  readonly isRecoverable?: boolean | undefined;
  /** Where reservations are written down before anything is sent; absent: they are forgotten with the process. */
  readonly reservations?: ReservationLog | undefined;
};

/** A reservation of the budget and its number in the log. */
type Held = { readonly reservation: Reservation; readonly id?: number };

export function budgeted(inner: Provider, { budget, isRecoverable = false, reservations }: BudgetedOptions): Provider {
  async function hold(request: AskRequest, signal: AbortSignal): Promise<Held | undefined> {
    const key = isRecoverable && reservations ? cacheKey(request, inner.name) : undefined;
    const earlier = key === undefined ? undefined : reservations?.takeOver(key);
    if (earlier) return { reservation: budget.takeOver(earlier.usd), id: earlier.id };
    const reservation = await reserve(request, budget, signal);
    if (request.pauseSignal?.aborted) {
      reservation?.release();
      throw request.pauseSignal.reason;
    }
    // What costs nothing at most, or is measured on this machine, has no bill that could be forgotten.
    if (!reservation || !reservations || reservation.maxUsd === 0 || request.model.price.type === 'cpu')
      return reservation && { reservation };
    try {
      return { reservation, id: await reservations.open(request.model.id, reservation.maxUsd, key) };
    } catch (error) {
      reservation.release();
      throw error;
    }
  }

  function release({ reservation, id }: Held): void {
    reservation.release();
    if (id !== undefined) reservations?.release(id);
  }

  /** Of CPU time only: what is billed must be written down before it is sent. */
  function askNow(request: AskRequest): Reply | undefined {
    const maxUsd = request.model.price.type === 'cpu' ? maxRequestCostUsd(request) : undefined;
    const reservation = maxUsd === undefined ? undefined : budget.reserveNow(maxUsd);
    if (!reservation) return undefined;
    const reply = inner.askNow?.(request);
    if (reply) reservation.settle(costOf(reply.usage, request.model.price) ?? reservation.maxUsd);
    else reservation.release();
    return reply;
  }

  return {
    name: inner.name,
    ...(inner.windowOf && { windowOf: (model) => inner.windowOf?.(model) }),
    ...(inner.askNow && { askNow }),
    async ask(request, signal) {
      const held = await hold(request, signal);
      if (!held) return inner.ask(request, signal);
      const { reservation, id } = held;
      // Reserving may have taken long.
      if (signal.aborted) {
        release(held);
        throw signal.reason;
      }
      try {
        const reply = await inner.ask(request, signal);
        // A provider that does not tell its token counts is held at the maximum: the cap must not rest on a guess.
        reservation.settle(costOf(reply.usage, request.model.price) ?? reservation.maxUsd);
        return id === undefined ? reply : { ...reply, reservation: id };
      } catch (error) {
        const isStillOut = error instanceof ProviderError && error.details.isStillOut === true;
        if (isRecoverable && (signal.aborted || isStillOut)) {
          // Left open in the log: whoever resumes takes it over.
          reservation.release();
        } else if (error instanceof ProviderError && !error.details.mayBeBilled) {
          release(held);
        } else {
          // Anything but a plain refusal (an abort, a hang, a cut body) may have been billed.
          reservation.keep();
          if (id !== undefined) reservations?.lose(request.model.id, id, reservation.maxUsd);
        }
        throw error;
      }
    },
  };
}

/** The most that one attempt can cost, in dollars; undefined when the price is unknown. */
export function maxRequestCostUsd(request: AskRequest): number | undefined {
  const { price } = request.model;
  // CPU time has no tokens to count.
  if (price.type === 'cpu') return maxCostOf(0, 0, price);
  return maxCostOf(maxInputTokens(request), Math.max(leastOutputLimit, maxOutputTokens(request)), price);
}

async function reserve(request: AskRequest, budget: Budget, signal: AbortSignal): Promise<Reservation | undefined> {
  const maxUsd = maxRequestCostUsd(request);
  if (maxUsd !== undefined) return budget.reserve(maxUsd, signal);
  if (budget.state().capUsd === undefined) return undefined;
  throw new ProviderError(
    'unknown-price',
    `The price of ${request.model.id} is not known, so the cap cannot be kept. State its price in the models file (or "price": "free" where it costs nothing), or run without a cap.`,
    { isRetryable: false },
  );
}
