// A scan: what a few planning rows say of the whole table before money is spent. Asks the very rows that a run of the same seed would plan with, so that the
// run takes every answer over; then forecasts, for several thresholds, what the run would cost in all and who would answer. Estimates, no promise.
import { idOfColumn, type Problem, type Step } from '../strategy';
import { planAllowance } from './allowance';
import { forecastSaving } from './forecast';
import { interview, meanCost } from './interview';
import { takeChosen } from './labelledRows';
import { mayTeach } from './pilot';
import { looksFor } from './plannedLooks';
import { beginningOf, hear, PlanningDraw } from './planning';
import { furtherPlanningUsd } from './planningTarget';
import { betterOf, type Policy } from './policy';
import { searchPolicies, secondOpinions } from './policySearch';
import { toldDoubt, type OwnDoubt } from './ownDoubt';
import { priceCandidates } from './pricing';
import { groupRows, type ScanGroup } from './scanGroups';
import { Rows, spentUsd, type Setting } from './scene';
import { settingsOf, underThreshold } from './settings';
import { Weighing } from './weighing';

/** Planning rows of a scan. */
export const scannedRows = 50;
/** Thresholds that a scan speaks of, beside the job's own. */
const thresholds = [0.99, 0.98, 0.95, 0.9];

/**
 * What the planner's scenarios leave out: that the plan itself, and the student, will be others once the run knows more. With it nine of ten runs on fourteen
 * recorded folders cost what the range says, seven without (docs/decisions/0084).
 */
const lowSlack = 0.75;
const highSlack = 1.05;

/** What a run with this threshold is expected to cost in all, planning rows and sample included, in US dollars. */
export type ScanForecast = {
  readonly accuracy: number;
  readonly expectedUsd: number;
  /** From the cheapest to the dearest of equally likely ways that the truth may be, and some way beyond. */
  readonly lowUsd: number;
  readonly highUsd: number;
  /** What the reference alone would cost. */
  readonly referenceUsd: number;
  /** Shares of the rows, by who is expected to answer; they add up to 1. */
  readonly byModel: Readonly<Record<string, number>>;
};

export type Scan = {
  readonly plannedRows: number;
  /** Strictest threshold first. Empty: the reference answered none of the planning rows readably. */
  readonly forecast: readonly ScanForecast[];
  /** The groups of rows that the best candidate agrees on least with the reference, worst first. */
  readonly groups: readonly ScanGroup[];
  /** Of the reference about its own answers; absent: nothing is known of it. */
  readonly ownDoubt?: OwnDoubt;
};

export function* scan(problem: Problem): Generator<Step, Scan, void> {
  const { looser: _, atMostUsd: __, ...one } = problem;
  const [setting] = (yield* settingsOf(one)) as [Setting];
  const rows = new Rows(setting);
  const { reference, models } = problem;
  yield* takeChosen(setting, rows);
  const draw = new PlanningDraw(setting, rows);
  rows.take(yield* draw.take(Math.min(scannedRows, problem.rowCount)));
  yield* interview(setting, rows, reference);
  const plannedRows = rows.known.length;
  if (rows.answered().length === 0) return { plannedRows, forecast: [], groups: [] };
  const candidates = yield* priceCandidates(setting, rows);
  const asked = candidates.length === 0 ? [] : (yield* hear(setting, rows, candidates, [], false)).asked;
  const ownDoubt = toldDoubt(problem.table, reference, rows.answered());
  const accuracies = [...new Set([...thresholds, problem.accuracy])].sort((a, b) => b - a);
  return {
    plannedRows,
    forecast: accuracies.map((accuracy) => forecastAt(underThreshold(setting, accuracy), rows, asked)),
    groups: groupRows(
      problem,
      rows.answered(),
      asked.map((model) => ({ model, id: idOfColumn(models, model) })),
    ),
    ...(ownDoubt && { ownDoubt }),
  };
}

