// Carries a policy out on the open rows: asks its candidates, and makes the path of proposals. Only reference answers of known rows shape it.
import type { AnswerTable } from '../answerTable';
import { compare } from '../comparing';
import type { Problem, Step } from '../strategy';
import { blockNumbers, inBlocks, rest, type Resting } from '../turns';
import { scenarioCount, type Curve } from './forecast';
import { ascending } from './ascending';
import { evenly, subsample } from './caseControl';
import { isDeviation } from './certificates';
import { askedAbout } from './interview';
import { orderPath, type Path, type Proposed } from './path';
import { placeRows } from './places';
import { askable, betterOf, type Policy } from './policy';
import type { Rows, Setting } from './scene';
import { describeRows, type TrustFeatures } from './trustFeatures';
import { fitTrust, type TrustModel } from './trustModel';

/** Steps of a path that a forecast looks at: one row stands for its block. */
const steps = 200;
/** Known rows that trust is fitted on at most. */
const mostFitted = 400;

export function* proposeAnswers(setting: Setting, rows: Rows, policy: Policy): Generator<Step, Proposals, void> {
  const { rowCount } = setting.problem;
  const open = rows.openHeads();
  const first = yield* makeStage(setting, rows, policy.first, policy.proposer, open);
  let second: Stage | undefined;
  const isEscalated = new Uint8Array(rowCount);
  const { escalation } = policy;
  if (escalation) {
    const trust = first.fit(rows.known).model;
    const safety = new Float32Array(open.length);
    yield* inBlocks(open.length, (from, to) => {
      fillSafety(safety, trust, setting, open, from, to);
    });
    const worst = (yield* ascending(safety))
      .subarray(0, Math.round(escalation.reach * open.length))
      .map((i) => open[i]!);
    for (const head of worst) isEscalated[head] = 1;
    const proposer = betterOf(setting, rows.known, policy.proposer, escalation.model);
    second = yield* makeStage(setting, rows, [...policy.first, escalation.model], proposer, worst);
  }
  return new Proposals(setting, rows, policy, open, first, second, isEscalated);
}

/** What a policy's candidates propose for the rows that were open when they were asked. */
export class Proposals {
  constructor(
    private readonly setting: Setting,
    private readonly rows: Rows,
    private readonly policy: Policy,
    private readonly open: Int32Array,
    private readonly first: Stage,
    private readonly second: Stage | undefined,
    private readonly isEscalated: Uint8Array,
  ) {}

  private fit(known: readonly number[]): Trust {
    return new Trust(this.first.fit(known), this.second?.fit(known), this.isEscalated);
  }

  /** The path over the rows that are open now, from what is known now. */
  *arrange(): Resting<Path> {
    const { setting, rows, open } = this;
    const trust = this.fit(rows.known);
    const heads = new Int32Array(open.length);
    const proposer = new Int16Array(open.length);
    const deviation = new Float64Array(open.length);
    let count = 0;
    yield* inBlocks(open.length, (from, to) => {
      count = addProposals(
        { heads, proposer, deviation },
        count,
        trust,
        setting.problem.table,
        rows,
        open.subarray(from, to),
      );
    });
    return yield* orderPath(setting, { heads: heads.subarray(0, count), proposer, deviation });
  }

  /** How a path is expected to deviate, judged from these rows' reference answers. For decisions to stop only, never for the order. */
  believe(path: Path, known: readonly number[]): Curve {
    const { problem, units, costs } = this.setting;
    const { table, reference } = problem;
    const trust = this.fit(known);
    const shown = evenly(known, mostFitted);
    const surcharge = fitSurcharge(
      shown.map((row) => Math.sqrt(trust.deviation(row))),
      shown.map((row) => table.costOf(reference, row) / costs.of(reference, row)),
    );
    const { length } = path.rows;
    const block = Math.max(1, Math.ceil(length / steps));
    const count = Math.ceil(length / block);
    const deviations = Array.from({ length: scenarioCount }, () => new Float64Array(count));
    const avoidedUsd = new Float64Array(count);
    const sums = new Float64Array(scenarioCount);
    const chances = new Float64Array(scenarioCount);
    let usd = 0;
    for (let step = 0; step < count; step++) {
      const from = step * block;
      const size = Math.min(block, length - from);
      const head = units.headOf(path.rows[from + (size >> 1)]!);
      trust.scenarios(head, chances);
      let chance = 0;
      for (let s = 0; s < scenarioCount; s++) chance += chances[s]!;
      const doubt = Math.sqrt(chance / scenarioCount);
      usd += (size * costs.of(reference, head) * surcharge(doubt)) / units.weight[head]!;
      avoidedUsd[step] = usd;
      for (let s = 0; s < scenarioCount; s++) deviations[s]![step] = sums[s]! += size * chances[s]!;
    }
    const checkUsd = costs.checkOf(this.policy.proposer, known);
    return { deviations, avoidedUsd, rowsPerStep: block, checkUsd };
  }
}

