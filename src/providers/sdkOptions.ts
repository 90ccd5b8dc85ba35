// What every provider over an SDK is made from.
import { plainError } from './errorBody';
import { type Fetch, guardedFetch } from './guardedFetch';
import type { AskRequest } from '../engine/provider';
import type { Quirks, QuirkStore } from './quirks';
import { redact } from './redact';
import { headersOf } from './requestExtras';
import type { ErrorContext } from './sdkErrors';

export type SdkOptions = {
  readonly name: string;
  readonly baseUrl: string;
  /** Absent: a local server that wants none. */
  readonly apiKey?: string | undefined;
  /** Header of the key, in lower case; absent: the protocol's own. `authorization` stands for `Bearer KEY`. */
  readonly keyHeader?: string | undefined;
  /** Headers that may be sent beside those of every protocol and the key's; absent: those of OpenAI and Anthropic. */
  readonly allowedHeaders?: readonly string[] | undefined;
  /** Azure: version of the API, sent with every request. */
  readonly apiVersion?: string | undefined;
  /** Value of a variable that the user bound to this provider's host. */
  readonly secretOf?: ((name: string) => string | undefined) | undefined;
  /** Whatever else must not appear in messages and replies. */
  readonly secrets?: readonly string[] | undefined;
  readonly fetch?: Fetch | undefined;
  /** What is known of the server's kind beforehand. */
  readonly preset?: Partial<Quirks> | undefined;
  readonly quirks?: QuirkStore | undefined;
};

export function errorContextOf(options: SdkOptions): ErrorContext {
  const { name, baseUrl } = options;
  return {
    endpoint: `${name} (${new URL(baseUrl).host})`,
    redact: (text) => redact(text, secretsOf(options)),
    nowEpochMs: () => Date.now(),
  };
}

export function secretsOf({ apiKey, secrets = [] }: SdkOptions): readonly (string | undefined)[] {
  return [apiKey, ...secrets];
}

/**
 * What the SDK passes on to `fetch` unread: headers of one request that its own handling of headers never sees, and the signal. Given as its option, a
 * signal is composed with the SDK's own by weak references, which tens of thousands of requests leave to the collection that stops everything.
 */
export function requestOptions(
  options: SdkOptions,
  { model }: AskRequest,
  signal: AbortSignal,
): { readonly fetchOptions: object } {
  const { headers } = model.settings;
  return {
    fetchOptions: {
      ownSignal: signal,
      ...(headers !== undefined && { extraHeaders: headersOf(model, new URL(options.baseUrl).host, options.secretOf) }),
    },
  };
}

/** The SDK's only way out. */
export function guardedFetchOf({ baseUrl, fetch, allowedHeaders, keyHeader }: SdkOptions): Fetch {
  const allowed = allowedHeaders && [...allowedHeaders, ...(keyHeader === undefined ? [] : [keyHeader])];
  const send = guardedFetch(new URL(baseUrl).origin, fetch, allowed);
  return async (input, init) => {
    const response = await send(input, init);
    return response.ok ? response : plainError(response);
  };
}
