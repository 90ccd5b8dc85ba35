// `certified`, the default: plans on a few rows, proposes cheap answers along a path of falling trust, certifies the longest prefix that keeps
// the promise, and sends the rest to the reference. What is promised and why it holds: docs/guarantee.md.
import type { AnswerTable } from '../answerTable';
import { planAllowance, spendAllowance } from '../certified/allowance';
import { planRowsOf, takeCarried } from '../certified/carriedRows';
import type { Goal } from '../certified/certificates';
import { deliver } from '../certified/delivering';
import { considered, forecastOf, profiles } from '../certified/explaining';
import { beginsSample, takeAll, takeChosen } from '../certified/labelledRows';
import { forecastSaving, type Curve } from '../certified/forecast';
import { askedAnew, drawnAnew } from '../certified/grownBatch';
import { labelsLeft } from '../certified/labelRoom';
import { planLooks } from '../certified/lookPlan';
import type { Path } from '../certified/path';
import { looksFor } from '../certified/plannedLooks';
import { planRun, type Plan } from '../certified/planning';
import { proposeAnswers } from '../certified/proposing';
import { reviseWithText } from '../certified/revising';
import { drawAndLook, type LookedAt } from '../certified/sampling';
import { coveredBefore, coveredRows, missingShare, Rows, type Setting } from '../certified/scene';
import { settingsOf } from '../certified/settings';
import { learnFromTail } from '../certified/tailLearning';
import { reason, type Reason } from '../reasons';
import { allowedNow, type BatchLooks, type Delivery, type Problem, type Step, type StrategyRun } from '../strategy';
import { rest, type Resting } from '../turns';
import { looksWithin } from '../certified/wholeTable';
import { isTaken } from '../certified/trying';

export function* certified(problem: Problem): StrategyRun {
  const settings = yield* settingsOf(problem);
  const rows = new Rows(settings[0]!);
  yield* takeChosen(settings[0]!, rows);
  yield* takeCarried(settings[0]!, rows);
  const worthwhile = settings.filter(({ looks: { sizes } }) => sizes.length > 0);
  if (worthwhile.length === 0) {
    const { hiddenAllowed } = settings.at(-1)!;
    const sample = reason('sample-too-large', { deviations: hiddenAllowed, rows: problem.rowCount });
    return yield* fallBack(settings, rows, sample);
  }
  // One path serves all thresholds: it is planned for the strictest that has one, whatever the money buys.
  let plan: Plan = { prospects: [] };
  let setting = worthwhile[0]!;
  for (setting of worthwhile) {
    plan = yield* planRun(setting, rows);
    for (const event of profiles(setting, rows, plan.prospect?.policy)) yield { type: 'explain', event };
    if (plan.prospects.length > 0)
      yield { type: 'explain', event: considered(setting, rows, plan.prospects, plan.prospect) };
    if (plan.prospect) break;
  }
  if (!plan.prospect) return yield* fallBack(settings, rows, reason('no-path-saves', {}));
  yield { type: 'explain', event: forecastOf(setting, rows, plan.prospect, reason('after-planning', {})) };
  const isTakenNow = yield* isTaken(setting, rows, plan.prospect);
  const policy = isTakenNow ? yield* reviseWithText(setting, rows, plan.prospect.policy) : undefined;
  if (!policy) return yield* fallBack(settings, rows, reason('nothing-pays-now', {}));
  const proposals = yield* proposeAnswers(setting, rows, policy);
  const path = yield* learnFromTail(setting, rows, proposals);
  const population = rows.population();
  yield rest;
  const curve = proposals.believe(path, rows.known);
  const wanted: LookedAt[] = [];
  for (const each of settings) {
    wanted.push(yield* finalLooks(each, rows, curve));
    yield rest;
  }
  if (wanted.every(({ looks }) => !looks)) return yield* fallBack(settings, rows, reason('too-few-rows-left', {}));
  const believe = (sampled: readonly number[]) => proposals.believe(path, [...rows.known, ...sampled]);
  yield { type: 'foresee', model: problem.reference, rows: failedBesides(setting, rows, path) };
  const drawing = yield* withNewDraw(setting);
  const goals = yield* drawAndLook(drawing, path, population, wanted, believe);
  const delivery = yield* deliver(setting, rows, { path, goals });
  const { looks } = wanted[0]!;
  return yield* withPlan(delivery, drawing.problem, rows, looks && { ...looks, population: population.length });
}

