// The planner: asks the reference and the candidates about a few rows, finds the policy with the lowest expected cost, and goes on asking as
// long as knowing better is worth more than it costs. Rows asked here leave the certified population.
import { makeRandom } from '../random';
import { compare } from '../comparing';
import { studentOf, type Step } from '../strategy';
import { rest, type Resting } from '../turns';
import { planAllowance } from './allowance';
import { driftOf, freshRows, newRowsOf } from './carriedRows';
import { candidatesOfGrown, isOfGrown } from './grownBatch';
import { cheaper, interview, interviewWhileCheaper, meanCost, missingAnswers } from './interview';
import { planningRoom } from './labelRoom';
import { planningSupply } from './labelledRows';
import { pilot } from './pilot';
import { affordable, targetOf } from './planningTarget';
import { shuffledPlaces } from './places';
import { modelsOf } from './policy';
import { priceCandidates } from './pricing';
import { searchPolicies } from './policySearch';
import { isBearable, planningPurseUsd, purseUsd } from './purse';
import type { Prospect } from './weighing';
import type { Rows, Setting } from './scene';

/** Rows of the first batch, and the share of the file that it may take. */
const firstBatch = 30;
const firstShare = 0.015;
const leastBatch = 8;
const mostRounds = 8;
/** Candidates are asked on every planning row at once while together they cost less than this share of the reference. */
const cheapShare = 0.3;
/** A costlier one is asked while that costs less than this share of what it could spare at best; the only one while it costs less than the second. */
const costlyShare = 0.04;
const onlyShare = 0.15;
/** A dear way's calls can be spared for sure, what the reference would leave unasked only perhaps: they count so many times as much. */
const replacing = 3;
/** Calls are paid for sure, savings only expected: a way must be expected to spare this share of its calls on top. Else a run now and then costs more than the reference alone. */
const stake = 0.1;
/** What is worth trying must be expected to cost less than this share of the reference on all rows. */
const tempting = 0.97;
/**
 * How many times a loss counts that the way may bring, in the mean over the ways the truth may be: nobody thanks for a bill above the
 * reference's. On triviaqa_zellinger with eight candidates the dearest of 32 runs costs 1.05 times the reference alone, 1.13 where this is 2 or less.
 */
const lossWeight = 6;
/** Candidates in no policy that is this close to the best, as a share of its cost and of its gain, are dropped. */
const promising = 0.15;
const promisingGain = 0.5;

/** How much of the truth the first candidate's answers are taken to reveal. */
const foresight = 0.5;

export type Plan = {
  /** The chosen policy; absent: nothing can be saved, the reference answers all. Before the first answers it may be one that must be tried first. */
  readonly prospect?: Prospect;
  readonly prospects: readonly Prospect[];
};

/** @param paid candidates that have answered all open rows already: asked first by every policy, at no further cost. */
export function* planRun(setting: Setting, rows: Rows, paid: readonly number[] = []): Generator<Step, Plan, void> {
  const { problem } = setting;
  const { reference, rowCount, models, table } = problem;
  const costOf = (model: number) => meanCost(setting, rows, model);
  const draw = new PlanningDraw(setting, rows);
  const isFirst = paid.length === 0;
  /** Earlier runs of the table left rows to plan with: then a few new ones show whether they are still believed. */
  let isCarried = isFirst && rows.carried.size > 0;
  let candidates: readonly number[] = models.map((_, model) => model).filter((model) => model !== reference);
  if (!isFirst) {
    const isKnown = (model: number) => missingAnswers(setting, rows, model) <= rows.known.length / 2;
    candidates = candidates.filter(isKnown);
  }
  candidates = candidatesOfGrown(problem, candidates);
  if (isCarried) {
    const told = (model: number) => rows.known.filter((row) => table.isAsked(model, row)).length;
    candidates = candidates.filter((model) => told(model) >= rows.known.length / 2);
  }
  let prospects: readonly Prospect[] = [];
  const usual = Math.max(leastBatch, Math.min(firstBatch, Math.floor(firstShare * rowCount)));
  // What a scan has paid for costs nothing to know.
  const anew = Math.max(usual, problem.scannedRows ?? 0);
  let batch = isCarried ? freshRows(problem) : isFirst ? anew : 0;
  for (let round = 0; round < mostRounds; round++) {
    const fresh = yield* draw.take(Math.min(batch, planningRoom(setting.problem, rows)));
    if (fresh.length === 0 && batch > 0) break;
    rows.take(fresh);
    yield* interview(setting, rows, reference);
    if (round === 0 && isFirst && !isCarried) candidates = yield* priceCandidates(setting, rows);
    // What a few answers made look cheap, more of them may show to be none.
    candidates = candidates.filter((model) => costOf(model) < cheaper * costOf(reference));
    // No cheaper candidate, or no answer of the reference that can be read: there is nothing to plan with.
    if (candidates.length === 0 || rows.answered().length === 0) return { prospects: [] };
    candidates = [...candidates].sort((a, b) => costOf(a) - costOf(b));

    const heard = yield* hear(setting, rows, candidates, paid, isFirst && round === 0);
    prospects = heard.prospects;
    const best = prospects[0];
    const drift = isCarried ? driftOf(setting, fresh, best ? modelsOf(best.policy) : heard.asked) : undefined;
    isCarried = false;
    if (drift) yield { type: 'explain', event: { type: 'noted', message: drift.why } };
    // What is believed of a batch that grows is of all its rows, and its draw shows how far that is wrong.
    if (drift && !problem.carried?.grown) {
      rows.believe(drift.believed);
      for (const model of candidates) setting.costs.learn(model, rows.known);
      batch = Math.max(leastBatch, Math.min(firstBatch, newRowsOf(problem)) - rows.known.length);
      continue;
    }
    if (!best) break;
    yield rest;
    candidates = affordable(setting, rows, best, promisingOf(prospects, heard.asked), paid);
    const target = targetOf(setting, rows, best, candidates, paid);
    yield rest;
    if (rows.known.length >= 0.8 * target) break;
    const wanted = Math.ceil(Math.min(target - rows.known.length, rows.known.length));
    batch = Math.max(wanted, setting.problem.leastRound ?? 0);
  }
  const found = isFirst ? stagedBest(prospects) : prospects.find((each) => isBearable(setting, rows, each));
  const isKept =
    worthwhile(setting, rows, found) || (isFirst && setting.triesFirst && isTempting(setting, rows, found));
  return found && isKept ? { prospect: found, prospects } : { prospects };
}