function forecastAt(setting: Setting, rows: Rows, asked: readonly number[]): ScanForecast {
  const { problem, accuracy } = setting;
  const { models, reference, rowCount } = problem;
  const evidence = { known: rows.known, openCount: rows.openCount, paid: [] };
  const prospects = asked.length === 0 ? [] : searchPolicies(setting, evidence, asked);
  const prospect = beginningOf(setting, rows, prospects);
  const curve = prospect && new Weighing(setting, evidence, asked).curveOf(prospect.policy);
  const population = rows.openCount;
  const looks =
    curve &&
    looksFor(
      { curve, population, typical: setting.looks, least: 0, most: Infinity },
      setting.hiddenAllowed,
      setting.alpha,
    );
  const paidUsd = spentUsd(problem);
  if (prospect && curve && looks) {
    const { referenceUsd, callsUsd, policy } = prospect;
    const saving = forecastSaving(curve, looks, population);
    const further = furtherPlanningUsd(setting, rows, prospect, asked);
    // A student may answer for nothing what a model is expected to be asked about.
    const sparedUsd = mayTeach(setting, rows, asked) ? callsUsd - secondOpinions * callsUsd : 0;
    const costOf = (savedUsd: number) => paidUsd + referenceUsd + callsUsd + further - savedUsd;
    return {
      accuracy,
      expectedUsd: costOf(middle(saving.savedUsd)),
      ...rangeOf(paidUsd, costOf(saving.highUsd + sparedUsd), costOf(saving.lowUsd)),
      referenceUsd: problem.table.spentUsd[reference]! + referenceUsd,
      byModel: sharesOf(setting, rows, policy, saving.steps / curve.avoidedUsd.length),
    };
  }
  // The reference answers all, but for rows that may differ anyway.
  const openUsd = meanCost(setting, rows, reference) * rows.openHeads().length;
  const allowance = planAllowance(setting, rows);
  const referenceUsd = problem.table.spentUsd[reference]! + openUsd;
  // Of rows that the scan has asked the reference about nothing can be spared any more.
  const givenRows = allowance ? Math.min(setting.hiddenAllowed, rows.openCount) : 0;
  const expectedUsd = paidUsd + openUsd - (allowance ? (allowance.savedUsd * givenRows) / setting.hiddenAllowed : 0);
  const given = givenRows / rowCount;
  const error = setting.costs.relativeError(reference);
  return {
    ...{ accuracy, expectedUsd, referenceUsd },
    ...rangeOf(paidUsd, expectedUsd - 2 * error * openUsd, expectedUsd + 2 * error * openUsd),
    byModel: {
      ...(allowance && given > 0 && { [models[allowance.model]!.id]: given }),
      [models[reference]!.id]: 1 - given,
    },
  };
}

/** @param paidUsd no run costs less. */
const rangeOf = (paidUsd: number, lowUsd: number, highUsd: number) => ({
  lowUsd: Math.max(paidUsd, lowSlack * lowUsd),
  highUsd: highSlack * highUsd,
});

/** Costs are skewed: a few ways that the truth may be are far dearer than the others, and the middle one is nearer to what most runs cost than their mean. */
function middle(values: Float64Array): number {
  const sorted = values.slice().sort();
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

/** The trusted rows are the proposer's; of those that a dearer candidate is asked about too, the better one's. */
function sharesOf(
  setting: Setting,
  rows: Rows,
  { escalation, proposer }: Policy,
  acceptedShare: number,
): Record<string, number> {
  const { problem } = setting;
  const { models, reference, rowCount } = problem;
  const accepted = (acceptedShare * rows.openCount) / rowCount;
  const shares: Record<string, number> = {};
  const give = (model: number, share: number) => {
    const id = idOfColumn(models, model);
    if (share > 0) shares[id] = (shares[id] ?? 0) + share;
  };
  const doubted = escalation ? Math.max(0, accepted - (1 - escalation.reach)) : 0;
  give(proposer, accepted - doubted);
  if (escalation) give(betterOf(setting, rows.known, proposer, escalation.model), doubted);
  give(reference, 1 - accepted);
  return shares;
}
