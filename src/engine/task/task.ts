// What kind of answer is wanted, how a reply is read as one, and when two answers are equivalent.

export type Task =
  | { readonly type: 'labels'; readonly labels: readonly string[] }
  | {
      readonly type: 'number';
      /** Two numbers are equivalent when |a - b| <= absolute + relative * |b|, b the reference's. */
      readonly absoluteTolerance: number;
      readonly relativeTolerance: number;
    }
  | {
      readonly type: 'json';
      /** Fields (dotted paths) that must be equal; empty: the whole object. */
      readonly fields: readonly string[];
    }
  | { readonly type: 'text' };

/** A reply read as the task's kind: `key` is what equivalence looks at, `answer` what is delivered. */
export type ParsedAnswer =
  | { readonly type: 'valid'; readonly key: string; readonly answer: string }
  | { readonly type: 'invalid'; readonly reason: string };
