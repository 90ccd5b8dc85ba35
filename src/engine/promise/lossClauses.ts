// What may be said of a bounded mean loss; clauses.ts says the rest.
import type { LossBound } from '../task/lossBound';
import type { Clause } from './clauses';

type Facts = { readonly rows: number; readonly confidence: number; readonly reference: string };

function figuresOf({ mean, cap }: LossBound, { rows, confidence, reference }: Facts): Clause['figures'] {
  return {
    confidence: { share: confidence },
    rows: { rows },
    reference: { name: reference },
    mean: { name: String(mean) },
    cap: { name: String(cap) },
    f1: { name: String(Number((1 - mean).toPrecision(12))) },
  };
}

/** Before it is made. */
export function plannedLoss(bound: LossBound, facts: Facts): Clause {
  return { name: bound.by === 'f1' ? 'plannedLossF1' : 'plannedLossAbsolute', figures: figuresOf(bound, facts) };
}

/** Of a finished run in which a cheaper answer was used. */
export function keptLoss(bound: LossBound, facts: Facts): Clause {
  return { name: bound.by === 'f1' ? 'lossF1' : 'lossAbsolute', figures: figuresOf(bound, facts) };
}
