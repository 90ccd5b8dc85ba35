// Wraps a provider so that no attempt is sent before the most it can cost is reserved from the run's budget, and settles what it did cost.
// An attempt that broke off after it may have been billed keeps its reservation. Prices come with the model; nothing is guessed.
import { costOf, maxCostOf } from '../engine/money/cost';
import type { Budget, Reservation } from '../engine/money/budget';
import { type AskRequest, ProviderError, type Provider, type Reply } from '../engine/provider';
import { maxInputTokens, maxOutputTokens } from './outputBound';

export type BudgetedOptions = {
  readonly budget: Budget;
  /** Told of each attempt that may have been billed without an answer, before the error reaches the caller. */
  /** An aborted ask is not lost but found again on resuming (batches): its money is settled then. @default false */
  readonly isRecoverable?: boolean | undefined;
  readonly onLostAttempt?: ((request: AskRequest, reservedUsd: number) => void) | undefined;
};

export function budgeted(inner: Provider, { budget, isRecoverable, onLostAttempt }: BudgetedOptions): Provider {
  function askNow(request: AskRequest): Reply | undefined {
    const maxUsd = maxRequestCostUsd(request);
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
      const reservation = await reserve(request, budget, signal);
      if (!reservation) return inner.ask(request, signal);
      try {
        // Reserving may have taken long.
        signal.throwIfAborted();
      } catch (reason) {
        reservation.release();
        throw reason;
      }
      try {
        const reply = await inner.ask(request, signal);
        // A provider that does not tell its token counts is held at the maximum: the cap must not rest on a guess.
        reservation.settle(costOf(reply.usage, request.model.price) ?? reservation.maxUsd);
        return reply;
      } catch (error) {
        // Anything but a plain refusal (an abort, a hang, a cut body) may have been billed.
        const isPlainRefusal = error instanceof ProviderError && !error.details.mayBeBilled;
        if (isPlainRefusal || (isRecoverable && signal.aborted)) reservation.release();
        else {
          reservation.keep();
          onLostAttempt?.(request, reservation.maxUsd);
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
  return maxCostOf(maxInputTokens(request), maxOutputTokens(request), price);
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
