// A model's standing in a profile as the event that explains it, with its interval and the reason of its status in numbers.
import type { DecisionEvent } from '../events';
import { reason, type Reason } from '../reasons';
import type { Problem } from '../strategy';
import { clopperPearson } from '../stats/clopperPearson';
import type { Tally } from './tally';

export function profiledEvent(problem: Problem, tally: Tally, model: number, why?: Reason): DecisionEvent {
  const { accuracy, confidence } = problem;
  const asked = tally.asked[model]!;
  const agreed = tally.agreed[model]!;
  const status = tally.status[model]!;
  const interval = asked > 0 && model !== problem.reference ? clopperPearson(agreed, asked, confidence) : undefined;
  const because = why ?? (interval && reasonOf(status, interval.lower, interval.upper, accuracy));
  return {
    type: 'model-profiled',
    model: problem.models[model]!.id,
    asked,
    agreed,
    ...interval,
    status,
    ...(because === undefined ? {} : { why: because }),
  };
}

function reasonOf(status: string, lower: number, upper: number, accuracy: number): Reason | undefined {
  if (status === 'satisfied') return reason('agreement-reaches', { lower, accuracy });
  if (status === 'invalid') return reason('agreement-below', { upper, accuracy });
  return undefined;
}
