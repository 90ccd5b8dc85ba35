// Tells what keeps the requests of one account waiting, as events: each kind of trouble when it begins and now and then while it lasts, and `clear` when
// it is over.
import type { Clock } from '../../engine/clock';
import type { TrafficCode, TrafficFigures, TrafficNotice } from '../../engine/trafficNotice';
import type { ProviderError } from '../../engine/provider';
import type { LaneWait } from './lane';

/** A wait for a limit is told when it lasts longer than this. */
const worthTellingMs = 2000;
const tellEveryMs = 5000;

export function createVoice(
  clock: Clock,
  host: string,
  model: string,
  notify: ((notice: TrafficNotice) => void) | undefined,
) {
  let told: { readonly code: TrafficCode; readonly atMs: number; readonly waitMs: number } | undefined;
  let limited = { sinceMs: -Infinity, lastMs: -Infinity };

  function say(code: TrafficCode, figures: TrafficFigures, message?: string): void {
    const nowMs = clock.nowMs();
    const { waitMs = 0 } = figures;
    // A wait that is much longer than the one told is news.
    const isNews = told?.code !== code || nowMs - told.atMs >= tellEveryMs || waitMs > 2 * told.waitMs + 1000;
    if (!isNews) return;
    told = code === 'clear' ? undefined : { code, atMs: nowMs, waitMs };
    notify?.({ type: 'traffic', code, host, model, figures, ...(message !== undefined && { message }) });
  }

  return {
    tell(code: TrafficCode, { message, details }: ProviderError, figures: TrafficFigures): void {
      // That the limit is known to be used up says more than each refusal at it.
      if (code === 'refused' && told?.code === 'limit' && (figures.waitMs ?? 0) < 2 * worthTellingMs) return;
      say(code, { ...figures, ...(details.status !== undefined && { status: details.status }) }, message);
    },
    waits({ reason, untilMs, perMinute }: LaneWait): void {
      if (reason !== 'limit') return;
      const nowMs = clock.nowMs();
      if (nowMs - limited.lastMs > worthTellingMs) limited = { sinceMs: nowMs, lastMs: nowMs };
      limited.lastMs = Math.max(nowMs, untilMs);
      const waitMs = untilMs - nowMs;
      if (waitMs < worthTellingMs && nowMs - limited.sinceMs < worthTellingMs) return;
      say('limit', { waitMs, ...(perMinute !== undefined && { perMinute }) });
    },
    answered(): void {
      if (!told) return;
      // Answers come at a limit too: it is over when nothing waits for it any more.
      if (told.code === 'limit' && clock.nowMs() - limited.lastMs < tellEveryMs) return;
      say('clear', {});
    },
  };
}
