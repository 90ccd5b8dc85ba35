// Reads what a server says about its limits: how long to wait (Retry-After in its forms, words, Google's RetryInfo), and the headers that tell
// limit, remainder and reset. Vendors name them differently; one pattern reads all that are known.

/** What one pair of headers tells of one limit. Unknown is undefined. */
export type StatedLimit = {
  /** Tells limits of one server apart, e.g. `requests`, `tokens-minute`. */
  readonly name: string;
  readonly unit: LimitUnit;
  /** The full allowance. */
  readonly limit?: number;
  readonly remaining: number;
  /** Until the allowance is full again. */
  readonly resetMs?: number;
  /** The reset was told as a moment, so that it is counted from when the reply came. */
  readonly isMoment?: true;
};
export type LimitUnit = 'requests' | 'tokens' | 'input-tokens' | 'output-tokens';
export type RateLimits = readonly StatedLimit[];

/** A wait longer than this is a quota that a run pauses on, not traffic to sit out. */
export const longestRetryAfterMs = 15 * 60_000;

/** Milliseconds to wait: `retry-after-ms`, or `Retry-After` in seconds or as a date. @param nowEpochMs for the date form */
export function retryAfterMs(headers: Headers, nowEpochMs: number): number | undefined {
  const exact = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  if (exact >= 0) return exact;
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/.test(text)) return Number.parseFloat(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowEpochMs);
}

/** The wait that a sentence names: "Please retry in 1.4s", "try again in 6m0s", "retry after 37 seconds"; or Google's `"retryDelay": "34s"`. */
export function statedWaitMs(text: string): number | undefined {
  const named =
    /"retryDelay"\s*:\s*"([\d.]+s)"/.exec(text) ??
    /\b(?:retry|again|wait|available)\b[^.\d]{0,30}?\b(?:in|after|for)\s+(?:about\s+)?((?:\d+(?:\.\d+)?\s*(?:milliseconds?|seconds?|minutes?|hours?|days?|mins?|secs?|hrs?|ms|[dhms])\b\s*(?:and\s+|,\s*)?|\d+(?:\.\d+)?(?:ms|[dhms]))+)/i.exec(
      text,
    );
  return named === null ? undefined : durationMs(named[1]!);
}

const unitMs: readonly (readonly [RegExp, number])[] = [
  [/^(ms|milli)/i, 1],
  [/^d/i, 86_400_000],
  [/^h/i, 3_600_000],
  [/^m/i, 60_000],
  [/^s/i, 1000],
];

/** `6m0s`, `1.5s`, `120ms`, `1 minute and 5 seconds`; undefined where it is none. */
function durationMs(text: string): number | undefined {
  let sum: number | undefined;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/gi)) {
    const ms = unitMs.find(([name]) => name.test(unit!))?.[1];
    if (ms !== undefined) sum = (sum ?? 0) + Number.parseFloat(count!) * ms;
  }
  return sum;
}

/** `x-ratelimit-remaining-requests`, `anthropic-ratelimit-input-tokens-remaining`, `ratelimit-remaining`, `x-ratelimit-remaining-tokens-minute`, ... */
const limitHeader = /^(?:x-|anthropic-)?(?:ratelimit|rate-limit)-(.+)$/;
const role = /(?:^|-)(limit|remaining|reset)(?:-|$)/;

export function rateLimitsOf(headers: Headers, nowEpochMs: number): RateLimits | undefined {
  const found = new Map<string, { limit?: number; remaining?: number; resetMs?: number; isMoment?: true }>();
  for (const [header, value] of headers) {
    const rest = limitHeader.exec(header)?.[1];
    const what = rest === undefined ? undefined : role.exec(rest)?.[1];
    if (rest === undefined || what === undefined) continue;
    const name = rest.replace(role, (_, __, at: number) => (at === 0 ? '' : '-')).replace(/-$/, '');
    const entry = found.get(name) ?? {};
    found.set(name, entry);
    if (what === 'reset') Object.assign(entry, resetIn(value, nowEpochMs));
    else {
      const number = Number.parseFloat(value);
      // Some servers write -1 for what they do not tell.
      if (number >= 0) entry[what as 'limit' | 'remaining'] = number;
    }
  }
  const limits = [...found].flatMap(([name, { limit, remaining, ...reset }]) => {
    const unit = unitOf(name);
    // A limit of nothing at all is not told either.
    if (unit === undefined || remaining === undefined || limit === 0) return [];
    return [{ name, unit, remaining, ...(limit !== undefined && { limit }), ...reset }];
  });
  return limits.length > 0 ? limits : undefined;
}

function unitOf(name: string): LimitUnit | undefined {
  if (/input-tokens|tokens-prompt/.test(name)) return 'input-tokens';
  if (/output-tokens|tokens-generated/.test(name)) return 'output-tokens';
  if (/token/.test(name)) return 'tokens';
  return name === '' || /req|minute|second|hour|day/.test(name) ? 'requests' : undefined;
}

/** OpenAI writes `6m0s`, `1.5s` or `120ms`; Anthropic an RFC 3339 time; others seconds, or the time in seconds or milliseconds since 1970. */
function resetIn(text: string, nowEpochMs: number): Pick<StatedLimit, 'resetMs' | 'isMoment'> {
  const trimmed = text.trim();
  const at = (epochMs: number) => ({ resetMs: Math.max(0, epochMs - nowEpochMs), isMoment: true }) as const;
  if (/^\d+(\.\d+)?$/.test(trimmed)) {
    const number = Number.parseFloat(trimmed);
    if (number >= 1e11) return at(number);
    return number >= 1e9 ? at(number * 1000) : { resetMs: number * 1000 };
  }
  const ms = /^(\d+(\.\d+)?(ms|[dhms]))+$/.test(trimmed) ? durationMs(trimmed) : undefined;
  if (ms !== undefined) return { resetMs: ms };
  const date = Date.parse(trimmed);
  return Number.isNaN(date) ? {} : at(date);
}

/** Until the used-up one of the limits is full again. */
export function exhaustedResetMs(limits: RateLimits | undefined): number | undefined {
  const waits = (limits ?? []).flatMap(({ remaining, resetMs }) =>
    remaining === 0 && resetMs !== undefined ? [resetMs] : [],
  );
  return waits.length > 0 ? Math.max(...waits) : undefined;
}
