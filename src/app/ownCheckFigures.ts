// How often the user agrees with what a run delivered, counted anew from their judgements, so that it holds when failed rows were asked again.
import type { AnswerTable } from '../engine/answerTable';
import type { Job } from '../engine/job';
import type { OwnCheckFigures } from '../engine/report/ownCheck';
import { clopperPearson } from '../engine/stats/clopperPearson';
import { makeAnswerParser } from '../engine/task/parseAnswer';
import { readDelivery, type StoredDelivery } from '../store/deliveryFile';
import { readJudgements, type Judgement } from '../store/ownCheckFile';
import { readManifest } from '../store/runFiles';
import { readAnswers } from './readAnswers';

export function ownCheckFigures(
  { delivery, table }: { readonly delivery: StoredDelivery; readonly table: AnswerTable },
  { task, confidence }: Pick<Job, 'task' | 'confidence'>,
  judgements: readonly Judgement[],
): OwnCheckFigures {
  const parse = makeAnswerParser(task);
  const keyOf = (label: string) => {
    const parsed = parse(label);
    return parsed.type === 'valid' ? parsed.key : undefined;
  };
  let [checked, agreed, compared, agreedWithReference] = [0, 0, 0, 0];
  for (const { row, label, isRight } of judgements) {
    const model = delivery.model[row] ?? -1;
    if (model < 0) continue;
    if (label === undefined) {
      if (isRight === undefined) continue;
      checked++;
      agreed += Number(isRight);
      continue;
    }
    checked++;
    agreed += Number(table.textKeyOf(model, row) === keyOf(label));
    const referenceKey = table.textKeyOf(table.reference, row);
    if (referenceKey === undefined) continue;
    compared++;
    agreedWithReference += Number(referenceKey === keyOf(label));
  }
  return {
    judged: judgements.length,
    checked,
    agreed,
    ...(checked > 0 && { interval: clopperPearson(agreed, checked, confidence) }),
    ...(compared > 0 && { reference: { compared, agreed: agreedWithReference } }),
    confidence,
  };
}

/** Of a run's folder; undefined: nobody has checked a row, or nothing is delivered. @throws {InputError} where the judgements cannot be read. */
export async function readOwnCheck(folder: string): Promise<OwnCheckFigures | undefined> {
  const judgements = readJudgements(folder);
  const delivery = judgements.length === 0 ? undefined : await readDelivery(folder);
  if (delivery === undefined) return undefined;
  const { job } = readManifest(folder);
  return ownCheckFigures({ delivery, table: await readAnswers(folder, delivery, job.task) }, job, judgements);
}
