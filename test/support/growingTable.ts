// A table that grows in batches, answered by replays that each continue the one before, as `smart run --continue` does: rows keep what they were given, and
// planning rows and looks are handed on.
import type { Answer } from '../../src/engine/answerTable';
import type { DecisionEvent } from '../../src/engine/events';
import { replay, type AnswerSource } from '../../src/engine/replay';
import { certified } from '../../src/engine/strategies/certified';
import type { BatchLooks, CarriedRows, Problem } from '../../src/engine/strategy';

export type GrowingTable = {
  readonly problem: Omit<Problem, 'table' | 'rowCount' | 'seed'>;
  readonly source: AnswerSource;
  /** Rows of each batch, in the order in which they come. */
  readonly sizes: readonly number[];
  readonly seedOf: (batch: number) => number;
};

export type BatchOutcome = {
  readonly rows: number;
  /** Of the batch's rows. */
  readonly deviating: number;
  readonly allowed: number;
  readonly costUsd: number;
  /** Rows of the batch that the reference was asked about. */
  readonly asked: number;
  readonly events: readonly DecisionEvent[];
};

export function growTable({ problem, source, sizes, seedOf }: GrowingTable): BatchOutcome[] {
  const { reference, models } = problem;
  const given: { readonly model: number; readonly answer: Answer; readonly trust: number }[] = [];
  const asked = models.map(() => new Set<number>());
  const outcomes: BatchOutcome[] = [];
  const looks: BatchLooks[] = [];
  let [rowCount, allowed] = [0, 0];
  let plan: Pick<CarriedRows, 'drawn' | 'chosen'> = { drawn: [], chosen: [] };
  for (const [batch, rows] of sizes.entries()) {
    const from = rowCount;
    rowCount += rows;
    const known = asked.map((each) => new Set(each));
    const carried: CarriedRows = {
      ...plan,
      rows: Int32Array.from({ length: from }, (_, row) => row),
      isAnswered: (model, row) => known[model]?.has(row) ?? false,
      allowed,
      batches: [...looks],
      hasStudent: false,
    };
    // What is looked up without charge, once the run has ended, was not asked.
    const told = new Set<string>();
    const result = replay(
      certified,
      { ...problem, rowCount, seed: seedOf(batch), ...(batch > 0 && { carried }) },
      (model, row) => {
        told.add(`${String(model)} ${String(row)}`);
        return source(model, row);
      },
      undefined,
      undefined,
      (row) => given[row]!,
    );
    const { delivery, events, costUsd } = result;
    let [deviating, byReference] = [0, 0];
    for (let row = from; row < rowCount; row++) {
      const model = delivery.model[row]!;
      if (model === reference) byReference++;
      if (model < 0) throw new Error('every row of a made-up table has an answer');
      const answer = model < models.length ? source(model, row) : undefined;
      if (!answer) throw new Error('a made-up table has no texts for a student');
      if (answer.key !== source(reference, row).key) deviating++;
      given.push({ model, answer, trust: delivery.trust?.[row] ?? NaN });
      for (const [column, each] of asked.entries())
        if (column === reference ? model === reference : told.has(`${String(column)} ${String(row)}`)) each.add(row);
    }
    const { drawn, chosen, looks: ownLooks, allowed: own } = delivery.plan!;
    plan = { drawn, chosen };
    if (ownLooks) looks.push(ownLooks);
    allowed += own;
    outcomes.push({ rows, deviating, allowed: own, costUsd, asked: byReference, events });
  }
  return outcomes;
}
