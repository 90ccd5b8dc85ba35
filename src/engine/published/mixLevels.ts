// The agreement levels that the published mix may count on, per model, from what profiling counted (Jo and Trummer, arXiv 2403.13835).
import { clopperPearson } from '../stats/clopperPearson';
import type { AgreementLevel } from './cheapestMix';
import type { Tally } from './tally';

const LEVELS = 5;

/** The confidence and four more evenly spaced towards 1, 1 excluded. */
export function mixConfidences(confidence: number): number[] {
  return Array.from({ length: LEVELS }, (_, i) => confidence + i * ((1 - confidence) / LEVELS));
}

/** The interval's lower end at each confidence, and "unused", which promises no agreement and costs no confidence. */
export function agreementLevels(
  { asked, agreed }: Tally,
  model: number,
  confidences: readonly number[],
): AgreementLevel[] {
  const levels = confidences.map((confidence) => ({
    confidence,
    agreement: clopperPearson(agreed[model]!, asked[model]!, confidence).lower,
  }));
  return [...levels, { confidence: 1, agreement: 0 }];
}
