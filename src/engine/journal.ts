// The port to the run's append-only journal. A row's answer is on disk before it counts; resuming a run replays these records.
import type { Answer, Verdict } from './answerTable';
import type { RunEvent } from './events';
import type { ProviderErrorKind, Usage } from './provider';

/** One answered pair of model and row. `answer.costUsd` is what decisions count, `billedUsd` what was billed (undefined: unknown). */
export type Answered = {
  readonly model: string;
  readonly row: number;
  readonly answer: Answer;
  readonly billedUsd?: number;
  readonly usage: Usage;
  readonly modelVersion?: string;
  /** Answered from the response cache: billed nothing. */
  readonly isCached?: true;
  /** Reservations of the attempts that were answered: `billedUsd` takes their place. */
  readonly settles?: readonly number[];
};

/** A judge's verdict on a candidate's answer to a row beside the reference's; bill and usage as of an answer. */
export type Judged = {
  /** Id of whoever judged: what is billed is the judge's. */
  readonly model: string;
  readonly candidate: string;
  readonly row: number;
  readonly verdict: Verdict;
} & Pick<Answered, 'billedUsd' | 'usage' | 'modelVersion' | 'isCached' | 'settles'>;

export type PersonVerdict = {
  readonly candidate: string;
  readonly row: number;
  readonly same?: boolean;
  /** Said in the audit, where nothing tells which answer is whose nor what a judge said. Absent: the user overrules a verdict that they have seen. */
  readonly isBlind?: true;
};

export type JournalRecord =
  | ({ readonly type: 'answer' } & Answered)
  /** The reference's second answer to a row: measures its agreement with itself, and is neither delivered nor decided by. */
  | ({ readonly type: 'repeat' } & Answered)
  /** An answer that a user asked for once the run was finished: billed to the run, never delivered by itself, and nothing is decided by it. */
  | ({ readonly type: 'again' } & Answered)
  /** What a user puts in place of a delivered answer, in the log of corrections; without a text the delivered answer stands again. */
  | { readonly type: 'correction'; readonly row: number; readonly text?: string }
  /** The result was written with the corrections before this record, or without any; sessions that write it again do the same. */
  | { readonly type: 'corrections-delivered'; readonly isDelivered: boolean }
  | ({ readonly type: 'verdict' } & Judged)
  /** What a user makes of such a pair of answers, in the log of the audit; without `same` they say nothing of it any more. No judge's, and the promise does not know of it. */
  | ({ readonly type: 'person-verdict' } & PersonVerdict)
  /** The label that a row brought, which stands for the reference's answer; for whoever reads the run without its dataset. */
  | { readonly type: 'label'; readonly row: number; readonly answer: Answer }
  /** Who gave the label that the answer record of the same person and row holds, and when (ISO 8601, UTC). */
  | {
      readonly type: 'labelled';
      readonly model: string;
      readonly row: number;
      readonly at: string;
      readonly by?: string;
      readonly note?: string;
    }
  | {
      readonly type: 'failure';
      readonly model: string;
      readonly row: number;
      readonly kind: ProviderErrorKind;
      readonly message: string;
    }
  /** An attempt broke off after the provider may have billed it; counted against the cap (money/lostAttempts.ts). */
  | {
      readonly type: 'lost-attempt';
      readonly model: string;
      readonly reservedUsd: number;
      readonly reservation?: number;
      /** It was given up for its length: what answers cost says nothing of it, so it stays at its maximum. */
      readonly stays?: true;
    }
  /** The most that an attempt can cost, written before it is sent. One that no later record ends counts as possibly billed. */
  | ({ readonly type: 'reservation'; readonly model: string } & Reserved)
  /** The provider refused the attempt without doing it: nothing is billed. `isUnsent`: it was not even sent. */
  | { readonly type: 'release'; readonly reservation: number; readonly isUnsent?: true }
  /** A paid reply that gave no answer, or none for some of its rows, which are asked again; the money is counted. */
  | {
      readonly type: 'unread';
      readonly model: string;
      readonly billedUsd?: number;
      readonly usage: Usage;
      readonly settles?: readonly number[];
      /** Of a request about several rows, written after its answers: what all of it was billed, where it settles a reservation. */
      readonly settledUsd?: number;
      /** Rows that such a request did not answer, each with the dollars that decisions count for it so far: they are asked again in smaller ones. */
      readonly rows?: readonly { readonly row: number; readonly usd: number }[];
    }
  /** Output tokens that a model is allowed beyond its answer, learned from what it did (drive/outputRoom.ts). The last one holds. */
  | { readonly type: 'room'; readonly model: string; readonly tokens: number }
  | { readonly type: 'event'; readonly event: RunEvent };

export type Reserved = {
  /** Unique in a journal, counted up from 1 across sessions. */
  readonly id: number;
  readonly usd: number;
  /** Tells requests apart where an attempt outlives the process (batches), so that whoever asks again takes the reservation over. */
  readonly request?: string;
};

export interface Journal {
  /** Resolves when the record is on disk (group commit). @throws when the disk is full or the folder is gone. */
  append(record: JournalRecord): Promise<void>;
  /** Records of earlier sessions of this run, in order. */
  readonly earlier: Iterable<JournalRecord>;
  close(): Promise<void>;
}
