// How often the reference agreed with itself, in words, with what that says about all the other agreements.
import type { SelfAgreement } from '../events';
import { countOf, formatCount, formatPercent } from '../text/figures';
import { inEnglish } from './reasonsInEnglish';

/**
 * `Asked twice about 20 rows, gpt-5 agreed with itself on 19 (95 %; 75.1 % to 99.9 % at 95 % confidence). Even an exact copy of it would not be
 * expected to agree with it more often.` A copy, not any model: one that always gives the reference's likeliest answer can agree with it more
 * often than a second draw does, at most by the square root of this share.
 */
export function selfAgreementSentence(
  { wanted, measured, why }: SelfAgreement,
  reference: string,
  confidence: number,
): string {
  const reason = why === undefined ? '' : ` ${inEnglish(why)}`;
  if (!measured) return `How often ${reference} agrees with itself was not measured.${reason}`;
  const { rows, agreed, lower, upper } = measured;
  const interval = `${formatPercent(lower, 1)} to ${formatPercent(upper, 1)} at ${formatPercent(confidence, 4)} confidence`;
  const fewer = rows < wanted ? ` ${countOf(wanted, 'row')} ${wanted === 1 ? 'was' : 'were'} planned.${reason}` : '';
  return `Asked twice about ${countOf(rows, 'row')}, ${reference} agreed with itself on ${formatCount(agreed)} (${formatPercent(agreed / rows, 1)}; ${interval}). Even an exact copy of it would not be expected to agree with it more often.${fewer}`;
}
