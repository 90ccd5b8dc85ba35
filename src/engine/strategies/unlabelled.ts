// Where the reference is a person whose labels are used up: the rows that would have been labelled get the best candidate's answer. Nobody
// vouches for these, so they are counted apart and the promise does not cover them.
import { deliveryReasons, type Delivery, type Problem, type Step, type Strategy } from '../strategy';

/** Why the person gave no label to a row. */
export const labelsSpent = 'The labels that the person gives are used up.';

const unlabelled = deliveryReasons.indexOf('unlabelled');

/** The strategy, which goes on to these rows where the job limits the labels. */
export function withUnlabelled(strategy: Strategy): Strategy {
  return function* (problem) {
    const delivery = yield* strategy(problem);
    return problem.labelLimit === undefined ? delivery : yield* deliverBest(problem, delivery);
  };
}

export function isUnlabelled({ reason }: Pick<Delivery, 'reason'>, row: number): boolean {
  return reason[row] === unlabelled;
}

export function countUnlabelled({ reason }: Pick<Delivery, 'reason'>): number {
  return reason.reduce((count, one) => count + (one === unlabelled ? 1 : 0), 0);
}

function* deliverBest(problem: Problem, decided: Delivery): Generator<Step, Delivery, void> {
  const { table, reference, rowCount } = problem;
  let open: number[] = [];
  for (let row = 0; row < rowCount; row++)
    if (decided.model[row]! < 0 && table.statusOf(reference, row) === 'failed') open.push(row);
  if (open.length === 0) return decided;
  const delivery = { ...decided, model: decided.model.slice(), reason: decided.reason.slice() };
  // An answer that cannot be read is taken from the next best.
  for (const model of bestFirst(problem)) {
    if (open.length === 0) break;
    yield { type: 'ask', phase: 'apply', calls: [{ model, rows: open }] };
    open = open.filter((row) => {
      if (!table.isValid(model, row)) return true;
      delivery.model[row] = model;
      delivery.reason[row] = unlabelled;
      return false;
    });
  }
  return delivery;
}

/** Candidates by how often they agreed with the labels, shrunk towards one half; of equal ones the more expensive first. */
function bestFirst({ table, reference, models, rowCount }: Problem): number[] {
  const scores = models.map((_, model) => {
    let [agreed, compared] = [0, 0];
    for (let row = 0; row < rowCount; row++) {
      const agrees = model === reference ? undefined : table.agrees(model, row);
      if (agrees === undefined) continue;
      compared++;
      if (agrees) agreed++;
    }
    return (agreed + 1) / (compared + 2);
  });
  const candidates = [...models.keys()].filter((model) => model !== reference).reverse();
  return candidates.sort((a, b) => scores[b]! - scores[a]!);
}
