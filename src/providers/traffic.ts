// Wraps a provider so that rate limits, outages and hangs need no thought. A refusal for the rate is a wait, never an attempt; an outage holds
// everything and probes; what remains is a row's own failure after the stated attempts. Time and randomness are arguments. Money is not its
// business (budgeted.ts stands inside, one call per attempt).
import { countOf } from '../engine/text/figures';
import type { Clock } from '../engine/clock';
import type { TrafficNotice } from '../engine/trafficNotice';
import { type AskRequest, ProviderError, type Provider, type Reply } from '../engine/provider';
import type { Random } from '../engine/random';
import { adaptiveTimeouts, attemptWithin } from './attempt';
import type { LimitedReply } from './limitedReply';
import { type Account, newAccount } from './pacing/accounts';
import { Lane, type LaneWait, type Pass } from './pacing/lane';
import type { FailureRecord } from './pacing/outage';
import { createVoice } from './pacing/voice';
import { longestRetryAfterMs } from './rateLimits';

export type TrafficOptions = {
  readonly clock: Clock;
  readonly random: Random;
  /** Most requests under way at once, at least 1. @default 32 */
  readonly concurrency?: number | undefined;
  /** Shared by all providers of one host and key; absent: one of its own. */
  readonly account?: Account | undefined;
  /** Attempts after the first, at least 0. Refusals for the rate and outages are none. @default 6 */
  readonly maxRetries?: number | undefined;
  /** An attempt without an answer by then is given up; models that think get 2.5 times as long. @default 120000 */
  readonly timeoutMs?: number | undefined;
  /** Never given up earlier than this, however quick the model has been. @default 15000 */
  readonly shortestTimeoutMs?: number | undefined;
  /** So many requests that fail before a model's first answer pause the run instead of failing row after row. @default 12 */
  readonly outageAfter?: number | undefined;
  /** How long rows are held while the server is down, before the run pauses. @default 900000 */
  readonly longestOutageMs?: number | undefined;
  /** What people call the place, e.g. `api.example.com`. @default the provider's name */
  readonly host?: string | undefined;
  readonly notify?: ((notice: TrafficNotice) => void) | undefined;
};

const firstBackoffMs = 500;
const longestBackoffMs = 60_000;
/** A row that got no answer in time so often, at whichever models of the account, is given up. */
const mostHangs = 3;
/** A body that is no reply is paid for each time, and rarely better the next time. */
const retriesOfMalformed = 2;
/** A quota that the words call used up is believed to be when waiting as told did not help so often. */
const waitsBeforeSpent = 3;
/** Gateways that find no server behind them, and servers that say they are not there: nothing that a row says is the reason. */
const awayStatuses: ReadonlySet<number> = new Set([502, 503, 521, 522, 523, 529]);

/** One ask on its way through attempts. */
type Ask = FailureRecord & { readonly ticket: number; readonly bytes: number; notBeforeMs: number; refusals: number };

