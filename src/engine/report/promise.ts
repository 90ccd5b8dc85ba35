// The promise of a run in one sentence, made from its figures (RunPromise), and what the promise does not say.
import type { RunPromise } from '../events';
import { countOf, formatCount, formatPercent } from './money';

/** `With 95 % confidence, at most 149 of these 2,982 rows differ from big's own answer.` */
export function promiseSentence(promise: RunPromise): string {
  const { rows, covered, allowed, confidence, reference, basis } = promise;
  if (covered === 0)
    return rows === 0
      ? 'There are no rows, so nothing is promised.'
      : `Nothing is promised: none of the ${countOf(rows, 'row')} got a valid answer.`;
  const failed = rows - covered;
  const coverage =
    failed === 0
      ? ''
      : `; this covers ${formatCount(covered)} of ${countOf(rows, 'row')}, the other ${failed === 1 ? 'one' : formatCount(failed)} failed`;
  if (basis === 'certain')
    return `Every answer is ${reference}'s own, so none of these ${countOf(covered, 'row')} differs from it${coverage}.`;
  const differing = allowed === 0 ? 'none' : `at most ${formatCount(allowed)}`;
  const verb = allowed > 1 ? 'differ' : 'differs';
  return `With ${formatPercent(confidence, 4)} confidence, ${differing} of these ${countOf(rows, 'row')} ${verb} from ${reference}'s own answer${coverage}.`;
}

/** What "differs" means. */
export function promiseNote({ reference }: RunPromise): string {
  return `"Differs" is not "wrong": ${reference} itself can err, and an answer that differs from it can be right.`;
}

/** What the promise rests on and where it ends, each a sentence. */
export function promiseLimits(promise: RunPromise): string[] {
  const { rows, covered, confidence, reference, basis } = promise;
  const limits: string[] = [];
  if (basis === 'certified')
    limits.push(
      `The promise is exact for any data: over the random draw of the sample (fixed by the seed before any answer was seen), it fails in at most ${formatPercent(1 - confidence, 4)} of runs. It does not depend on the order of the rows nor on how the models err.`,
    );
  if (basis === 'published')
    limits.push(
      `This published strategy tests fixed-level intervals again and again as answers come in, so its promise can fail more often than stated: where ${formatPercent(0.05)} was promised, 6 % to 10 % was measured with several models just under the threshold. The strategy "certified" has no such gap.`,
    );
  if (basis !== 'certain')
    limits.push(
      `It speaks of the answers that ${reference} gave, or would have given, when asked once about each row. A model that answers differently when asked again differs from itself, too.`,
      `It covers these rows only. Other data, another prompt or another version of a model need a run of their own.`,
    );
  else limits.push(`No cheaper model's answer was used, so nothing had to be estimated.`);
  limits.push(`Whether an answer "differs" is judged by the task's own rule (see Settings), not by its wording.`);
  if (covered < rows)
    limits.push(
      `${countOf(rows - covered, 'row')} got no valid answer, not even from ${reference}; the promise leaves ${rows - covered === 1 ? 'it' : 'them'} out.`,
    );
  return limits;
}
