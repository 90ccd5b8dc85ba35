// Before candidates are asked about every row: tries the chosen way on as many rows as their purse can pay for. The rows begin the sample, so the
// reference's answers to them are not lost. They decide one thing, whether the run goes this way or gives it up, which Theorem 2 leaves free; whatever
// is fixed before the draw (policy, student, path, looks) reads none of the reference's answers to them.
import { reason } from '../reasons';
import type { Step } from '../strategy';
import { meanCost } from './interview';
import { worthwhile } from './planning';
import { askable, modelsOf } from './policy';
import { isBearable, purseUsd } from './purse';
import { drawOrder } from './sampling';
import type { Rows, Setting } from './scene';
import { Weighing, type Prospect } from './weighing';

/** Fewer rows tell nothing that planning did not. */
const fewestTried = 15;
/** So much of the purse is spent on trying: costs of single rows differ. */
const triedPart = 0.9;

/**
 * Whether the run goes this way: its calls are worth their risk and can be borne, or trying it says that they are worth it. One that could be borne only
 * with luck and that there is no money to try is given up.
 */
export function* isTaken(setting: Setting, rows: Rows, prospect: Prospect): Generator<Step, boolean, void> {
  const { problem, units, looks } = setting;
  const isWorthwhile = worthwhile(setting, rows, prospect);
  if (isWorthwhile && isBearable(setting, rows, prospect)) return true;
  const { policy } = prospect;
  const models = askable(problem, modelsOf(policy));
  const rowUsd = models.reduce((sum, model) => sum + meanCost(setting, rows, model), 0);
  const count = Math.min(looks.sizes[0]!, Math.floor((triedPart * purseUsd(setting, rows)) / rowUsd));
  if (!(count >= fewestTried)) return false;
  const order = yield* drawOrder(problem, rows.population());
  const heads = [...new Set(Array.from(order.subarray(0, count), units.headOf))];
  rows.tried = heads;
  const message = reason('tried-first', {
    models: models.map((model) => problem.models[model]!.id),
    rows: heads.length,
  });
  yield { type: 'explain', event: { type: 'noted', message } };
  const calls = [problem.reference, ...models].map((model) => ({ model, rows: heads }));
  const before = [...problem.table.spentUsd];
  yield { type: 'ask', phase: 'profile', calls };
  // Those that are asked first are asked about every row, whatever the draw is.
  rows.triedUsd = problem.table.spentUsd.map((usd, model) => (policy.first.includes(model) ? 0 : usd - before[model]!));
  const evidence = {
    known: [...rows.known, ...heads],
    openCount: rows.openCount,
    paid: [],
    ...(rows.student && { student: rows.student }),
  };
  return worthwhile(setting, rows, new Weighing(setting, evidence, modelsOf(policy)).weigh(policy));
}
