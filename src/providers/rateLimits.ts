// Reads what a server says about its limits: Retry-After in its forms, and the remaining-request headers of OpenAI and Anthropic.

/** Room that the provider says is left, for the traffic control. Unknown is undefined. */
export type RateLimits = {
  readonly remainingRequests?: number;
  readonly remainingTokens?: number;
  /** Until the exhausted one of the two is full again. */
  readonly resetMs?: number;
};

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

export function rateLimitsOf(headers: Headers, nowEpochMs: number): RateLimits | undefined {
  const read = (what: 'requests' | 'tokens') => {
    const openai = headers.get(`x-ratelimit-remaining-${what}`);
    const anthropic = headers.get(`anthropic-ratelimit-${what}-remaining`);
    const remaining = Number.parseFloat(openai ?? anthropic ?? '');
    const reset = headers.get(`x-ratelimit-reset-${what}`) ?? headers.get(`anthropic-ratelimit-${what}-reset`);
    return Number.isNaN(remaining)
      ? undefined
      : { remaining, resetMs: reset === null ? undefined : resetIn(reset, nowEpochMs) };
  };
  const requests = read('requests');
  const tokens = read('tokens');
  if (!requests && !tokens) return undefined;
  const resetMs = requests?.remaining === 0 ? requests.resetMs : tokens?.remaining === 0 ? tokens.resetMs : undefined;
  return {
    ...(requests && { remainingRequests: requests.remaining }),
    ...(tokens && { remainingTokens: tokens.remaining }),
    ...(resetMs !== undefined && { resetMs }),
  };
}

/** OpenAI writes `6m0s`, `1.5s` or `120ms`; Anthropic an RFC 3339 time. */
function resetIn(text: string, nowEpochMs: number): number | undefined {
  const parts = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/.exec(text.trim());
  if (parts && text.trim() !== '') {
    const [days, hours, minutes, seconds, ms] = parts.slice(1).map((part) => Number.parseFloat(part ?? '0'));
    return (((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!) * 1000 + ms!;
  }
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowEpochMs);
}
