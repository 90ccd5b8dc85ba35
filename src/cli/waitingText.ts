// What keeps a run's requests waiting, as a clause: the limit of a host, a refusal, an outage, a hang.
import type { TrafficNotice } from '../engine/trafficNotice';

/** @param leftSeconds until the phase is through, where that is known */
export function waitingText({ code, host, figures, message }: TrafficNotice, leftSeconds?: number): string {
  const { perMinute, waitMs = 0, times = 1, status, lastedMs = 0 } = figures;
  // A wait that is nearly over is no wait of 0 s.
  const next = `next try in ${durationText(Math.max(1, waitMs / 1000))}${times > 1 ? ` (${ordinal(times)} time)` : ''}`;
  switch (code) {
    case 'limit':
      return `waiting for the limit of ${host}${perMinute === undefined ? '' : ` (${rounded(perMinute)} a minute)`}${leftSeconds === undefined ? '' : `, about ${durationText(leftSeconds)} left`}${waitMs > 10_000 ? `, ${next}` : ''}`;
    case 'refused':
      return `${host} answers ${String(status ?? 429)}; ${next}`;
    case 'retrying':
      return `${clause(message) ?? (status === undefined ? `${host} failed` : `${host} answers ${String(status)}`)}; trying again`;
    case 'hung':
      return `${host} gave no answer within ${durationText(lastedMs / 1000)}, trying again`;
    case 'outage':
      return `${clause(message) ?? `${host} is down`}; rows are held, ${next}`;
    case 'clear':
      return '';
  }
}

/** A sentence as a part of another. */
function clause(sentence: string | undefined): string | undefined {
  return sentence?.trim().replace(/\.$/, '');
}

/** e.g. `5 s`, `14 min`, `2.5 h` */
export function durationText(seconds: number): string {
  if (seconds < 90) return `${String(Math.ceil(seconds))} s`;
  return seconds < 5400 ? `${String(Math.round(seconds / 60))} min` : `${(seconds / 3600).toFixed(1)} h`;
}

function rounded(perMinute: number): string {
  return perMinute >= 10 ? Math.round(perMinute).toLocaleString('en') : perMinute.toFixed(1).replace(/\.0$/, '');
}

function ordinal(count: number): string {
  const tail = count % 100 >= 11 && count % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${String(count)}${tail}`;
}
