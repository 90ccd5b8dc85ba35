// The port to a vendor's batch service: many requests submitted at once, answered within a day at half the price.
import type { AskRequest, ProviderError, Reply } from '../../engine/provider';
import type { Quirks } from '../quirks';

export type BatchItem = {
  /** `reference-number`: unique, at most 64 characters of [a-zA-Z0-9_-]. */
  readonly customId: string;
  readonly request: AskRequest;
};

/** One line of the results; a failed one was not billed. */
export type BatchLine =
  | { readonly type: 'reply'; readonly customId: string; readonly read: (request: AskRequest) => Reply }
  | {
      readonly type: 'failure';
      readonly customId: string;
      readonly error: ProviderError;
      /** What the service said about this request. */
      readonly said: { readonly status: number; readonly message: string };
    }
  /** The batch ended before its turn. */
  | { readonly type: 'unrun'; readonly customId: string }
  /** Cut or not JSON: some request's line, nobody can say whose. */
  | { readonly type: 'unreadable' };

/** Why the service did not take a batch. Nothing of it was run or billed. */
export type BatchRefusal = {
  /** enqueued: too much is waiting already; size: the batch alone is too large; lines: some requests of it; other: the batch as such. */
  readonly why: 'enqueued' | 'size' | 'lines' | 'other';
  readonly message: string;
  /** Most tokens that may be enqueued, where the service states it. */
  readonly limitTokens?: number;
  /** What is wrong with which request, by its position in the batch. */
  readonly lines?: ReadonlyMap<number, string>;
  readonly error: ProviderError;
};

export type BatchState =
  | { readonly type: 'running' }
  | { readonly type: 'refused'; readonly refusal: BatchRefusal }
  /** The service has deleted the results. */
  | { readonly type: 'deleted' }
  | {
      readonly type: 'ended';
      readonly outcome: 'completed' | 'expired' | 'cancelled';
      /** Replies that the service counts. */
      readonly answered?: number;
      /** Milliseconds since 1970. */
      readonly endedAt?: number;
      /** Lines in any order; requests without a line were not run. Absent: the service names no results (yet). */
      readonly results?: (signal: AbortSignal) => AsyncIterable<BatchLine>;
    };

export type Submission =
  | { readonly type: 'submitted'; readonly batchId: string }
  | { readonly type: 'refused'; readonly refusal: BatchRefusal };

export interface BatchService {
  readonly maxRequests: number;
  readonly maxBytes: number;
  /** Bytes of the request as it is submitted. */
  bytesOf(request: AskRequest): number;
  /** Hands a batch in; every item asks the same model. */
  submit(items: readonly BatchItem[], reference: string, signal: AbortSignal): Promise<Submission>;
  /** A batch that was submitted with this reference although its id was never learned; undefined when there is none. */
  find(
    reference: string,
    knownIds: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<string | 'undecided' | undefined>;
  state(batchId: string, signal: AbortSignal): Promise<BatchState>;
  /** What requests of the model are built with now. */
  quirksOf(modelId: string): Quirks;
  /** @returns whether requests of the model are built otherwise now than with `sent`, which the service refused. */
  learn(modelId: string, sent: Quirks, status: number, message: string): boolean;
}
