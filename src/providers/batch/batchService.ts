// The port to a vendor's batch service: many requests handed in at once, answered within a day at half the price.
import type { AskRequest, ProviderError, Reply } from '../../engine/provider';

export type BatchItem = {
  /** `reference-number`: unique, at most 64 characters of [a-zA-Z0-9_-]. */
  readonly customId: string;
  readonly request: AskRequest;
};

/** One line of the results; a failed one was not billed. */
export type BatchLine =
  | { readonly type: 'reply'; readonly customId: string; readonly read: (request: AskRequest) => Reply }
  | { readonly type: 'failure'; readonly customId: string; readonly error: ProviderError };

export type BatchState = 'running' | 'done';

export interface BatchService {
  readonly maxRequests: number;
  readonly maxBytes: number;
  /** Hands a batch in; every item asks the same model. @returns the service's id of it */
  submit(items: readonly BatchItem[], reference: string, signal: AbortSignal): Promise<string>;
  /** A batch that was handed in with this reference although its id was never learned; undefined when there is none. */
  find(
    reference: string,
    knownIds: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<string | 'undecided' | undefined>;
  state(batchId: string, signal: AbortSignal): Promise<BatchState>;
  /** Lines in any order; items without a line were not run. */
  results(batchId: string, signal: AbortSignal): AsyncIterable<BatchLine>;
}