/** Whether the way is expected to save more than answers that need no evidence do, and its calls are worth their risk. */
export function worthwhile(setting: Setting, rows: Rows, best: Prospect | undefined): best is Prospect {
  // Without a path the reference would be asked about all that was certified before.
  if (setting.problem.carried?.grown?.isCertified) return best !== undefined;
  // What is saved without any evidence is the least that certifying must beat.
  const allowanceUsd = planAllowance(setting, rows)?.savedUsd ?? 0;
  return best !== undefined && best.expectedUsd + stakeOf(best) < 0.99 * (best.referenceUsd - allowanceUsd);
}

/** Whether it would be if it could be relied on: then it is worth trying on a part of the rows. */
function isTempting(setting: Setting, rows: Rows, best: Prospect | undefined): best is Prospect {
  const allowanceUsd = planAllowance(setting, rows)?.savedUsd ?? 0;
  return best !== undefined && best.expectedUsd < tempting * (best.referenceUsd - allowanceUsd);
}

/** Dollars that a way must be expected to spare beyond what it costs. */
export function stakeOf({ callsUsd, saving: { savedUsd } }: Prospect): number {
  const lossUsd = savedUsd.reduce((sum, saved) => sum + Math.max(0, callsUsd - saved), 0) / savedUsd.length;
  return stake * callsUsd + lossWeight * lossUsd;
}

/** What a run would begin with that knows no more than this. */
export function beginningOf(setting: Setting, rows: Rows, prospects: readonly Prospect[]): Prospect | undefined {
  const found = stagedBest(prospects);
  return worthwhile(setting, rows, found) ? found : undefined;
}

/**
 * Draws rows to plan with: rows that brought a label, and open ones, a row as often as it stands in the file. A class: a generator function that a run makes
 * holds all that it refers to until the next major garbage collection (decision 0116).
 */
export class PlanningDraw {
  private readonly supply: (count: number) => readonly number[];
  private readonly isOld: (head: number) => boolean;
  private order: Int32Array | undefined;
  private cursor = 0;

  constructor(
    private readonly setting: Setting,
    private readonly rows: Rows,
  ) {
    this.supply = planningSupply(setting, rows);
    this.isOld = isOfGrown(setting.problem);
  }

  /** So many more distinct rows, or as many as there are. */
  *take(count: number): Resting<number[]> {
    const { problem, units } = this.setting;
    const { rowCount, seed } = problem;
    const batch = new Set(this.supply(count));
    if (batch.size < count) this.order ??= yield* shuffledPlaces(rowCount, makeRandom(seed, 'planning'));
    while (this.order && batch.size < count && this.cursor < rowCount) {
      const head = units.headOf(this.order[this.cursor++]!);
      if (this.rows.isOpen(head) && !this.isOld(head)) batch.add(head);
    }
    return [...batch];
  }
}

/**
 * Asks the candidates about the planning rows, the cheap ones first, a costlier one only where what it could still save is worth asking for.
 * @param candidates cheapest first.
 * @param isFirst whether nothing has been heard yet; then a student may be taught once the cheap ones have answered.
 */
