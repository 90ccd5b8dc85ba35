// What kind of answer is wanted, how a reply is read as one, and when two answers are equivalent.
import type { FilterBounds } from './filterBounds';
import type { LossBound } from './lossBound';
import type { JsonField } from './jsonFields';
import type { TextRule } from './sameText';

export type Task =
  | {
      readonly type: 'labels';
      readonly labels: readonly string[];
      /** Any number of the labels, none of them included, compared as a set; absent: exactly one. */
      readonly multiple?: true;
      /** The labels are yes and no, and what is promised is which rows the reference would answer with yes. Absent: no filter. */
      readonly filter?: FilterBounds;
      /** Of any number of labels: what is promised is the mean loss. */
      readonly loss?: LossBound;
    }
  | {
      readonly type: 'number';
      /** Two numbers are equivalent when |a - b| <= absolute + relative * |b|, b the reference's. */
      readonly absoluteTolerance: number;
      readonly relativeTolerance: number;
      /** What is promised is the mean loss, and tolerances are 0. Absent: how many answers differ. */
      readonly loss?: LossBound;
    }
  | {
      readonly type: 'json';
      /** Fields that are compared, each by its rule; empty: the whole value, exactly. */
      readonly fields: readonly JsonField[];
    }
  | {
      readonly type: 'text';
      /** Absent: the same text after normalising. */
      readonly same?: TextRule;
      /** What is promised is the mean loss. */
      readonly loss?: LossBound;
    };

/** A reply read as the task's kind: `key` is what equivalence looks at, `answer` what is delivered. */
export type ParsedAnswer =
  | { readonly type: 'valid'; readonly key: string; readonly answer: string }
  | { readonly type: 'invalid'; readonly reason: string };
