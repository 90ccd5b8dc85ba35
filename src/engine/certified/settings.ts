// What is fixed before anything is asked: for each threshold its share of the error probability, and the looks that a forecast thinks of.
import { allowedNow, type Problem } from '../strategy';
import { rest, type Resting } from '../turns';
import { RowCosts } from './costs';
import { openAtFirst } from './labelledRows';
import { planningLabels } from './labelRoom';
import { planLooks } from './lookPlan';
import type { Looks } from './looks';
import { RowTokens } from './rowTokens';
import type { Setting } from './scene';
import { findUnits, type Units } from './units';

/** Where even a sample without a deviation would have to be this large, certifying cannot pay. */
const largestSample = 0.6;
/** Fewer rows than this are not worth planning for. */
const fewestRows = 50;
/** Of fewer distinct ones the first planning rows are all there is. */
const fewestDistinct = 8;

/** What is fixed for each threshold, strictest first; of several each has its share of the error probability. */
export function* settingsOf(problem: Problem): Resting<Setting[]> {
  const { rowCount, features, looser = [] } = problem;
  const accuracies = [problem.accuracy, ...looser];
  // With these shares the smallest samples, about ln(1 / alpha) / (D + 1) of the rows each, are smallest in sum.
  const weights = accuracies.map((accuracy) => 1 / (allowedNow(problem, accuracy, rowCount) + 1));
  const perWeight = (1 - problem.confidence) / weights.reduce((sum, weight) => sum + weight, 0);
  const units = yield* findUnits(problem);
  const costs = new RowCosts(problem);
  const tokens = features.text && new RowTokens(rowCount, features.text);
  const open = worthCertifying(problem, units);
  // What verdicts cost depends on what the reference answered, and sets the looks; a person's labels are too few to try anything with.
  const hasPurse = !problem.table.isJudged && problem.labelLimit === undefined;
  // A table that has grown under one promise keeps what was certified before, and plans for that; where each batch has its own, giving up after a look at
  // the draw would leave nothing over for a batch whose look errs (docs/guarantee.md, Theorem 3).
  const triesFirst = hasPurse && problem.carried === undefined;
  yield rest;
  return accuracies.map((accuracy, i) => {
    const alpha = accuracies.length === 1 ? 1 - problem.confidence : perWeight * weights[i]!;
    return {
      problem,
      units,
      costs,
      hasPurse,
      triesFirst,
      ...(tokens && { tokens }),
      ...thresholdOf(problem, accuracy, alpha, open),
    };
  });
}

/** The same setting under one threshold that has the whole error probability: what a run with that threshold would plan for. */
export function underThreshold(setting: Setting, accuracy: number): Setting {
  const { problem, units } = setting;
  return { ...setting, ...thresholdOf(problem, accuracy, 1 - problem.confidence, worthCertifying(problem, units)) };
}

/** Rows that stay in the population to be drawn from; none where planning would ask about all of them. */
function worthCertifying(problem: Problem, units: Units): number {
  return units.heads.length < fewestDistinct ? 0 : openAtFirst(problem, units);
}

/** @param open rows that stay in the population to be drawn from. */
function thresholdOf(
  problem: Problem,
  accuracy: number,
  alpha: number,
  open: number,
): Pick<Setting, 'accuracy' | 'alpha' | 'hiddenAllowed' | 'looks'> {
  const { labelLimit, leastRound } = problem;
  const hiddenAllowed = allowedNow(problem, accuracy, problem.rowCount);
  const room = {
    ...(labelLimit !== undefined && { most: labelLimit - planningLabels(labelLimit) }),
    ...(leastRound !== undefined && { leastStep: leastRound }),
  };
  const looks = open < fewestRows ? undefined : planLooks(open, hiddenAllowed, alpha, room);
  const isWorthwhile = looks !== undefined && looks.sizes[0]! <= largestSample * open;
  return {
    ...{ accuracy, hiddenAllowed, alpha },
    looks: isWorthwhile ? everyOther(looks) : { hiddenAllowed, sizes: [], allowed: [] },
  };
}

/** For forecasts it is enough to think of every other look once they follow closely. */
function everyOther({ hiddenAllowed, sizes, allowed }: Looks): Looks {
  const isKept = (_: number, look: number) => look < 4 || look % 2 === 0;
  return { hiddenAllowed, sizes: sizes.filter(isKept), allowed: allowed.filter(isKept) };
}
