// Wraps a provider so that no attempt is sent before the most it can cost is reserved from the run's budget, and settles what it did cost.
// An attempt that broke off after it may have been billed keeps its reservation. Prices come with the model; nothing is guessed.
import { costOf, maxCostOf } from '../engine/money/cost';
import type { Budget, Reservation } from '../engine/money/budget';
import type { ReservationLog } from '../engine/drive/reservationLog';
import { type AskRequest, ProviderError, type Provider, type Reply, type Usage } from '../engine/provider';
import type { BillReply } from './answeredBy';
import { cacheKey } from './cached';
import { leastOutputLimit, maxInputTokens, maxOutputTokens } from './outputBound';

export type BudgetedOptions = {
  readonly budget: Budget;
  /** An aborted ask is not lost but found again on resuming (batches): its money is settled then. @default false */
  readonly isRecoverable?: boolean | undefined;
  /** Under a cap the first reply of a model comes alone. @default unless recoverable: batches come together */
  readonly isFirstAlone?: boolean | undefined;
  /** Where reservations are written down before anything is sent; absent: they are forgotten with the process. */
  readonly reservations?: ReservationLog | undefined;
  /** What a reply is billed where another model answered than was asked. @default as the asked one */
  readonly billReply?: BillReply | undefined;
};

/** A reservation of the budget and its number in the log. */
type Held = { readonly reservation: Reservation; readonly id?: number; readonly isEarlier?: boolean };

