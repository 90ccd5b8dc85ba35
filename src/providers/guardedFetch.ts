// The only way out for the SDKs: requests leave for the one origin that the key is bound to, follow no redirect, and carry only the headers
// that the protocol needs. Without it an SDK adds headers from the environment (OPENAI_CUSTOM_HEADERS) and follows redirects with x-api-key.

export type Fetch = typeof globalThis.fetch;

const neededHeader =
  /^(authorization|x-api-key|content-type|accept|anthropic-version|anthropic-beta|openai-organization|openai-project|idempotency-key)$/;

/** @param origin e.g. `https://api.openai.com` */
export function guardedFetch(origin: string, fetch: Fetch = globalThis.fetch): Fetch {
  return async (input, init) => {
    const url = new URL(typeof input === 'string' ? input : input instanceof URL ? input.href : input.url);
    if (url.origin !== origin)
      throw new TypeError(`A request for ${url.origin} was held back: the key is bound to ${origin}.`);
    const headers = new Headers(init?.headers);
    for (const name of [...headers.keys()]) if (!neededHeader.test(name)) headers.delete(name);
    return fetch(url, { ...init, headers, redirect: 'error' });
  };
}
