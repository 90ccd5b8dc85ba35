// `certified`, the default: plans on a few rows, proposes cheap answers along a path of falling trust, certifies the longest prefix that keeps
// the promise, and sends the rest to the reference. What is promised and why it holds: docs/guarantee.md.
import { RowCosts } from '../certified/costs';
import { planAllowance, spendAllowance } from '../certified/allowance';
import { deliver } from '../certified/delivering';
import { considered, forecastOf, mixOf, profiles } from '../certified/explaining';
import type { Looks } from '../certified/looks';
import { forecastSaving } from '../certified/forecast';
import { planLooks } from '../certified/lookPlan';
import { planRun } from '../certified/planning';
import { proposeAnswers } from '../certified/proposing';
import { drawAndLook } from '../certified/sampling';
import { Rows, type Setting } from '../certified/scene';
import { learnFromTail } from '../certified/tailLearning';
import { RowTokens } from '../certified/rowTokens';
import { findUnits } from '../certified/units';
import { allowedDeviations, type Problem, type Step, type StrategyRun } from '../strategy';
import { askable, type Policy } from '../certified/policy';
import { teachStudent } from '../certified/student';

/** The first look is not taken before this share of the sample that is expected to suffice: what it spends would be wasted. */
const earliestLook = 0.3;
/** Where even a sample without a deviation would have to be this large, certifying cannot pay. */
const largestSample = 0.6;
/** Fewer rows than this are not worth planning for. */
const fewestRows = 50;

export function* certified(problem: Problem): StrategyRun {
  const { rowCount, features } = problem;
  const hiddenAllowed = allowedDeviations(problem.accuracy, rowCount);
  const alpha = 1 - problem.confidence;
  const units = findUnits(problem);
  const looks = rowCount < fewestRows ? undefined : planLooks(rowCount, hiddenAllowed, alpha);
  const setting: Setting = {
    problem,
    units,
    costs: new RowCosts(problem),
    ...(features.text && { tokens: new RowTokens(rowCount, features.text) }),
    hiddenAllowed,
    alpha,
    looks: looks ? everyOther(looks) : { hiddenAllowed, sizes: [], allowed: [] },
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
  if (plan.prospects.length > 0)
    yield { type: 'explain', event: considered(setting, rows, plan.prospects, plan.prospect) };
  if (!plan.prospect)
    return yield* fallBack(setting, rows, 'no path is expected to cost less than the reference alone');
  yield { type: 'explain', event: forecastOf(setting, plan.prospect, 'after planning, before the sample is drawn') };
  const policy = yield* reviseWithText(setting, rows, plan.prospect.policy);
  if (!policy) return yield* fallBack(setting, rows, 'with what was learned no path is expected to pay');
  const proposals = yield* proposeAnswers(setting, rows, policy);
  const path = yield* learnFromTail(setting, rows, proposals);
  const population = rows.population();
  const known = rows.answered();
  const { sampleRows } = forecastSaving(proposals.believe(path, known), setting.looks, population.length);
  const finalLooks = planLooks(population.length, hiddenAllowed, alpha, earliestLook * sampleRows);
  if (!finalLooks) return yield* fallBack(setting, rows, 'too few rows are left to certify');
  const believe = (sampled: readonly number[]) => proposals.believe(path, [...known, ...sampled]);
  const accepted = { path, ...(yield* drawAndLook(setting, path, population, finalLooks, believe)) };
  yield { type: 'explain', event: mixOf(setting, accepted) };
  return yield* deliver(setting, rows, accepted);
}

/** Asks the first candidates about all open rows, learns from the rows' text, and plans the rest anew. */
function* reviseWithText(
  setting: Setting,
  rows: Rows,
  { first, proposer }: Policy,
): Generator<Step, Policy | undefined, void> {
  const open = rows.openHeads();
  const asked = askable(setting.problem, first);
  yield { type: 'ask', phase: 'profile', calls: asked.map((model) => ({ model, rows: open })) };
  const { problem, tokens } = setting;
  const student = tokens && asked.includes(proposer) ? teachStudent(problem, tokens, proposer, open) : undefined;
  if (student) rows.student = student;
  const { prospect, prospects } = yield* planRun(setting, rows, first);
  if (prospects.length > 0) yield { type: 'explain', event: considered(setting, rows, prospects, prospect) };
  if (prospect)
    yield { type: 'explain', event: forecastOf(setting, prospect, 'with what the first answers to all rows showed') };
  return prospect?.policy;
}

function* fallBack(setting: Setting, rows: Rows, why: string): StrategyRun {
  const allowance = planAllowance(setting, rows);
  if (!allowance) {
    yield { type: 'explain', event: { type: 'profiling-stopped', why: `${why}: the reference answers every row` } };
    return yield* deliver(setting, rows);
  }
  yield { type: 'explain', event: { type: 'profiling-stopped', why } };
  const accepted = yield* spendAllowance(setting, rows, allowance);
  yield { type: 'explain', event: mixOf(setting, accepted) };
  return yield* deliver(setting, rows, accepted);
}

/** For forecasts it is enough to think of every other look once they follow closely. */
function everyOther({ hiddenAllowed, sizes, allowed }: Looks): Looks {
  const isKept = (_: number, look: number) => look < 4 || look % 2 === 0;
  return { hiddenAllowed, sizes: sizes.filter(isKept), allowed: allowed.filter(isKept) };
}
