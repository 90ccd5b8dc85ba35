// A run that continues an earlier one of a table that has grown: which rows keep their answers, which are answered, and what of the earlier plans feeds
// this one (docs/guarantee.md, "Tables that grow").
import { InputError } from '../../engine/inputError';
import type { EarlierAnswers } from '../../engine/drive/earlierAnswers';
import type { KeptOf } from '../../engine/keptRows';
import { digestName } from '../../engine/rowDigests';
import { allowedDeviations, studentId, studentOf, type CarriedRows } from '../../engine/strategy';
import { readDelivery, type StoredDelivery } from '../../store/deliveryFile';
import { continueObstacles } from '../../store/resumeRules';
import { readManifest } from '../../store/runFiles';
import { readCarried, readTable, type StoredCarried, type StoredTable } from '../../store/tableFile';
import type { JobPlan } from '../planJob';
import { grownBatchOf } from './growBatch';
import { matchRows } from './matchRows';
import { reopenBatches } from './reopenBatches';

/** The rows that an earlier one's answers go to. */
export type Targets = (earlierRow: number) => readonly number[];

export type Continued = { readonly plan: JobPlan; readonly targetsOf: Targets };

/** @throws {InputError} where the earlier run cannot be continued by this job; nothing has been written or sent. */
export async function continueTable(plan: JobPlan, folder: string): Promise<Continued> {
  const manifest = readManifest(folder);
  const refuse = (why: string): never => {
    throw new InputError(`Run ${manifest.runId} cannot be continued: ${why}`);
  };
  const obstacles = continueObstacles(manifest, plan.job);
  if (obstacles.length > 0)
    refuse(
      `${obstacles.join('; ')}. Continue it with what it began with, or start a new run; --answers-of takes over answers to the same rows.`,
    );
  const table = readTable(folder);
  const delivery = await readDelivery(folder);
  if (!table || !delivery)
    return refuse(
      'it is not finished, or an earlier version of SMART made it, or a strategy that answers one table once (certified under one accuracy threshold, and reference, go on). Resume it, or run the whole table once more with --answers-of.',
    );
  if (plan.keys && !table.keys)
    refuse('it kept no keys of its rows (--key). Leave --key out, so that rows are known again by their content.');
  if (table.batch.length !== delivery.model.length) refuse('its files are about different numbers of rows.');
  const isGrown = plan.job.wholeTable === true;
  if ((manifest.job.wholeTable === true) !== isGrown && (!isGrown || manifest.continues !== undefined))
    refuse(
      isGrown
        ? 'each of its batches has a promise of its own (wholeTable is true now and was false). Only a table that has not grown yet can still get one promise as a whole: leave --whole-table out, or run the whole table once more with --answers-of.'
        : 'its table has one promise as a whole (wholeTable is false now and was true). Give --whole-table, or run the whole table once more with --answers-of.',
    );
  if (isGrown && plan.job.goldRandom === true)
    refuse(
      'labels that were drawn at random begin a sample, and that of this table is drawn already (--whole-table). Leave --gold-random out: the labels feed the plan then.',
    );
  const carried = isGrown
    ? grownBatchOf(plan, manifest, table, delivery)
    : carriedOf(plan, manifest.runId, table, delivery);
  return { plan: withCarried(plan, carried), targetsOf: targetsOf(plan, carried, table) };
}

function carriedOf(plan: JobPlan, from: string, table: StoredTable, delivery: StoredDelivery): StoredCarried {
  const { rowCount, labelled, accuracy } = plan.problem;
  const matched = matchRows(
    table,
    plan,
    table.batch.length,
    rowCount,
    (row) => delivery.model[row]! >= 0 && table.batch[row]! >= 0,
  );
  // A label that a row brings now is its answer, whatever it was given.
  if (labelled) for (const row of labelled.rows) matched.was[row] = -1;
  const { was } = matched;
  const model = was.map((earlier) => (earlier < 0 ? -1 : delivery.model[earlier]!));
  const reference = delivery.models.indexOf(plan.job.reference!);
  const batch = was.map((earlier) => (earlier < 0 ? -1 : table.batch[earlier]!));
  const { isReopened, allowed, looks } = reopenBatches({
    batches: table.batches,
    batch,
    isCheap: (row) => model[row]! >= 0 && model[row] !== reference,
    allowedOf: (rows) => allowedDeviations(accuracy, rows),
  });
  const reopened: number[] = [];
  for (let row = 0; row < rowCount; row++)
    if (isReopened(row)) {
      model[row] = batch[row] = -1;
      reopened.push(row);
    }
  const rowNow = new Map<number, number>();
  was.forEach((earlier, row) => {
    if (model[row]! >= 0) rowNow.set(earlier, row);
  });
  const now = (rows: readonly number[]) => rows.flatMap((row) => rowNow.get(row) ?? []);
  const { student } = delivery;
  return {
    from,
    models: delivery.models,
    model: Int16Array.from(model),
    trust: Float32Array.from(was, (earlier) => (earlier < 0 ? NaN : (delivery.trust?.[earlier] ?? NaN))),
    batch,
    batches: table.batches,
    drawn: now(table.drawn),
    chosen: now(table.chosen),
    ...(student && {
      student: {
        answers: student.answers,
        of: Int16Array.from(was, (earlier, row) => (model[row]! < 0 ? -1 : student.of[earlier]!)),
      },
    }),
    ...{ allowed, looks },
    ...(reopened.length > 0 && { reopened: Int32Array.from(reopened) }),
    counts: {
      added: model.reduce((count, each) => count + Number(each < 0), 0) - reopened.length,
      ...{ changed: matched.changed, removed: matched.removed, reopened: reopened.length, renamed: matched.renamed },
    },
  };
}

