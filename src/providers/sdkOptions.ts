// What every provider over an SDK is made from.
import type { Fetch } from './guardedFetch';
import type { Quirks, QuirkStore } from './quirks';
import { redact } from './redact';
import type { ErrorContext } from './sdkErrors';

export type SdkOptions = {
  readonly name: string;
  readonly baseUrl: string;
  /** Absent: a local server that wants none. */
  readonly apiKey?: string | undefined;
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