export function traffic(inner: Provider, options: TrafficOptions): Provider {
  const {
    clock,
    random,
    maxRetries = 6,
    outageAfter = 12,
    longestOutageMs = 900_000,
    shortestTimeoutMs = 15_000,
  } = options;
  const account = options.account ?? newAccount(options.concurrency ?? 32);
  const host = options.host ?? inner.name;
  const timeouts = adaptiveTimeouts(shortestTimeoutMs, options.timeoutMs ?? 120_000);
  const voices = new Map<string, ReturnType<typeof createVoice>>();
  const { beginning } = account;

  function laneOf(model: string): Lane {
    let lane = account.lanes.get(model);
    if (!lane) {
      const onWait = (wait: LaneWait) => {
        voiceOf(model).waits(wait);
      };
      account.lanes.set(model, (lane = new Lane(clock, account.places, longestOutageMs, onWait)));
    }
    return lane;
  }

  function voiceOf(model: string) {
    let voice = voices.get(model);
    if (!voice) voices.set(model, (voice = createVoice(clock, host, model, options.notify)));
    return voice;
  }

  async function ask(request: AskRequest, signal: AbortSignal): Promise<Reply> {
    const { modelId } = request.model;
    const lane = laneOf(modelId);
    const earlierHangs = account.slowRows.of(request.content);
    const asked: Ask = {
      ticket: lane.ticket(),
      bytes: request.instruction.length + request.content.length,
      ...{ notBeforeMs: -Infinity, refusals: 0, attempts: 0, lastFailedMs: undefined },
      // One that hung before says nothing of the server, and has one more chance.
      isSuspect: earlierHangs > 0,
      hangs: Math.min(earlierHangs, mostHangs - 1),
    };
    const signals = request.pauseSignal ? [signal, request.pauseSignal] : [signal];
    for (;;) {
      const pass = await lane.enter(asked, signals);
      try {
        const reply: LimitedReply = await attemptWithin(inner, request, signal, clock, shortestTimeoutMs, () =>
          timeouts.timeoutMs(modelId),
        );
        timeouts.answered(modelId, clock.nowMs() - pass.sentMs);
        account.places.succeeded();
        account.slowRows.answered(request.content);
        beginning.answeredBy(modelId);
        lane.answered(pass, asked.bytes, reply.usage, reply.rateLimits);
        voiceOf(modelId).answered();
        return reply;
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (!(error instanceof ProviderError)) throw error;
        // Before the place is given back, so that the next in the queue meets what this one learned.
        afterFailure(request, lane, asked, pass, error);
      } finally {
        lane.leave(pass);
      }
    }
  }

  /** What an attempt that failed says of the row and of the server. @throws what ends the ask; else it is sent again, not before `asked.notBeforeMs`. */
  function afterFailure(request: AskRequest, lane: Lane, asked: Ask, pass: Pass, error: ProviderError): void {
    const { kind, details } = error;
    const { modelId } = request.model;
    const nowMs = clock.nowMs();
    beginning.hasReplied ||= kind !== 'network' || details.mayBeBilled === true;
    if (kind === 'rate-limit') {
      waitForRate(modelId, lane, asked, pass, error);
      return;
    }
    const isHang = kind === 'timeout';
    if (!beginning.hasAnswered(modelId) && !isHang) lane.doubted();
    if (!details.isRetryable) throw refused(request, error);
    asked.attempts++;
    if (!beginning.hasAnswered(modelId) && !mayBeDown(error)) countBeforeAnswer(modelId, error);
    const isAway = awayStatuses.has(details.status ?? 0);
    if (isHang) account.places.overloaded();
    if (kind === 'malformed') {
      if (asked.attempts > Math.min(maxRetries, retriesOfMalformed)) throw failed(error, asked);
      asked.notBeforeMs = nowMs + delayMs(asked, error);
      return;
    }
    const verdict = lane.outage.failed(asked, pass.sentMs, nowMs, {
      isUnreachable: kind === 'network' && details.mayBeBilled !== true,
      isAway,
      isHang,
      isSilent: !beginning.hasReplied,
      isFirst: !beginning.hasAnswered(modelId) && !isHang && mayBeDown(error),
      waitMs: details.retryAfterMs,
    });
    if (verdict === 'given-up') {
      if (!beginning.hasReplied)
        throw pausing('Nothing has answered there yet: is the server running, and the base URL right?', error);
      const minutes = String(Math.round(lane.outage.lastedMs / 60_000));
      throw pausing(`It has answered nothing for ${minutes} minutes.`, error);
    }
    if (verdict === 'server') {
      asked.attempts--;
      const waitMs = lane.outage.waitMs(nowMs);
      // The others in the queue probe first: what fails may be this row after all.
      asked.notBeforeMs = nowMs + waitMs + 1;
      voiceOf(modelId).tell('outage', error, {
        waitMs,
        times: lane.outage.probed + 1,
        lastedMs: lane.outage.lastedMs,
      });
      return;
    }
    if (isHang) {
      asked.hangs++;
      account.slowRows.hung(request.content);
    }
    if (asked.hangs >= mostHangs || asked.attempts > maxRetries) throw failed(error, asked);
    const waitMs = delayMs(asked, error);
    asked.notBeforeMs = nowMs + waitMs;
    const figures = { waitMs, times: asked.attempts };
    if (isHang) voiceOf(modelId).tell('hung', error, { ...figures, lastedMs: nowMs - pass.sentMs });
    else voiceOf(modelId).tell('retrying', error, figures);
  }

  function waitForRate(modelId: string, lane: Lane, asked: Ask, pass: Pass, error: ProviderError): void {
    const { details } = error;
    const nowMs = clock.nowMs();
    asked.refusals++;
    if (details.isConcurrency) account.places.overloaded();
    const whoWaits = details.isConcurrency ? 'alone' : lane.refused(pass, asked.bytes, details.retryAfterMs);
    const { refusedForMs } = lane;
    if ((details.saysSpent && lane.refusals > waitsBeforeSpent) || refusedForMs > longestRetryAfterMs) {
      const why = details.saysSpent
        ? ''
        : ` (it has let no request through for ${String(Math.round(refusedForMs / 60_000))} minutes)`;
      throw new ProviderError('quota', `${error.message}${why}`, { ...details, isRetryable: false });
    }
    if (whoWaits === 'alone')
      asked.notBeforeMs = nowMs + (details.retryAfterMs ?? backoffMs(asked.refusals) * (0.5 + 0.5 * random.next()));
    voiceOf(modelId).tell('refused', error, {
      waitMs: whoWaits === 'alone' ? asked.notBeforeMs - nowMs : lane.pace.waitMs(nowMs),
      times: Math.max(1, lane.refusals),
      ...(lane.perMinute !== undefined && { perMinute: lane.perMinute }),
    });
  }

  function delayMs({ attempts, isSuspect }: Ask, { details }: ProviderError): number {
    // Never earlier than asked for; spread out so that those who were refused together do not come back together.
    if (details.retryAfterMs !== undefined) return details.retryAfterMs * (1 + 0.1 * random.next());
    // While nobody else is answered, the server may be the reason: seven attempts then take two minutes.
    return isSuspect ? backoffMs(attempts) * (0.5 + 0.5 * random.next()) : 2 * backoffMs(attempts);
  }

  /** A server that answers everything with what is no answer is not asked a hundred times. */
  function countBeforeAnswer(modelId: string, error: ProviderError): void {
    const failures = beginning.failed(modelId);
    // Two thirds: as many again may be under way.
    if (failures >= Math.ceil((2 / 3) * outageAfter))
      throw pausing(`${modelId} has answered nothing, and ${countOf(failures, 'request')} failed.`, error);
  }

  /** A parameter that the model does not take fails every row; a row that is too long fails alone. */
  function refused({ model }: AskRequest, error: ProviderError): ProviderError {
    if (error.kind !== 'bad-request' || beginning.hasAnswered(model.modelId)) return error;
    const refusals = beginning.failed(model.modelId);
    // Half: as many again may be under way when the last of them is refused.
    if (refusals < Math.ceil(outageAfter / 2)) return error;
    return pausing(`${model.id} has answered nothing and refused ${countOf(refusals, 'request')}.`, error);
  }

  return { name: inner.name, ask };
}

/** What passes by itself sooner or later: no connection, no answer in time, a status of a server in trouble. Not what was never meant to be answered. */
function mayBeDown({ kind, details: { status = 0, isGuessed } }: ProviderError): boolean {
  if (kind === 'network' || kind === 'timeout') return true;
  return status >= 500 && status !== 501 && status !== 505 && !isGuessed;
}

function backoffMs(attempts: number): number {
  return Math.min(longestBackoffMs, firstBackoffMs * 2 ** (attempts - 1));
}

function failed(error: ProviderError, { attempts, hangs }: Ask): ProviderError {
  const tries =
    hangs >= mostHangs ? `${String(hangs)} times` : `after ${String(attempts)} attempt${attempts === 1 ? '' : 's'}`;
  return new ProviderError(error.kind, `${error.message} (${tries})`, {
    ...error.details,
    isRetryable: false,
    attempts,
  });
}

function pausing(why: string, last: ProviderError): ProviderError {
  const message = `${why} The run pauses rather than fail every row. Last: ${last.message}`;
  return new ProviderError('unreachable', message, { isRetryable: false });
}
