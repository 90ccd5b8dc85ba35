// A table that grows in batches, answered by replays that each continue the one before, as `smart run --continue` does: rows keep what they were given, and
// planning rows and looks are handed on.
import type { Answer } from '../../src/engine/answerTable';
import type { DecisionEvent } from '../../src/engine/events';
import { placesLeft } from '../../src/app/growing/growBatch';
import { addPlaces, firstPlaces } from '../../src/engine/certified/grownBatch';
import { replay, type AnswerSource } from '../../src/engine/replay';
import { certified } from '../../src/engine/strategies/certified';
import type { BatchLooks, CarriedRows, Problem } from '../../src/engine/strategy';
import { atOnce } from '../../src/engine/turns';

export type GrowingTable = {
  readonly problem: Omit<Problem, 'table' | 'rowCount' | 'seed'>;
  readonly source: AnswerSource;
  /** Rows of each batch, in the order in which they come. */
  readonly sizes: readonly number[];
  readonly seedOf: (batch: number) => number;
  /** One batch that grows, instead of a batch each time. @default false */
  readonly isOneBatch?: boolean;
};

export type BatchOutcome = {
  /** Of the batch; of one that grows all rows of the table by then. */
  readonly rows: number;
  /** Of these rows. */
  readonly deviating: number;
  readonly allowed: number;
  readonly costUsd: number;
  /** Rows of the batch that the reference was asked about. */
  readonly asked: number;
  readonly events: readonly DecisionEvent[];
};

export function growTable(table: GrowingTable): BatchOutcome[] {
  return table.isOneBatch ? growOneBatch(table) : growInBatches(table);
}

function growInBatches({ problem, source, sizes, seedOf }: GrowingTable): BatchOutcome[] {
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
    const { drawn, chosen, looks: ownLooks, forgone, allowed: own } = delivery.plan!;
    plan = { drawn, chosen };
    const counted = ownLooks ?? forgone;
    if (counted) looks.push(counted);
    allowed += own;
    outcomes.push({ rows, deviating, allowed: own, costUsd, asked: byReference, events });
  }
  return outcomes;
}

function growOneBatch({ problem, source, sizes, seedOf }: GrowingTable): BatchOutcome[] {
  const { reference, models } = problem;
  let given: { readonly model: number; readonly answer: Answer; readonly trust: number }[] = [];
  const asked = models.map(() => new Set<number>());
  const outcomes: BatchOutcome[] = [];
  let places: Float64Array = new Float64Array(0);
  let rowCount = 0;
  let [isCertified, drawsAnew] = [false, false];
  let plan: Pick<CarriedRows, 'drawn' | 'chosen'> = { drawn: [], chosen: [] };
  for (const [batch, rows] of sizes.entries()) {
    const from = rowCount;
    rowCount += rows;
    const seed = seedOf(batch);
    const known = asked.map((each) => new Set(each));
    if (batch === 0) places = atOnce(firstPlaces(rowCount, seed));
    else {
      const earlier = places;
      const isIn = (row: number) => row >= from || !Number.isNaN(earlier[row]!);
      places = new Float64Array(rowCount).fill(NaN);
      if (!drawsAnew) places.set(earlier);
      addPlaces(places, seed, isIn);
    }
    const isKept = (row: number) => row < from && Number.isNaN(places[row]!);
    const upTo = Int32Array.from({ length: from }, (_, row) => row);
    const carried: CarriedRows = {
      ...plan,
      rows: upTo.filter(isKept),
      isAnswered: (model, row) => known[model]?.has(row) ?? false,
      ...{ allowed: 0, batches: [], hasStudent: false },
      grown: { rows: upTo.filter((row) => !isKept(row)), places, isCertified },
    };
    const told = new Set<string>();
    const { delivery, events, deviating } = replay(
      certified,
      { ...problem, rowCount, seed, ...(batch > 0 && { carried }) },
      (model, row) => {
        told.add(`${String(model)} ${String(row)}`);
        return source(model, row);
      },
      undefined,
      undefined,
      (row) => given[row]!,
    );
    let [costUsd, byReference] = [0, 0];
    given = Array.from(delivery.model, (model, row) => ({
      model,
      answer: source(model, row),
      trust: delivery.trust?.[row] ?? NaN,
    }));
    for (let row = 0; row < rowCount; row++)
      for (const [column, each] of asked.entries()) {
        // What is looked up without charge, once the run has ended, was not asked.
        const isAsked =
          column === reference ? delivery.model[row] === reference : told.has(`${String(column)} ${String(row)}`);
        if (!isAsked || each.has(row)) continue;
        each.add(row);
        costUsd += source(column, row).costUsd ?? NaN;
        if (column === reference) byReference++;
      }
    const planned = delivery.plan!;
    const { drawn, chosen, looks, allowed } = planned;
    plan = { drawn, chosen };
    isCertified = looks !== undefined;
    drawsAnew = looks === undefined || planned.isTried === true;
    places = placesLeft(planned.places ?? places, delivery.model, reference, planned);
    outcomes.push({ rows: rowCount, deviating, allowed, costUsd, asked: byReference, events });
  }
  return outcomes;
}
