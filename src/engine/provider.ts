// The port to whoever answers: one request in, one reply out. Unified fields beside the provider's raw ones; unknown is undefined.
import type { Model } from './model';
import type { Task } from './task/task';

export type AskRequest = {
  readonly model: Model;
  /** The static instruction, the same for every row, so that a provider's prefix cache hits. May be empty. */
  readonly instruction: string;
  /** The row's own part, delimited, last. */
  readonly content: string;
  /** So many rows stand in the content, each with an id from 1, and the reply gives one answer per id (task/packedReply.ts). @default 1, asked plainly */
  readonly rows?: number;
  /** Lets a provider ask for structured output (an enum for labels, a schema for json). */
  readonly task: Task;
  /** Of identical rows that are each asked about: how many stand before this one. It has an answer of its own, kept or not. @default 0 */
  readonly copy?: number;
  /** Asked before, and wanted anew: a kept answer will not do. */
  readonly isRepeat?: boolean;
  /** Output tokens beyond what the answer needs, as learned in this run. @default 0, or what the model's name tells */
  readonly room?: number;
  /** How often the row was asked about before within this ask: a reply that is out there (batches) is not the one that is wanted. @default 0 */
  readonly attempt?: number;
  /** What pays for it: set by who reserves, for whoever must find the request again after a kill. */
  readonly reserved?: {
    /** Number of the journal's reservation. */
    readonly id: number;
    /** An earlier session of the run made it, and the request may be out there. */
    readonly isEarlier: boolean;
  };
  /** To be waited for before the request is sent again in another form; rejects where no more may be sent. */
  readonly beforeResend?: () => Promise<void>;
  /** Aborted when nothing more is to be sent: an ask that has not left yet rejects with its reason, one under way goes on. */
  readonly pauseSignal?: AbortSignal;
};

/** Token counts as the provider reported them. `inputTokens` counts all input, cached tokens included. */
export type Usage = {
  readonly inputTokens?: number;
  readonly cachedInputTokens?: number;
  /** Input tokens written to the provider's cache, those kept for an hour included. */
  readonly cacheWriteTokens?: number;
  /** Of them, those kept for an hour (Anthropic). */
  readonly cacheWriteHourTokens?: number;
  /** All output tokens billed, reasoning included. */
  readonly outputTokens?: number;
  readonly reasoningTokens?: number;
  /** Embedded classifiers only: CPU seconds measured for this answer. */
  readonly cpuSeconds?: number;
  /** US dollars that the reply is known to be billed, whatever the counts say: stated by the provider itself, or those of a costlier model that answered in place of the one asked. */
  readonly statedUsd?: number;
  readonly raw?: unknown;
};

/**
 * How a reply ended. `length`: cut at the output limit; `broken-off`: an error ended it; `input-cut`: the server read only a part of the prompt;
 * `other`: the server does not say. Only `stop` and `other` can be answers (task/parseAnswer.ts).
 */
export type FinishReason = {
  readonly unified: 'stop' | 'length' | 'content-filter' | 'broken-off' | 'input-cut' | 'other';
  /** The server's own word, or what is known beyond it. */
  readonly raw?: string;
};

export type Reply = {
  /** What the model gives as its answer, without what it thought. */
  readonly text: string;
  /** The model has shown that it thinks: in the text, in fields beside it, or in its token counts. */
  readonly hasThought?: true;
  readonly usage: Usage;
  readonly finish: FinishReason;
  /** Probability in [0, 1] that the model gives to its own answer; undefined where the provider tells none. */
  readonly confidence?: number;
  /** The same per row of a request that holds several, in the order of their ids. */
  readonly confidences?: readonly (number | undefined)[];
  /** The exact model version that answered, where told. */
  readonly modelVersion?: string;
  readonly requestId?: string;
  /** Answered from the response cache: nothing was sent and nothing is billed; `usage` is that of the first time. */
  readonly isCached?: true;
  /** Number of the journal's reservation that this reply was paid from. */
  readonly reservation?: number;
  /** Called when the answer is on disk: whoever keeps it for us need not any more. */
  readonly onKept?: () => void;
};

export interface Provider {
  readonly name: string;
  /** How many asks of the model should be under way for full use, where the provider gathers them (batch services); absent: the driver's own concurrency. */
  windowOf?(model: Model): number | undefined;
  /** @throws {ProviderError} with its kind; an abort rejects with the signal's own reason, never wrapped. */
  ask(request: AskRequest, signal: AbortSignal): Promise<Reply>;
  /**
   * The same without waiting, where the model computes here and is ready: a promise a row would cost more than the answer. Undefined: use `ask`.
   * Never throws.
   */
  askNow?(request: AskRequest): Reply | undefined;
}

export type ProviderErrorKind =
  | 'auth'
  | 'quota'
  | 'rate-limit'
  | 'server'
  | 'network'
  | 'unreachable'
  | 'timeout'
  | 'malformed'
  | 'bad-request'
  | 'content-filter'
  | 'budget'
  | 'requests'
  | 'unknown-price'
  | 'no-answers';

/** Kinds that end (auth) or pause (quota, unreachable, budget, requests, unknown-price, no-answers) a run; every other kind fails one row only. */
export const runStoppingKinds: ReadonlySet<ProviderErrorKind> = new Set([
  'auth',
  'quota',
  'unreachable',
  'budget',
  'requests',
  'unknown-price',
  'no-answers',
]);

export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  constructor(
    readonly kind: ProviderErrorKind,
    message: string,
    readonly details: {
      readonly isRetryable: boolean;
      readonly status?: number;
      readonly retryAfterMs?: number;
      /** True when the provider may have done (and billed) the work although no answer arrived: hang, reset, cut body. */
      readonly mayBeBilled?: boolean;
      /** Attempts that failed so, where there were several. */
      readonly attempts?: number;
      /** What the provider itself says it billed for the attempt, where it says so: then nothing is left to doubt. */
      readonly paid?: Usage;
      /** The words say that a quota is used up, though a wait is stated: believed when the wait did not help. */
      readonly saysSpent?: boolean;
      /** No status states that it failed: the words of a reply with a good status were understood so. */
      readonly isGuessed?: boolean;
      /** How many requests may be under way at once is what was passed, not how many a minute. */
      readonly isConcurrency?: boolean;
      /** True when the request goes on at the provider without us (a batch) and is found again by whoever resumes. */
      readonly isStillOut?: boolean;
      readonly cause?: unknown;
    },
  ) {
    super(message, { cause: details.cause });
  }
}
