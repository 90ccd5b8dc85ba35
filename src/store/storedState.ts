// What a journal tells of a run whose sessions are over: decisions of an earlier session stand, since a later one does not write them again, and answers
// that came after the last progress was kept are counted.
import type { JournalRecord } from '../engine/journal';
import type { ModelTotals, RunEvent } from '../engine/events';
import { foldEvent, type RunState } from '../engine/runState';
import { statRegular } from '../files/regularFile';
import { readRecords } from './journalFile';
import { processTurns as turns } from './processTurns';
import { journalPath, manifestPath } from './runFiles';

type Progress = NonNullable<RunState['progress']>;
/** Billed to its model; an unread reply answers nothing. */
type Billed = Extract<JournalRecord, { type: 'answer' | 'unread' }>;

/** Of larger journals the last progress must do: at most three seconds of answers are missing from it. */
const largestBytes = 64 * 2 ** 20;

/** Events as they stand in a journal, where a run that goes on tells only what is new. */
export function foldStored(state: RunState, event: RunEvent): RunState {
  if (event.type !== 'run-started' || !event.isResumed) return foldEvent(state, event);
  const { paused: _, labelsWanted: __, finished, failures, failedRows, ...rest } = state;
  // Of a finished run only rows that failed are asked again.
  const failed = finished === undefined ? { failures, failedRows } : { failures: [], failedRows: 0 };
  return { ...rest, ...failed, phase: 'plan', started: event };
}

/** @param folder of the run. */
export async function withLateAnswers(state: RunState, folder: string): Promise<RunState> {
  const path = journalPath(folder);
  const { size, mtimeMs } = statRegular(path) ?? { size: Infinity, mtimeMs: 0 };
  if (size > largestBytes || state.started === undefined) return state;
  let late: Billed[] = [];
  for (const record of readRecords(path, () => undefined)) {
    if (turns.isDue()) await turns.next();
    if (record.type === 'answer' || record.type === 'unread') late.push(record);
    else if (record.type === 'event' && record.event.type === 'progressed') late = [];
  }
  if (late.length === 0) return state;
  const began = statRegular(manifestPath(folder))?.mtimeMs ?? mtimeMs;
  return { ...state, progress: late.reduce(counted, state.progress ?? nothingYet(Math.max(0, mtimeMs - began))) };
}

const nothingYet = (elapsedMs: number): Progress => ({
  ...{ type: 'progressed', perModel: {}, rowsDone: 0, spentUsd: 0, elapsedMs, callsDone: 0, callsPlanned: 0 },
});

const none: ModelTotals = { asked: 0, delivered: 0, costUsd: 0 };

function counted(progress: Progress, { type, model, billedUsd }: Billed): Progress {
  const answers = type === 'answer' ? 1 : 0;
  const { spentUsd, perModel, callsDone, callsPlanned, ...rest } = progress;
  const { costUsd, ...before } = perModel[model] ?? none;
  const sum = (a: number | undefined) => (a === undefined || billedUsd === undefined ? undefined : a + billedUsd);
  const [spent, cost] = [sum(spentUsd), sum(costUsd)];
  return {
    ...rest,
    ...(spent !== undefined && { spentUsd: spent }),
    perModel: {
      ...perModel,
      [model]: { ...before, asked: before.asked + answers, ...(cost !== undefined && { costUsd: cost }) },
    },
    callsDone: callsDone + answers,
    callsPlanned: Math.max(callsPlanned, callsDone + answers),
  };
}
