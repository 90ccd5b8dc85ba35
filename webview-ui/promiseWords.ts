// The promise's sentences in the reader's language, their figures emphasised.
import type { Clause } from '../src/engine/promise/clauses';
import { clauseText, wordsOf } from '../src/engine/promise/sentence';
import type { Child } from './element';
import { sayStrong } from './fillTemplate';
import type { Panel } from './panel';

export function promiseNodes({ t, format }: Panel, clauses: readonly Clause[]): Child[] {
  return clauses.flatMap((clause, at) => {
    const { template, values } = wordsOf(clause, t.promiseWords, format);
    return [at > 0 && ' ', ...sayStrong(template, values)];
  });
}

export function promiseText({ t, format }: Panel, clause: Clause): string {
  return clauseText(clause, t.promiseWords, format);
}
