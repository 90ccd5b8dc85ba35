// A model's standing in a profile as the event that explains it, with its interval and the reason of its status in numbers.
import type { DecisionEvent } from '../events';
import type { Problem } from '../strategy';
import { clopperPearson } from '../stats/clopperPearson';
import type { Tally } from './tally';

export function profiledEvent(problem: Problem, tally: Tally, model: number, why?: string): DecisionEvent {
  const { accuracy, confidence } = problem;
  const asked = tally.asked[model]!;
  const agreed = tally.agreed[model]!;
  const status = tally.status[model]!;
  const interval = asked > 0 && model !== problem.reference ? clopperPearson(agreed, asked, confidence) : undefined;
  const reason = why ?? (interval && reasonOf(status, interval.lower, interval.upper, accuracy));
  return {
    type: 'model-profiled',
    model: problem.models[model]!.id,
    asked,
    agreed,
    ...interval,
    status,
    ...(reason === undefined ? {} : { why: reason }),
  };
}

function reasonOf(status: string, lower: number, upper: number, accuracy: number): string | undefined {
  if (status === 'satisfied')
    return `its agreement is at least ${share(lower)}, which reaches the ${share(accuracy)} wanted`;
  if (status === 'invalid') return `its agreement is at most ${share(upper)}, below the ${share(accuracy)} wanted`;
  return undefined;
}

export function share(value: number): string {
  return value.toFixed(4).replace(/(\.\d\d\d*?)0+$/, '$1');
}

/** Four digits of a dollar amount, for reasons. */
export function dollars(usd: number): string {
  return Number.isFinite(usd) ? `$${usd.toPrecision(4)}` : 'an unknown amount';
}
