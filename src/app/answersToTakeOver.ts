// How many answers a new run would take over of an earlier one, told before it begins. The whole journal is read, a second or two where it is
// long, in short turns, so that whoever asks stays awake.
import { countOf, formatCount } from '../engine/text/figures';
import { answersThatFit, type Imported, type TakingRun } from '../store/importAnswers';
import { processTurns as turns } from '../store/processTurns';

/** By the id of the model; models of which there are none are left out. */
export type AnswersPerModel = ReadonlyMap<string, number>;

/** @throws {InputError} when the runs ask different questions, or there is no such run. */
export async function answersToTakeOver(folder: string, into: TakingRun): Promise<AnswersPerModel> {
  const counts = new Map<string, number>();
  for (const { model } of answersThatFit(folder, into)) {
    counts.set(model, (counts.get(model) ?? 0) + 1);
    if (turns.isDue()) await turns.next();
  }
  return counts;
}

/** What a run has taken over, once it has. */
export function takenSentence({ answers, verdicts }: Imported, from: string): string {
  const judged = verdicts === 0 ? '' : ` and ${formatCount(verdicts)} verdicts`;
  return `${countOf(answers, 'answer')}${judged} of run ${from} ${answers === 1 ? 'is' : 'are'} taken over.`;
}