export function budgeted(inner: Provider, options: BudgetedOptions): Provider {
  const { budget, reservations, billReply, isRecoverable = false, isFirstAlone = !isRecoverable } = options;
  /** Per model: how many times more than its price tells a reply has been billed, by the provider's own word or by tokens beyond the limit. */
  const surcharges = new Map<string, number>();

  function learnSurcharge({ id, price }: AskRequest['model'], usage: Usage, usd: number, maxUsd: number): void {
    const { statedUsd: _, ...counts } = usage;
    const listUsd = costOf(counts, price) ?? 0;
    const before = surcharges.get(id) ?? 1;
    const factor = Math.max(listUsd > 0 ? usd / listUsd : 1, maxUsd > 0 ? (usd / maxUsd) * before : 1);
    if (factor > before) surcharges.set(id, factor);
  }

  /** Models that have been billed once, and for others the end of the attempt that is under way. */
  const billed = new Set<string>();
  const firsts = new Map<string, Promise<void>>();

  /**
   * Under a cap the first reply of a model comes alone: only it shows whether the bill is what the price tells.
   * @returns what to call when the attempt has ended
   */
  async function untilFirst({ id, price }: AskRequest['model'], signal: AbortSignal): Promise<() => void> {
    if (!isFirstAlone || price.type === 'cpu' || budget.state().capUsd === undefined) return () => undefined;
    while (!billed.has(id) && firsts.has(id)) {
      await Promise.race([firsts.get(id), aborted(signal)]);
      signal.throwIfAborted();
    }
    if (billed.has(id)) return () => undefined;
    let end!: () => void;
    firsts.set(id, new Promise((resolve) => (end = resolve)));
    return () => {
      firsts.delete(id);
      end();
    };
  }

  async function hold(request: AskRequest, signal: AbortSignal): Promise<Held | undefined> {
    const key = isRecoverable && reservations ? cacheKey(request, inner.name) : undefined;
    const earlier = key === undefined ? undefined : reservations?.takeOver(key);
    if (earlier)
      return { reservation: budget.takeOver(earlier.usd, request.model.id), id: earlier.id, isEarlier: true };
    const isComputed = request.model.price.type === 'cpu';
    const reservation = await reserve(request, budget, signal, surcharges.get(request.model.id));
    try {
      if (request.pauseSignal?.aborted) throw request.pauseSignal.reason;
      // Last, so that nothing that waits for money keeps a request from others.
      if (!isComputed) budget.requests.take();
    } catch (error) {
      reservation?.release();
      throw error;
    }
    // What costs nothing at most, or is measured on this machine, has no bill that could be forgotten.
    const isWritten = reservation !== undefined && (reservation.maxUsd > 0 || budget.requests.most !== undefined);
    if (!reservations || !isWritten || isComputed) return reservation && { reservation };
    try {
      return { reservation, id: await reservations.open(request.model.id, reservation.maxUsd, key) };
    } catch (error) {
      reservation.release();
      budget.requests.giveBack();
      throw error;
    }
  }

  /** A refused request is sent again in another form: one more. */
  async function resend({ id }: AskRequest['model']): Promise<void> {
    budget.requests.take();
    if (!reservations || budget.requests.most === undefined) return;
    reservations.release(await reservations.open(id, 0));
  }

  function release({ reservation, id }: Held): void {
    reservation.release();
    if (id !== undefined) reservations?.release(id);
  }

  function endUnanswered({ model }: AskRequest, held: Held, error: unknown): void {
    const { reservation, id } = held;
    const details = error instanceof ProviderError ? error.details : undefined;
    const paidUsd = details?.paid && costOf(details.paid, model.price);
    if (details?.paid && paidUsd !== undefined) {
      // The provider itself says what it bills for the attempt.
      reservation.settle(paidUsd);
      if (id !== undefined) reservations?.paid(model.id, id, paidUsd, details.paid);
    } else if (details && !details.mayBeBilled) release(held);
    else {
      // Anything but a plain refusal (an abort, a hang, a cut body) may have been billed. What took too long is not like what was answered.
      const expires = !(error instanceof ProviderError && error.kind === 'timeout');
      reservation.keep(expires);
      if (id !== undefined) reservations?.lose(model.id, id, reservation.maxUsd, expires);
    }
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
      const end = await untilFirst(request.model, signal);
      try {
        return await askHeld(request, signal);
      } finally {
        end();
      }
    },
  };

  async function send(request: AskRequest, signal: AbortSignal): Promise<Reply> {
    const reply = await inner.ask(request, signal);
    return billReply ? billReply(request.model, reply) : reply;
  }

  async function askHeld(request: AskRequest, signal: AbortSignal): Promise<Reply> {
    const held = await hold(request, signal);
    if (!held) return send(request, signal);
    const { reservation, id, isEarlier = false } = held;
    // Reserving may have taken long.
    if (signal.aborted) {
      reservation.release();
      // What an earlier session sent may be out there all the same.
      if (!isEarlier) budget.requests.giveBack();
      if (id !== undefined) reservations?.release(id, !isEarlier);
      throw signal.reason;
    }
    try {
      const reply = await send(
        id === undefined && budget.requests.most === undefined
          ? request
          : {
              ...request,
              ...(id !== undefined && { reserved: { id, isEarlier } }),
              beforeResend: () => resend(request.model),
            },
        signal,
      );
      const usd = costOf(reply.usage, request.model.price);
      billed.add(request.model.id);
      // A provider that does not tell its token counts is held at the maximum: the cap must not rest on a guess.
      if (usd === undefined) reservation.keep(false);
      else {
        reservation.settle(usd);
        learnSurcharge(request.model, reply.usage, usd, reservation.maxUsd);
      }
      return id === undefined ? reply : { ...reply, reservation: id };
    } catch (error) {
      const isStillOut = error instanceof ProviderError && error.details.isStillOut === true;
      // What took too long is given up and not found again; what was taken back in time never went out.
      const isOver =
        error instanceof ProviderError && (error.kind === 'timeout' || error.details.mayBeBilled === false);
      if (isRecoverable && (isStillOut || (signal.aborted && !isOver))) {
        // Left open in the log: whoever resumes takes it over.
        reservation.release();
      } else {
        endUnanswered(request, held, error);
      }
      throw error;
    }
  }
}

/** Resolves on an abort; the listener goes with the signal, which lives as long as the attempt. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
}

/** The most that one attempt can cost, in dollars; undefined when the price is unknown. */
export function maxRequestCostUsd(request: AskRequest): number | undefined {
  const { price } = request.model;
  // CPU time has no tokens to count.
  if (price.type === 'cpu') return maxCostOf(0, 0, price);
  return maxCostOf(maxInputTokens(request), Math.max(leastOutputLimit, maxOutputTokens(request)), price);
}

async function reserve(
  request: AskRequest,
  budget: Budget,
  signal: AbortSignal,
  surcharge = 1,
): Promise<Reservation | undefined> {
  const maxUsd = maxRequestCostUsd(request);
  if (maxUsd !== undefined) return budget.reserve(maxUsd * surcharge, signal, request.model.id);
  // Counted as a request; its dollars are unknown.
  if (budget.state().capUsd === undefined)
    return budget.requests.most === undefined ? undefined : budget.reserve(0, signal, request.model.id);
  throw new ProviderError(
    'unknown-price',
    `The price of ${request.model.id} is not known, so the cap cannot be kept. State its price in the models file (or "price": "free" where it costs nothing), or run without a cap.`,
    { isRetryable: false },
  );
}
