// Writes labels into the journal of a run that waits for them, as the person's answers, each with who gave it and when.
import { dirname, basename } from 'node:path';
import { InputError } from '../../engine/inputError';
import type { Model } from '../../engine/model';
import type { Installation } from '../../store/installation';
import { readManifest } from '../../store/runFiles';
import { openRun, type OpenRun } from '../../store/runFolder';
import { foreignRun, readWholeOrigin } from '../../store/runOrigin';
import { labelRoundOf, type LabelRound } from './labelRound';
import { readLabels, type BroughtLabel } from './readLabels';
import { shownCells, type ShownCells } from './shownCells';

export type TakenLabels = {
  readonly taken: number;
  /** Rows that had this very label already. */
  readonly known: number;
  /** Rows of the round that still wait. */
  readonly open: number;
  /** Labels of the whole run by now. */
  readonly given: number;
};

export type LabelsOf = {
  readonly installation: Installation;
  /** ISO 8601, UTC. */
  readonly now: () => string;
  /** Who labelled, where the label itself does not say. */
  readonly by?: string | undefined;
};

/** @throws {InputError} where the file does not fit; nothing has been taken then */
export async function importLabels(folder: string, path: string, labels: LabelsOf): Promise<TakenLabels> {
  const { job } = readManifest(folder);
  return withRound(folder, labels.installation, async (run, round) => {
    const shown = await shownOf(folder, round, labels.installation);
    const brought = await readLabels(path, round, job.task, shown);
    await journalLabels(run, round.person, brought.labels, labels);
    return counted(round, brought.labels.length, brought.known);
  });
}

/** Undefined where the table is not there, or another one now: labels fit by their rows' numbers all the same. */
async function shownOf(folder: string, round: LabelRound, installation: Installation): Promise<ShownCells | undefined> {
  const rows = [...round.open, ...round.given.keys()].sort((a, b) => a - b);
  try {
    return await shownCells(folder, rows, installation);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** The same for labels that are read already. @throws {InputError} where a row does not wait for one */
export async function takeLabels(
  folder: string,
  brought: readonly BroughtLabel[],
  labels: LabelsOf,
): Promise<TakenLabels> {
  return withRound(folder, labels.installation, async (run, round) => {
    const fitting = brought.filter(({ row }) => round.open.includes(row));
    await journalLabels(run, round.person, fitting, labels);
    return counted(round, fitting.length, brought.length - fitting.length);
  });
}

const counted = (round: LabelRound, taken: number, known: number): TakenLabels => ({
  ...{ taken, known },
  open: round.open.length - taken,
  given: round.given.size + taken,
});

/** Holds the run's lock meanwhile: nobody goes on with it, and no other labels come in between. */
async function withRound<T>(
  folder: string,
  installation: Installation,
  act: (run: OpenRun, round: LabelRound) => Promise<T>,
): Promise<T> {
  const runId = basename(folder);
  if ((await readWholeOrigin(folder, installation)) === undefined) throw foreignRun(runId);
  // Said before the lock is taken.
  if (!labelRoundOf(folder).asked) throw notAsked(runId);
  const run = await openRun(dirname(folder), runId, undefined, { durability: 'disk' }, { installation });
  try {
    return await act(run, labelRoundOf(folder));
  } finally {
    await run.close();
  }
}

const notAsked = (runId: string) =>
  new InputError(
    `Run ${runId} does not wait for labels; go on with it (--resume ${runId}), and it says which rows it wants.`,
  );

async function journalLabels(
  { journal }: OpenRun,
  { id, price }: Model,
  labels: readonly BroughtLabel[],
  { now, by }: LabelsOf,
): Promise<void> {
  const perAnswerUsd = price.type === 'answer' ? price.perAnswerUsd : undefined;
  const taken = now();
  let written: Promise<void> | undefined;
  for (const { row, answer, note, at = taken, by: own = by } of labels) {
    // Who labelled comes first: a label is never without its mark, which counts it.
    void journal.append({
      ...{ type: 'labelled', model: id, row, at },
      ...(own !== undefined && { by: own }),
      ...(note !== undefined && { note }),
    });
    written = journal.append({
      ...{ type: 'answer', model: id, row, usage: {} },
      answer: { ...answer, ...(perAnswerUsd !== undefined && { costUsd: perAnswerUsd }) },
      billedUsd: perAnswerUsd ?? 0,
    });
  }
  await written;
}
