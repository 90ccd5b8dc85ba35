// The only way out for the SDKs: requests leave for the one origin that the key is bound to, follow no redirect, and carry only the headers
// that the protocol needs. Without it an SDK adds headers from the environment (OPENAI_CUSTOM_HEADERS) and follows redirects with x-api-key.

import { limitedBody } from './limitedBody';

export type Fetch = typeof globalThis.fetch;

const everyProtocol = ['authorization', 'x-api-key', 'content-type', 'accept'];
const vendorHeaders = [
  'anthropic-version',
  'anthropic-beta',
  'openai-organization',
  'openai-project',
  'idempotency-key',
];

/** Of one request: headers that the ladder adds (requestExtras.ts), checked already, and what ends it, in place of the SDK's own signal. */
type GuardedInit = { readonly extraHeaders?: Readonly<Record<string, string>>; readonly ownSignal?: AbortSignal };

/** Results of a batch: up to hundreds of megabytes, read line by line and never held whole. */
const isResultFile = ({ pathname }: URL) => /\/files\/[^/]+\/content$|\/batches\/[^/]+\/results$/.test(pathname);

/**
 * @param origin e.g. `https://api.openai.com`
 * @param allowed names of headers, in lower case, beside those of every protocol
 */
export function guardedFetch(
  origin: string,
  fetch: Fetch = globalThis.fetch,
  allowed: readonly string[] = vendorHeaders,
): Fetch {
  const names = new Set([...everyProtocol, ...allowed]);
  return async (input, init) => {
    const url = new URL(typeof input === 'string' ? input : input instanceof URL ? input.href : input.url);
    if (url.origin !== origin)
      throw new TypeError(`A request for ${url.origin} was held back: the key is bound to ${origin}.`);
    const headers = new Headers(init?.headers);
    for (const name of [...headers.keys()]) if (!names.has(name)) headers.delete(name);
    const { extraHeaders = {}, ownSignal, ...rest } = (init ?? {}) as RequestInit & GuardedInit;
    for (const [name, value] of Object.entries(extraHeaders)) headers.set(name, value);
    const signal = ownSignal ?? rest.signal;
    const response = await fetch(url, { ...rest, ...(signal && { signal }), headers, redirect: 'error' });
    return isResultFile(url) ? response : limitedBody(response);
  };
}
