// What the local student delivered, for the run's folder: its answers are made in the engine and stand in no journal.
import { studentOf, type Problem } from '../engine/strategy';
import type { StudentAnswers } from '../store/deliveryFile';
import type { Driven } from './finishRun';

/** Undefined where it delivers no row, and no judge compared an answer of it: of the latter a user's audit may show some. */
export function studentAnswers(
  problem: Pick<Problem, 'models'>,
  { delivery, table }: Pick<Driven, 'delivery' | 'table'>,
): StudentAnswers | undefined {
  const student = studentOf(problem);
  const answers: StudentAnswers['answers'][number][] = [];
  const placeOf = new Map<number, number>();
  const isJudged = (row: number) =>
    table.isJudged && student < table.modelCount && table.verdictOf(student, row) !== undefined;
  const of = delivery.model.map((model, row) => {
    if (model !== student && !isJudged(row)) return -1;
    const key = table.keyOf(student, row);
    const place = placeOf.get(key) ?? answers.length;
    if (place === answers.length) {
      placeOf.set(key, place);
      answers.push({ key: table.keyText(key), text: table.textOf(student, row)! });
    }
    return place;
  });
  return answers.length > 0 ? { answers, of } : undefined;
}