/** The plan of the rows that are answered now: identical rows are asked once among them, and never share a kept answer. */
export function withCarried(plan: JobPlan, carried: StoredCarried): JobPlan {
  const { rowCount } = plan.problem;
  const { twins } = plan.problem;
  const heads = new Map<number, number>();
  const split = twins?.map((head, row) => {
    const group = 2 * head + Number(carried.model[row]! >= 0);
    const first = heads.get(group) ?? row;
    if (first === row) heads.set(group, row);
    return first;
  });
  const isEarlier = new Set(carried.grown?.rows);
  const isNewHead = (row: number) => carried.model[row]! < 0 && (split?.[row] ?? row) === row && !isEarlier.has(row);
  let distinctRows = 0;
  for (let row = 0; row < rowCount; row++) if (isNewHead(row)) distinctRows++;
  return {
    ...plan,
    carried,
    distinctRows,
    problem: { ...plan.problem, ...(split && { twins: split }) },
  };
}

/** The plan of a run that is there already, with the rows that keep an earlier run's answers where it continues one. */
export function withStoredCarried(plan: JobPlan, folder: string): JobPlan {
  if (readManifest(folder).continues === undefined) return plan;
  return withCarried(plan, readCarried(folder, plan.problem.rowCount));
}

/** Answers go to the row that keeps them, and to the first of the new rows of the same content: it is not paid twice. */
function targetsOf(
  { problem: { rowCount, twins }, digests }: JobPlan,
  { model }: StoredCarried,
  table: StoredTable,
): Targets {
  const targets = new Map<string, number[]>();
  const isSpread = twins !== undefined;
  for (let row = 0; row < rowCount; row++) {
    const name = digestName(digests, row);
    const held = targets.get(name);
    const isNew = model[row]! < 0;
    if (!held) targets.set(name, [row]);
    else if (!isSpread || !held.some((other) => model[other]! < 0 === isNew)) held.push(row);
  }
  return (earlier) => targets.get(digestName(table.digests, earlier)) ?? [];
}

/** What the engine is told of the carried rows, once their answers are in the journal. */
export function carriedRows(plan: JobPlan, earlier: EarlierAnswers): CarriedRows | undefined {
  const { carried } = plan;
  if (!carried) return undefined;
  const rows = Int32Array.from(carried.model.keys()).filter((row) => carried.model[row]! >= 0);
  return {
    rows,
    ...{ drawn: carried.drawn, chosen: carried.chosen, allowed: carried.allowed, batches: carried.looks },
    isAnswered: (model, row) => model < plan.models.length && earlier.isKnown(model, row),
    ...(carried.reopened && { reopened: carried.reopened }),
    hasStudent: carried.student !== undefined,
    ...(carried.grown && { grown: carried.grown }),
  };
}

/** @throws {InputError} where the journal lacks an answer that a row keeps. */
export function keptOf(plan: JobPlan, earlier: EarlierAnswers): KeptOf | undefined {
  const { carried, models, problem } = plan;
  if (!carried) return undefined;
  const { model: modelOf, trust, student } = carried;
  const columns = carried.models.map((id) =>
    id === studentId ? studentOf(problem) : models.findIndex((model) => model.id === id),
  );
  const headOf = (row: number) => problem.twins?.[row] ?? row;
  return (row) => {
    const model = columns[modelOf[row]!]!;
    const learned = student && student.of[row]! >= 0 ? student.answers[student.of[row]!] : undefined;
    const answer =
      model === studentOf(problem) && learned
        ? ({ status: 'valid', ...learned, costUsd: 0 } as const)
        : (earlier.find(model, row) ?? earlier.find(model, headOf(row)));
    if (!answer)
      throw new InputError(
        `The run's folder has no answer to row ${String(row + 1)}, which keeps one of run ${carried.from}; continue that run anew.`,
      );
    return { model, answer, trust: trust[row]! };
  };
}
