// A promise on the mean loss: how far answers may be from the reference's on average. What is promised and why it holds: docs/guarantee.md, "Bounded
// losses". Planned like `certified`, where an answer counts as deviating that loses more than the mean.
import { considered, forecastOf, profiles } from '../certified/explaining';
import type { Path } from '../certified/path';
import { planRun } from '../certified/planning';
import { proposeAnswers } from '../certified/proposing';
import { reviseWithText } from '../certified/revising';
import { coveredRows, Rows, type Setting } from '../certified/scene';
import { settingsOf } from '../certified/settings';
import { learnFromTail } from '../certified/tailLearning';
import { planLosses } from '../loss/levels';
import { sampleLosses, type LevelProof } from '../loss/sampleLosses';
import { settleLosses } from '../loss/settleLosses';
import { reason, type Reason } from '../reasons';
import { DeliveryBuilder, idOfColumn, type Problem, type Strategy, type StrategyRun } from '../strategy';
import type { Loss, LossBound } from '../task/lossBound';
import { inBlocks } from '../turns';

export function boundedLoss(bound: LossBound, loss: Loss): Strategy {
  return (problem) => run(problem, bound, loss);
}

/** More than this share of the rows is never planned to deviate. */
const mostDeviating = 0.5;

/** The share of rows that is planned to lose more than the mean: of those, a loss half way to the cap (in orders of magnitude) is usual. */
export function usuallyDeviating({ mean, cap }: LossBound): number {
  return Math.min(mostDeviating, Math.sqrt(mean / cap));
}

function* run(problem: Problem, bound: LossBound, loss: Loss): StrategyRun {
  const accuracy = 1 - usuallyDeviating(bound);
  const [planned] = (yield* settingsOf({ ...problem, accuracy })) as [Setting];
  // Levels of loss are drawn for by themselves, once the path is there: there is no sample yet that a trial could begin.
  const setting: Setting = { ...planned, hasPurse: false, triesFirst: false };
  const rows = new Rows(setting);
  if (setting.looks.sizes.length === 0) {
    const figures = { deviations: setting.hiddenAllowed, rows: problem.rowCount };
    return yield* askAll(setting, rows, reason('sample-too-large', figures));
  }
  const { prospect, prospects } = yield* planRun(setting, rows);
  for (const event of profiles(setting, rows, prospect?.policy)) yield { type: 'explain', event };
  if (prospects.length > 0) yield { type: 'explain', event: considered(setting, rows, prospects, prospect) };
  if (!prospect) return yield* askAll(setting, rows, reason('no-path-saves', {}));
  yield { type: 'explain', event: forecastOf(setting, rows, prospect, reason('after-planning', {})) };
  const policy = yield* reviseWithText(setting, rows, prospect.policy);
  if (!policy) return yield* askAll(setting, rows, reason('nothing-pays-now', {}));
  const proposals = yield* proposeAnswers(setting, rows, policy);
  const path = yield* learnFromTail(setting, rows, proposals);

  const { table, reference } = problem;
  const lossOfModel = (model: number, row: number) => {
    const [key, wanted] = [table.textKeyOf(model, row), table.textKeyOf(reference, row)];
    return key === undefined || wanted === undefined ? bound.cap : loss(key, wanted);
  };
  const known = rows.known.filter((row) => table.isAsked(policy.proposer, row));
  const losses = known.map((row) => lossOfModel(policy.proposer, row));
  const budget = bound.mean * coveredRows(problem);
  const plan = planLosses(bound, losses, path.rows.length, budget) ?? { levels: [nothingKnown(bound)], uncounted: 0 };
  const off = new Uint8Array(problem.rowCount);
  for (const row of path.rows) off[row] = 1;
  const rest = rows.openHeads().filter((head) => off[head] === 0);
  yield { type: 'ask', phase: 'apply', calls: [{ model: reference, rows: rest }] };
  const proofs: LevelProof[] =
    plan.levels[0]!.hiddenAllowed === 0
      ? []
      : yield* sampleLosses(setting, path, {
          levels: plan.levels,
          alpha: 1 - problem.confidence,
          lossAt: (row) => lossOfModel(path.proposer[row]!, row),
          believe: (sampled) => proposals.believe(path, [...rows.known, ...sampled]),
          pivot: pivotOf(plan.levels, bound),
        });
  const settled = yield* settleLosses(setting, path, bound, plan, proofs);
  return yield* deliver(setting, rows, path, settled.prefixRows, settled.hidden);
}

/** Where losses are too many for a sample: any row may lose all. */
const nothingKnown = ({ cap }: LossBound) => ({ above: 0, width: cap, hiddenAllowed: 0 });

/** The highest level that counts all rows which deviate in the plan's sense. */
function pivotOf(levels: readonly { readonly above: number }[], { mean }: LossBound): number {
  return Math.max(0, levels.filter(({ above }) => above <= mean).length - 1);
}

function* askAll(setting: Setting, rows: Rows, because: Reason): StrategyRun {
  const why = reason('reference-answers-all', { because });
  yield { type: 'explain', event: { type: 'profiling-stopped', why } };
  const calls = [{ model: setting.problem.reference, rows: setting.units.heads }];
  yield { type: 'ask', phase: 'apply', calls };
  const none = { rows: new Int32Array(0), proposer: new Int16Array(0), deviation: new Float32Array(0) };
  return yield* deliver(setting, rows, none, 0, 0);
}

function* deliver(
  { problem, units }: Setting,
  rows: Rows,
  path: Path,
  prefixRows: number,
  hidden: number,
): StrategyRun {
  const { table, reference, rowCount, models } = problem;
  const delivery = new DeliveryBuilder(rowCount);
  const trust = new Float32Array(rowCount).fill(NaN);
  const counts = new Array<number>(table.modelCount).fill(0);
  yield* inBlocks(rowCount, (from, to) => {
    for (let row = from; row < to; row++) {
      if (!table.isValid(reference, row)) continue;
      const why = !rows.isOpen(units.headOf(row)) ? 'planned' : path.rows.length > 0 ? 'escalated' : 'reference-only';
      delivery.set(row, reference, why);
      trust[row] = 1;
    }
  });
  yield* inBlocks(prefixRows, (from, to) => {
    for (let at = from; at < to; at++) {
      const row = path.rows[at]!;
      if (table.isAsked(reference, row)) continue;
      delivery.set(row, path.proposer[row]!, 'trusted');
      trust[row] = 1 - path.deviation[row]!;
      counts[path.proposer[row]!]!++;
    }
  });
  const accepted = counts.reduce((sum, count) => sum + count, 0);
  counts[reference] = rowCount - accepted;
  const shares = counts.flatMap((count, model) =>
    count > 0 ? [{ model: idOfColumn(models, model), rows: count }] : [],
  );
  const figures = {
    prefixRows,
    pathRows: path.rows.length,
    uncheckedRows: undefined,
    referenceRows: counts[reference],
  };
  yield { type: 'explain', event: { type: 'mix-decided', shares, why: reason('prefix-certified', figures) } };
  return { model: delivery.model, reason: delivery.reason, trust, loss: { hidden, cheaperRows: accepted } };
}
