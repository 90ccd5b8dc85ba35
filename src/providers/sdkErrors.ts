// Turns what the OpenAI and Anthropic SDKs throw into ProviderErrors with a kind, a sentence and no key. Both SDKs share their error shapes.
// Nothing of the SDK's error object is passed on: it holds headers and request options.
import { ProviderError, type ProviderErrorKind } from '../engine/provider';
import { readErrorBody } from './errorBody';
import { exhaustedResetMs, longestRetryAfterMs, rateLimitsOf, retryAfterMs, statedWaitMs } from './rateLimits';

export type ErrorContext = {
  /** What people call the endpoint, e.g. `openai (api.openai.com)`. */
  readonly endpoint: string;
  readonly redact: (text: string) => string;
  readonly nowEpochMs: () => number;
};

/** @returns what to throw; an abort's own reason is passed through unchanged. */
export function fromSdkError(error: unknown, signal: AbortSignal, context: ErrorContext): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof ProviderError) return error;
  const { status } = (error ?? {}) as { status?: unknown };
  return typeof status === 'number'
    ? fromRefusal(error as Refusal, context)
    : fromConnection(error, (text) => context.redact(`${context.endpoint}: ${text}`));
}

type Refusal = { readonly status: number; readonly error?: unknown; readonly message?: string };

/** What a server said with a status. */
export function fromRefusal(error: Refusal, context: ErrorContext): ProviderError {
  const { status } = error;
  const { headers, code, message, type, body } = shapeOf(error, context.redact);
  const text = `${code} ${type} ${message}`;
  const waitMs = mayPass(status) ? waitOf(headers, `${text} ${body}`, context.nowEpochMs()) : undefined;
  const kind = kindOf(status, `${text} ${status === 429 ? body : ''}`, waitMs);
  return new ProviderError(kind, context.redact(`${context.endpoint}: ${sentence(kind, status, message, waitMs)}`), {
    isRetryable: kind === 'rate-limit' || kind === 'server' || kind === 'timeout',
    status,
    ...(waitMs !== undefined && { retryAfterMs: waitMs }),
    ...(kind === 'rate-limit' && spent.test(text) && { saysSpent: true }),
    ...(kind === 'rate-limit' && /concurren|simultaneous|in parallel|in.flight/i.test(text) && { isConcurrency: true }),
    ...(mayHaveDoneIt(status, text, waitMs) && { mayBeBilled: true }),
  });
}

/**
 * A gateway that fails after it has accepted a request may have been served, and be billed, by the server behind it. One that says it is
 * overloaded, or when to come back, has not taken the request. Every 4xx but 408 is a refusal.
 */
function mayHaveDoneIt(status: number, text: string, waitMs: number | undefined): boolean {
  if (gaveUp.has(status) || status === 408) return true;
  if (![500, 502, 503, 520].includes(status)) return false;
  return waitMs === undefined && !/overload|capacity|unavailable|too busy|loading|no healthy|try again/i.test(text);
}

/** Statuses of gateways that gave up on a server behind them, which may have done the work. */
const gaveUp: ReadonlySet<number> = new Set([504, 524]);

/** Statuses that may pass by themselves. */
function mayPass(status: number): boolean {
  return status === 408 || status === 409 || status === 425 || status === 429 || status >= 500;
}

/** The wait that a refusal states: in Retry-After, in words, or as the reset of a quota that is used up. */
function waitOf(headers: Headers | undefined, text: string, nowEpochMs: number): number | undefined {
  const stated = (headers && retryAfterMs(headers, nowEpochMs)) ?? statedWaitMs(text);
  if (stated !== undefined || !headers) return stated;
  // At a limit a minute the next request need not wait until all is full again.
  const resetMs = exhaustedResetMs(rateLimitsOf(headers, nowEpochMs)) ?? 0;
  return resetMs > longestRetryAfterMs || (resetMs > 0 && spent.test(text)) ? resetMs : undefined;
}

const spent =
  /insufficient_quota|credit balance is too low|exceeded your current quota|per.?day|\((RPD|TPD)\)|daily|billing/i;

/** Messages may repeat a row's text, so words count only where the status fits them. */
function kindOf(status: number, text: string, waitMs: number | undefined): ProviderErrorKind {
  if (status === 401) return 'auth';
  if (status === 402 || (waitMs ?? 0) > longestRetryAfterMs) return 'quota';
  // A stated wait beats any wording: Google writes "exceeded your current quota ... billing" at a limit that is over in seconds.
  if (status === 429 && (waitMs !== undefined || (/per.?minute/i.test(text) && !/per.?day/i.test(text))))
    return 'rate-limit';
  if (/insufficient_quota|credit balance is too low|exceeded your current quota/i.test(text)) return 'quota';
  if (/content_filter|content_policy|ResponsibleAIPolicy/i.test(text)) return 'content-filter';
  if (status === 403) return /moderation|flagged/i.test(text) ? 'content-filter' : 'auth';
  // Of an address or a model, not of a row.
  if (status === 404) return 'auth';
  if (status === 429) return spent.test(text) ? 'quota' : 'rate-limit';
  if (status === 408 || gaveUp.has(status)) return 'timeout';
  return status >= 500 || status === 409 || status === 425 ? 'server' : 'bad-request';
}