/** A batch that grows is drawn anew where its path rests on answers that candidates gave after the old draw had shown something. */
function* withNewDraw(setting: Setting): Generator<Step, Setting, void> {
  const { problem } = setting;
  const { carried, models, seed } = problem;
  const anew = askedAnew(problem);
  if (!carried?.grown || anew.length === 0) return setting;
  const message = reason('sample-drawn-anew', { models: anew.map((model) => models[model]!.id) });
  yield { type: 'explain', event: { type: 'noted', message } };
  return { ...setting, problem: { ...problem, carried: { ...carried, grown: drawnAnew(carried.grown, seed) } } };
}

/** The delivery with what a later run of the table can begin with. */
function* withPlan(
  delivery: Delivery,
  problem: Problem,
  rows: Rows,
  looks?: BatchLooks,
  forgone?: BatchLooks,
): Resting<Delivery> {
  const allowed = allowedNow(problem, delivery.accuracy ?? problem.accuracy, coveredRows(problem));
  const places = looks && problem.carried?.grown?.places;
  return {
    ...delivery,
    plan: {
      ...{ ...planRowsOf(problem, rows), allowed },
      ...(looks && { looks }),
      ...(forgone && { forgone }),
      ...(rows.tried.length > 0 && { isTried: true }),
      ...(places && { places }),
    },
  };
}

/**
 * The looks that are taken, fixed before the draw. Fewer rows may deviate where rows are expected to end without the reference's answer: of those
 * that it has been asked about nothing else is known.
 */
function* finalLooks({ problem, units, accuracy, alpha, looks }: Setting, rows: Rows, curve: Curve): Resting<LookedAt> {
  const { openCount } = rows;
  const { steps } = forecastSaving(curve, looks, openCount);
  const asked = Math.max(0, openCount - steps * curve.rowsPerStep);
  const covered = (yield* coveredBefore(problem, rows, units)) - Math.round(missingShare(rows) * asked);
  const hiddenAllowed = allowedNow(problem, accuracy, covered);
  // A look before the labelled rows are all in the sample would spend error probability and spare nothing.
  const population = rows.population();
  const free = population.filter(beginsSample(problem, population)).length;
  const ahead = {
    ...{ curve, population: openCount, typical: looks, least: free, most: free + labelsLeft(problem, rows) },
    ...(problem.leastRound !== undefined && { leastStep: problem.leastRound }),
  };
  const makeLooks = (share: number) => {
    const made = looksFor(ahead, hiddenAllowed, share);
    return made && { ...made, population: openCount };
  };
  const { carried } = problem;
  const isAlone = !carried || carried.grown !== undefined;
  return { accuracy, looks: isAlone ? makeLooks(alpha) : looksWithin(alpha, carried.batches, makeLooks) };
}

/** Open rows that no candidate could be asked about: whatever the sample shows, the reference is asked, and what was slow is likely slow again. */
function failedBesides({ problem: { table, reference, models } }: Setting, rows: Rows, { proposer }: Path): Int32Array {
  const failed: number[] = [];
  for (const head of rows.openHeads())
    if (proposer[head]! < 0 && !table.isAsked(reference, head) && hasFailed(table, models.length, head))
      failed.push(head);
  return Int32Array.from(failed);
}

function hasFailed(table: AnswerTable, models: number, row: number): boolean {
  for (let model = 0; model < models; model++) if (table.statusOf(model, row) === 'failed') return true;
  return false;
}

/** The looks of a way that was tried on the first rows of the draw and given up. */
function forgoneLooks({ hiddenAllowed, alpha }: Setting, { openCount, tried }: Rows): BatchLooks | undefined {
  const looks = tried.length > 0 ? planLooks(openCount, hiddenAllowed, alpha) : undefined;
  return looks && { ...looks, population: openCount };
}

function* fallBack(settings: readonly Setting[], rows: Rows, why: Reason): StrategyRun {
  // Whatever is kept in the end, no threshold gives more rows away than the loosest.
  const setting = settings.at(-1)!;
  const { problem } = setting;
  const forgone = forgoneLooks(settings[0]!, rows);
  yield* takeAll(setting, rows);
  const allowance = planAllowance(setting, rows);
  if (!allowance) {
    yield {
      type: 'explain',
      event: { type: 'profiling-stopped', why: reason('reference-answers-all', { because: why }) },
    };
    return yield* withPlan(yield* deliver(setting, rows), problem, rows, undefined, forgone);
  }
  yield { type: 'explain', event: { type: 'profiling-stopped', why } };
  const path = yield* spendAllowance(setting, rows, allowance);
  const goals = settings.map(({ accuracy }): Goal => ({ accuracy, certificates: [] }));
  return yield* withPlan(yield* deliver(setting, rows, { path, goals }), problem, rows, undefined, forgone);
}