/** How safe the first answers are per dollar: by it the rows that get a second opinion are found. */
function fillSafety(
  safety: Float32Array,
  trust: TrustModel,
  { problem: { reference }, units: { weight }, costs }: Setting,
  open: Int32Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const head = open[i]!;
    safety[i] = 1 / ((trust.deviation(i) * weight[head]!) / costs.of(reference, head) + 1e-12);
  }
}

/** Appends those of the heads that are still open and have a valid proposal. @returns how many proposals there are then. @param count how many before. */
function addProposals(
  { heads, proposer, deviation }: Proposed,
  count: number,
  trust: Trust,
  table: AnswerTable,
  rows: Rows,
  open: Int32Array,
): number {
  let end = count;
  for (let i = 0; i < open.length; i++) {
    const head = open[i]!;
    const model = trust.proposerOf(head);
    if (!rows.isOpen(head) || !table.isValid(model, head)) continue;
    heads[end] = head;
    proposer[end] = model;
    deviation[end++] = trust.deviation(head);
  }
  return end;
}

/** What is believed of the proposals of all described rows, those with a second opinion by what it tells too. */
class Trust {
  constructor(
    private readonly first: FittedStage,
    private readonly second: FittedStage | undefined,
    private readonly isEscalated: Uint8Array,
  ) {}

  proposerOf(head: number): number {
    return this.stageOf(head).proposer;
  }

  /** Probability that the row's proposal deviates. */
  deviation(head: number): number {
    const { model, placeOf } = this.stageOf(head);
    return model.deviation(placeOf[head]!);
  }

  /** The same under every scenario. */
  scenarios(head: number, into: Float64Array): void {
    const { model, placeOf } = this.stageOf(head);
    model.scenarios(placeOf[head]!, into, 0);
  }

  private stageOf(head: number): FittedStage {
    return this.second && this.isEscalated[head] ? this.second : this.first;
  }
}

/** Some models' answers to some rows, described; trust is fitted on whichever of them are known. */
class Stage {
  /** @param placeOf place of a row among the described ones; -1: not described. */
  constructor(
    private readonly problem: Problem,
    readonly proposer: number,
    readonly placeOf: Int32Array,
    private readonly features: TrustFeatures,
  ) {}

  fit(rows: readonly number[]): FittedStage {
    const { problem, proposer, placeOf, features } = this;
    const { table } = problem;
    const known: number[] = [];
    // A pilot's rows may have the stage's answers without belonging to it.
    for (const row of rows) if (placeOf[row]! >= 0 && !table.lacksVerdict(proposer, row)) known.push(row);
    const { cases, controls, weights } = subsample(known, (row) => isDeviation(table, proposer, row), mostFitted);
    const places = [...cases, ...controls].map((row) => placeOf[row]!);
    const deviates = new Uint8Array(places.length).fill(1, 0, cases.length);
    return { proposer, placeOf, model: fitTrust(problem, features, places, deviates, weights) };
  }
}

/** A stage with what is believed of its rows. */
type FittedStage = Pick<Stage, 'proposer' | 'placeOf'> & { readonly model: TrustModel };

/** Asks the models about the heads, and describes these and the known rows that the models have answered. */
function* makeStage(
  { problem }: Setting,
  rows: Rows,
  models: readonly number[],
  proposer: number,
  heads: Int32Array,
): Generator<Step, Stage, void> {
  const { table } = problem;
  yield { type: 'ask', phase: 'profile', calls: askable(problem, models).map((model) => ({ model, rows: heads })) };
  let { known } = rows;
  for (const model of models) known = askedAbout(table, model, known);
  yield rest;
  const described = new Int32Array(heads.length + known.length);
  described.set(heads);
  described.set(known, heads.length);
  yield* compare(problem, 'profile', [{ model: proposer, rows: known }]);
  const features = yield* describeRows(problem, models, proposer, described, rows.student);
  const placeOf = new Int32Array(problem.rowCount).fill(-1);
  yield* inBlocks(
    described.length,
    (from, to) => {
      placeRows(placeOf, described, from, to);
    },
    blockNumbers,
  );
  return new Stage(problem, proposer, placeOf, features);
}

/** Observations that pull the surcharge's slope as strongly as the prior "doubtful rows cost what others do". */
const flatRows = 8;

/** Doubtful rows are often the dear ones (a reasoning model thinks longer): a line from doubt to the factor on the expected cost. */
function fitSurcharge(doubts: readonly number[], factors: readonly number[]): (doubt: number) => number {
  const usable = doubts.map((_, i) => i).filter((i) => Number.isFinite(factors[i]!));
  if (usable.length === 0) return () => 1;
  const centre = usable.reduce((sum, i) => sum + doubts[i]!, 0) / usable.length;
  let [covariance, variance] = [0, 0];
  for (const i of usable) {
    covariance += (doubts[i]! - centre) * (factors[i]! - 1);
    variance += (doubts[i]! - centre) ** 2;
  }
  const slope = variance > 0 ? (covariance / variance) * (usable.length / (usable.length + flatRows)) : 0;
  return (doubt) => Math.min(4, Math.max(0.3, 1 + slope * (doubt - centre)));
}
