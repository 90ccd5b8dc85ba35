// `certified`, the default: plans on a few rows, proposes cheap answers along a path of falling trust, certifies the longest prefix that keeps
// the promise, and sends the rest to the reference. What is promised and why it holds: docs/guarantee.md.
import { RowCosts } from '../certified/costs';
import { deliver } from '../certified/delivering';
import { considered, forecastOf, mixOf, profiles } from '../certified/explaining';
import type { Looks } from '../certified/looks';
import { planLooks } from '../certified/lookPlan';
import { planRun } from '../certified/planning';
import type { Path } from '../certified/path';
import type { Prospect } from '../certified/policySearch';
import { proposeAnswers, type Proposals } from '../certified/proposing';
import { makeReconsider } from '../certified/replanning';
import { drawAndLook, type Certified, type Reconsider } from '../certified/sampling';
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

/** A policy expected to accept this share of the rows may be replaced once by another; that one's certificate gets a share of alpha. */
const nearlyAll = 0.9;
const smallSample = 0.02;
const secondAlpha = 0.2;

export function* certified(problem: Problem): StrategyRun {
  const { rowCount } = problem;
  const hiddenAllowed = allowedDeviations(problem.accuracy, rowCount);
  const alpha = 1 - problem.confidence;
  const units = findUnits(problem);
  const looksAt = (population: number, level: number) => planLooks(population, hiddenAllowed, level, firstShare);
  const looks = rowCount < fewestRows ? undefined : looksAt(rowCount, alpha);
  const setting: Setting = {
    problem,
    units,
    costs: new RowCosts(problem),
    hiddenAllowed,
    alpha,
    looks: looks ? everyOther(looks) : { sizes: [], allowed: [] },
    canSwitch: looks !== undefined && looks.sizes[0]! < smallSample * rowCount,
  };
  const rows = new Rows(setting);
  if (!looks || looks.sizes[0]! > largestSample * rowCount)
    return yield* fallBack(
      setting,
      rows,
      `certifying ${String(hiddenAllowed)} deviations in ${String(rowCount)} rows would take too large a sample`,
    );

  const plan = yield* planRun(setting, rows);
  for (const event of profiles(setting, rows, plan.prospect?.policy)) yield { type: 'explain', event };
  yield { type: 'explain', event: considered(setting, rows, plan.prospects, plan.prospect) };
  if (!plan.prospect)
    return yield* fallBack(setting, rows, 'no path is expected to cost less than the reference alone');
  yield { type: 'explain', event: forecastOf(setting, plan.prospect, 'after planning, before the sample is drawn') };
  let prospect: Prospect = plan.prospect;
  const secondLooks =
    prospect.acceptedShare >= nearlyAll && setting.canSwitch ? looksAt(rows.openCount, secondAlpha * alpha) : undefined;
  for (let attempt = 1; ; attempt++) {
    const proposals: Proposals = yield* proposeAnswers(setting, rows, prospect.policy);
    const path: Path = attempt === 1 ? yield* learnFromTail(setting, rows, proposals) : proposals.arrange();
    const population = rows.population();
    const level = !secondLooks ? alpha : attempt === 1 ? (1 - secondAlpha) * alpha : secondAlpha * alpha;
    const finalLooks = looksAt(population.length, level);
    if (!finalLooks) return yield* fallBack(setting, rows, 'too few rows are left to certify');
    const known = rows.answered();
    const reconsider: Reconsider | undefined =
      attempt === 1 && secondLooks
        ? makeReconsider({ ...setting, looks: secondLooks }, rows, prospect.policy, plan.candidates)
        : undefined;
    const believe = (sampled: readonly number[]) => proposals.believe(path, [...known, ...sampled]);
    const { instead, heads, prefixRows }: Certified = yield* drawAndLook(
      setting,
      path,
      population,
      finalLooks,
      believe,
      `sample ${String(attempt)}`,
      reconsider,
    );
    if (!instead) {
      yield { type: 'explain', event: mixOf(setting, path, prefixRows) };
      return yield* deliver(setting, rows, { path, prefixRows });
    }
    rows.take(heads);
    yield { type: 'explain', event: considered(setting, rows, [instead], instead) };
    yield {
      type: 'explain',
      event: forecastOf(setting, instead, 'after the sample showed more deviations than planned for'),
    };
    prospect = instead;
  }
}

function* fallBack(setting: Setting, rows: Rows, why: string): StrategyRun {
  yield { type: 'explain', event: { type: 'profiling-stopped', why: `${why}: the reference answers every row` } };
  return yield* deliver(setting, rows);
}

/** Half the looks are enough for forecasts. */
function everyOther({ sizes, allowed }: Looks): Looks {
  return { sizes: sizes.filter((_, look) => look % 2 === 0), allowed: allowed.filter((_, look) => look % 2 === 0) };
}
