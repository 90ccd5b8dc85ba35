// Before a strategy reads whether answers agree, the pairs that a judge decides on get their verdicts. Without a judge this asks nothing.
import type { AnswerTable } from './answerTable';
import type { Phase, Problem, Step } from './strategy';

/** Pairs of a candidate and the reference's answers to rows; the reference has been asked about them. */
export type Compared = { readonly model: number; readonly rows: ArrayLike<number> };

/** Pairs whose verdict is there, that are the same by rule, or that lack an answer, cost nothing. */
export function* compare(
  { table, reference }: Pick<Problem, 'table' | 'reference'>,
  phase: Phase,
  compared: readonly Compared[],
): Generator<Step, void, void> {
  if (!table.isJudged) return;
  const pairs = compared
    .filter(({ model }) => model !== reference)
    .map(({ model, rows }) => ({ model, rows: Array.from(rows).filter((row) => table.lacksVerdict(model, row)) }))
    .filter(({ rows }) => rows.length > 0);
  if (pairs.length > 0) yield { type: 'compare', phase, pairs };
}

/** A candidate's answer to a row beside the reference's. */
export type Pair = { readonly model: number; readonly row: number };

/** The pairs of a step that have no verdict in the table: identical rows stand once, and so do equal answers of several models. */
export function planComparison(
  { pairs }: Extract<Step, { type: 'compare' }>,
  table: AnswerTable,
  twins?: Int32Array,
): Pair[] {
  const taken = new Set<string>();
  return pairs.flatMap(({ model, rows }) =>
    rows.flatMap((of) => {
      const row = twins?.[of] ?? of;
      const name = `${String(row)} ${String(table.keyOf(model, row))}`;
      if (taken.has(name) || !table.lacksVerdict(model, row)) return [];
      taken.add(name);
      return [{ model, row }];
    }),
  );
}