export function* hear(
  setting: Setting,
  rows: Rows,
  candidates: readonly number[],
  paid: readonly number[],
  isFirst: boolean,
): Generator<Step, { readonly asked: readonly number[]; readonly prospects: readonly Prospect[] }, void> {
  const { problem, units } = setting;
  const costOf = (model: number) => meanCost(setting, rows, model);
  const search = (models: readonly number[]) => {
    const { student } = rows;
    const evidence = { known: rows.known, openCount: rows.openCount, paid, ...(student && { student }) };
    const own = studentOf(problem);
    return searchPolicies(setting, evidence, problem.table.asked[own] ? [own, ...models] : models);
  };
  const referenceCost = costOf(problem.reference);
  /** Dollars of asking the model about all known rows. */
  const usdOf = (model: number) =>
    (costOf(model) + setting.costs.checkOf(model, rows.known)) * missingAnswers(setting, rows, model);
  /**
   * Whether asking the model about all known rows costs less than a share of what it could spare at best: the reference on rows that the best way so far
   * leaves to it, and that way's own calls where they cost more than the model's.
   */
  const isWorth = (model: number, share: number, best?: Prospect) => {
    const left = (1 - (best?.acceptedShare ?? 0)) * (referenceCost - costOf(model));
    const replaced = best ? Math.max(0, best.callsUsd / rows.openHeads().length - costOf(model)) : 0;
    const sparedUsd = 0.5 * (left + replacing * replaced) * units.heads.length;
    return usdOf(model) <= share * sparedUsd;
  };
  let asked: number[] = [];
  const costly: number[] = [];
  let together = 0;
  // Of a small table even the first rows may cost more than there is to spare.
  let leftUsd = isFirst && setting.hasPurse ? purseUsd(setting, rows) : Infinity;
  for (const model of candidates) {
    together += costOf(model);
    const isCheap = together <= cheapShare * referenceCost || (asked.length === 0 && isWorth(model, onlyShare));
    const isAsked = missingAnswers(setting, rows, model) === 0 || (isCheap && usdOf(model) <= leftUsd);
    (isAsked ? asked : costly).push(model);
    if (isAsked) leftUsd -= usdOf(model);
  }
  asked = yield* interviewWhileCheaper(setting, rows, asked);
  yield* compareKnown(setting, rows, asked);
  let prospects = search(asked);
  if (isFirst && asked.length > 0 && (yield* pilot(setting, rows, asked))) {
    if (problem.table.asked[studentOf(problem)]) yield* compareKnown(setting, rows, [studentOf(problem)]);
    prospects = search(asked);
  }

  // What few answers made look the cheapest may turn out not to be: then the next takes its place.
  const cheapest = Math.min(...asked.map(costOf));
  yield rest;
  const purse = planningPurseUsd(setting, rows, prospects[0]);
  const worth = costly.filter(
    (model) =>
      isWorth(model, costOf(model) < cheapest ? onlyShare : costlyShare, prospects[0]) && usdOf(model) <= purse,
  );
  if (worth.length === 0) return { asked, prospects };
  asked = [...asked, ...(yield* interviewWhileCheaper(setting, rows, worth))];
  yield* compareKnown(setting, rows, asked);
  return { asked, prospects: search(asked) };
}

/** Verdicts on the planning rows, which leave nothing to guess of how a candidate agrees. */
function compareKnown({ problem }: Setting, { known }: Rows, models: readonly number[]) {
  return compare(
    problem,
    'plan',
    models.map((model) => ({ model, rows: known })),
  );
}

/** Those of the models that take part in a policy close to the best. */
function promisingOf(prospects: readonly Prospect[], models: readonly number[]): number[] {
  const { expectedUsd, referenceUsd } = prospects[0]!;
  const close = expectedUsd + Math.min(promising * expectedUsd, promisingGain * (referenceUsd - expectedUsd));
  const near = new Set(
    prospects.filter((prospect) => prospect.expectedUsd <= close).flatMap(({ policy }) => modelsOf(policy)),
  );
  return models.filter((model) => near.has(model));
}

/**
 * The prospect to begin with. What is asked first on all rows is decided now, the rest after its answers are seen; so one that begins cheaply
 * is worth, in each scenario, the better of going on as it says and of adding another candidate on all rows.
 */
function stagedBest(prospects: readonly Prospect[]): Prospect | undefined {
  let best: Prospect | undefined;
  let lowest = Infinity;
  for (const prospect of prospects) {
    const { first } = prospect.policy;
    const wider = prospects.find(
      ({ policy }) => policy.first.length > first.length && first.every((model) => policy.first.includes(model)),
    );
    const fallBackUsd = wider?.expectedUsd ?? Infinity;
    let sum = 0;
    for (const saved of prospect.saving.savedUsd)
      sum += Math.min(fallBackUsd, prospect.referenceUsd + prospect.callsUsd - saved);
    const staged = sum / prospect.saving.savedUsd.length;
    const usd =
      (foresight * staged + (1 - foresight) * prospect.expectedUsd) * (prospect.rankUsd / prospect.expectedUsd);
    if (usd < lowest) [best, lowest] = [prospect, usd];
  }
  return best;
}
