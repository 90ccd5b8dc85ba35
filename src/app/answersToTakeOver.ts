// How many answers a new run would take over of an earlier one, told before it begins. The whole journal is read, a second or two where it is
// long, in short turns, so that whoever asks stays awake.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { answersThatFit, type TakingRun } from '../store/importAnswers';

/** By the id of the model; models of which there are none are left out. */
export type AnswersPerModel = ReadonlyMap<string, number>;

/** Milliseconds of reading after which other work of the process gets its turn. */
const turnMs = 15;

/** @throws {InputError} when the runs ask different questions, or there is no such run. */
export async function answersToTakeOver(folder: string, into: TakingRun): Promise<AnswersPerModel> {
  const counts = new Map<string, number>();
  let turnEndsMs = performance.now() + turnMs;
  for (const { model, row } of answersThatFit(folder, into)) {
    counts.set(model, (counts.get(model) ?? 0) + 1);
    if (row % 64 !== 0 || performance.now() < turnEndsMs) continue;
    await nextTurn();
    turnEndsMs = performance.now() + turnMs;
  }
  return counts;
}
