// `certified`, the default: plans on a few rows, proposes cheap answers along a path of falling trust, certifies the longest prefix that keeps
// the promise, and sends the rest to the reference. What is promised and why it holds: docs/guarantee.md.
import { RowCosts } from '../certified/costs';
import { deliver } from '../certified/delivering';
import { planLooks } from '../certified/lookPlan';
import { planRun } from '../certified/planning';
import { proposeAnswers } from '../certified/proposing';
import { drawAndLook } from '../certified/sampling';
import { Rows, type Setting } from '../certified/scene';
import { learnFromTail } from '../certified/tailLearning';
import { findUnits } from '../certified/units';
import { allowedDeviations, type Problem, type StrategyRun } from '../strategy';

/** Error probability spent on the first look; the rest is spread over the later ones. */
const firstShare = 0.5;
/** Where even a sample without a deviation would have to be this large, certifying cannot pay. */
const largestSample = 0.6;
/** Fewer rows than this are not worth planning for. */
const fewestRows = 50;

export function* certified(problem: Problem): StrategyRun {
  const { rowCount } = problem;
  const hiddenAllowed = allowedDeviations(problem.accuracy, rowCount);
  const alpha = 1 - problem.confidence;
  const units = findUnits(problem);
  const looks = rowCount < fewestRows ? undefined : planLooks(rowCount, hiddenAllowed, alpha, firstShare);
  const setting: Setting = { problem, units, costs: new RowCosts(problem), hiddenAllowed, alpha, looks: looks ?? { sizes: [], allowed: [] } };
  const rows = new Rows(setting);
  if (!looks || looks.sizes[0]! > largestSample * rowCount) return yield* deliver(setting, rows);

  const { prospect } = yield* planRun(setting, rows);
  if (!prospect) return yield* deliver(setting, rows);
  const proposals = yield* proposeAnswers(setting, rows, prospect.policy);
  const path = yield* learnFromTail(setting, rows, proposals);
  const population = rows.population();
  const finalLooks = planLooks(population.length, hiddenAllowed, alpha, firstShare);
  if (!finalLooks) return yield* deliver(setting, rows);
  const known = rows.answered();
  const { prefixRows } = yield* drawAndLook(setting, path, population, finalLooks, (sampled) => proposals.believe(path, [...known, ...sampled]));
  return yield* deliver(setting, rows, { path, prefixRows });
}