function sentence(kind: ProviderErrorKind, status: number, message: string, waitMs: number | undefined): string {
  const said = `${String(status)} ${message}`.trim();
  if (status === 404)
    return `there is no such model or address (${said}). Check the name of the model and the provider's base URL.`;
  if (kind === 'auth')
    return `the key was not accepted (${said}). Check that it is set, valid, and allowed to use the model.`;
  if (kind === 'quota' && (waitMs ?? 0) > longestRetryAfterMs)
    return `it asks to wait ${String(Math.ceil(waitMs! / 60_000))} minutes (${said}). Resume the run then.`;
  if (kind === 'quota') return `the account's quota is used up (${said}). Add credit or wait, then resume.`;
  return said;
}

/** No HTTP status: the request did not get through, or the answer did not get back. */
function fromConnection(error: unknown, say: (text: string) => string): ProviderError {
  const text = causeChain(error);
  // undici's words (proxyFetch.ts): the tunnel was not opened, so nothing was sent.
  const byProxy = /(by the proxy .*?)(: |$).*Proxy response \((\d+)\)/s.exec(text);
  if (byProxy)
    return new ProviderError(
      /^40[37]$/.test(byProxy[3]!) ? 'auth' : 'network',
      say(
        `it cannot be reached ${byProxy[1]!}: the proxy refused with status ${byProxy[3]!}. ` +
          'Check its address, name and password in that variable, or put the host into NO_PROXY.',
      ),
      { isRetryable: !/^40[37]$/.test(byProxy[3]!) },
    );
  // Of an address, not of a row: the run stops.
  if (/redirect/i.test(text))
    return new ProviderError(
      'auth',
      say('it answered with a redirect, which is not followed with a key; set the base URL that it redirects to.'),
      { isRetryable: false },
    );
  if (/held back|bad port/.test(text))
    return new ProviderError('auth', say(`the request was not sent (${text}).`), { isRetryable: false });
  if (
    /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ECONNABORTED_BEFORE|UND_ERR_CONNECT_TIMEOUT|CERT_|certificate|SSL|TLS/i.test(
      text,
    )
  )
    return new ProviderError('network', say(`it cannot be reached (${text}).${mendOf(text)}`), { isRetryable: true });
  // The system refused to open the connection or to take the rest of the request: the server cannot have it whole.
  if (/\b(connect|write) E[A-Z]+/.test(text))
    return new ProviderError('network', say(`the connection broke off before the request was sent (${text}).`), {
      isRetryable: true,
    });
  // The parser's own words quote pieces of the body, which may be pieces of a key.
  if (/JSON|Unexpected token|Unexpected end/i.test(text))
    return new ProviderError('malformed', say('the answer is not readable as JSON.'), {
      isRetryable: true,
      mayBeBilled: true,
    });
  if (/timeout|timed out/i.test(text))
    return new ProviderError('timeout', say('no answer in time.'), { isRetryable: true, mayBeBilled: true });
  return new ProviderError('network', say(`the connection broke off (${text}).`), {
    isRetryable: true,
    mayBeBilled: true,
  });
}

function mendOf(text: string): string {
  return /certificate/i.test(text)
    ? ' If the certificate is your own, let NODE_EXTRA_CA_CERTS name a file that holds its issuer.'
    : '';
}

function causeChain(error: unknown): string {
  const parts: string[] = [];
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code } = at as { code?: unknown };
    parts.push(typeof code === 'string' && !at.message.includes(code) ? `${at.message} ${code}` : at.message);
  }
  // What the SDKs put before every cause.
  const told = [...new Set(parts)].filter((part) => part !== 'Connection error.' || parts.length === 1);
  return told.join(': ') || 'unknown error';
}

function shapeOf(error: unknown, redact: ErrorContext['redact']) {
  const { status, headers, code, type, message, error: body } = (error ?? {}) as Record<string, unknown>;
  // Bodies: OpenAI {error: {message, code}} unwrapped by its SDK, Anthropic {type: 'error', error: {type, message}} kept whole.
  const inner = ((body as Record<string, unknown> | undefined)?.['error'] ?? body ?? {}) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  // The SDKs put the status before messages of their own making.
  const said = (readErrorBody(body)?.message ?? text(message) ?? '').replace(new RegExp(`^${String(status)} `), '');
  return {
    headers: headers instanceof Headers ? headers : undefined,
    code: text(code) ?? text(inner['code']) ?? '',
    type: text(type) ?? text(inner['type']) ?? '',
    // Redacted before it is cut: half a key is not found any more.
    message: redact(said).slice(0, 500),
    body: JSON.stringify(inner).slice(0, 5000),
  };
}
