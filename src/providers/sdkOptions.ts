// What every provider over an SDK is made from.
import { type Fetch, guardedFetch } from './guardedFetch';
import type { Quirks, QuirkStore } from './quirks';
import { redact } from './redact';
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
  readonly fetch?: Fetch | undefined;
  /** What is known of the server's kind beforehand. */
  readonly preset?: Partial<Quirks> | undefined;
  readonly quirks?: QuirkStore | undefined;
};

export function errorContextOf({ name, baseUrl, apiKey }: SdkOptions): ErrorContext {
  return {
    endpoint: `${name} (${new URL(baseUrl).host})`,
    redact: (text) => redact(text, [apiKey]),
    nowEpochMs: () => Date.now(),
  };
}

/** The SDK's only way out. */
export function guardedFetchOf({ baseUrl, fetch, allowedHeaders, keyHeader }: SdkOptions): Fetch {
  const allowed = allowedHeaders && [...allowedHeaders, ...(keyHeader === undefined ? [] : [keyHeader])];
  return guardedFetch(new URL(baseUrl).origin, fetch, allowed);
}
