// The problem that a run's strategy is given once the journal has been read: what is known of the rows beyond their answers.
import type { EarlierAnswers } from '../engine/drive/earlierAnswers';
import { carriedRows } from './growing/continueTable';
import type { JobPlan } from './planJob';
import { afterScan } from './scanRun';

/** Whoever carries the strategy out, or asks what it would do next, gives it this one: another leads to other rows. */
export function problemAfter(plan: JobPlan, earlier: EarlierAnswers): JobPlan['problem'] {
  const carried = carriedRows(plan, earlier);
  return { ...afterScan(plan.problem, earlier), ...(carried && { carried }) };
}
