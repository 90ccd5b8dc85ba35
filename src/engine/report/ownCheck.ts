// What a user's own check of the delivered answers came to, and how a report says it. The promise is about the reference; this is about the
// truth as the user sees it.
import { countOf, formatCount, formatPercent } from '../text/figures';

export type OwnCheckFigures = {
  /** Rows that the user has seen, those included where they could not tell. */
  readonly judged: number;
  readonly checked: number;
  readonly agreed: number;
  /** Shares in [0, 1] between which the agreement on all rows lies, at `confidence`. */
  readonly interval?: { readonly lower: number; readonly upper: number };
  /** Of the checked rows, those that the reference answered too. */
  readonly reference?: { readonly compared: number; readonly agreed: number };
  readonly confidence: number;
};

/**
 * `Own check: of 20 rows drawn at random, 19 of the delivered answers are right (95 %; of all answers 75.1 % to 99.9 %, at 95 % confidence).` Undefined:
 * no row was told right or wrong.
 */
export function ownCheckSentence(figures: OwnCheckFigures): string | undefined {
  const { judged, checked, agreed, interval, reference, confidence } = figures;
  if (checked === 0 || interval === undefined) return undefined;
  const share = formatPercent(agreed / checked, 1);
  const all = `${formatPercent(interval.lower, 1)} to ${formatPercent(interval.upper, 1)}, at ${formatPercent(confidence, 4)} confidence`;
  const untold = judged - checked;
  return [
    `Own check: of ${countOf(checked, 'row')} drawn at random and judged by a person, the delivered answer is right on ${formatCount(agreed)} (${share}; of all answers ${all}).`,
    untold === 0 ? '' : `On ${countOf(untold, 'further row')} the person could not tell.`,
    reference === undefined
      ? ''
      : `Where the reference answered too, it is right on ${formatCount(reference.agreed)} of ${formatCount(reference.compared)}.`,
  ]
    .filter(Boolean)
    .join(' ');
}
