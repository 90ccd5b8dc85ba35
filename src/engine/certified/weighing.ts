// What a policy is expected to cost, everything still to come included: its calls, the sample that certifies it, the rows that go to the
// reference. Weighed on the rows whose reference answers are known, each of which stands for its share of the open rows.
import { studentOf, type Problem } from '../strategy';
import { atOnce } from '../turns';
import { isDeviation } from './certificates';
import { forecastSaving, scenarioCount, type Curve, type SavingForecast } from './forecast';
import { askedAbout } from './interview';
import { places } from './places';
import { levelOf, seenLevel } from './level';
import { betterOf, modelsOf, type Policy } from './policy';
import type { Setting } from './scene';
import type { Student } from './student';
import { describeRows } from './trustFeatures';
import { fitTrust, type Level } from './trustModel';

export type Prospect = {
  readonly policy: Policy;
  /** Dollars for all open rows under the policy: candidates' calls, sample, rows that go to the reference. */
  readonly expectedUsd: number;
  /** The expected cost with what more candidates make it look better than it is. */
  readonly rankUsd: number;
  readonly callsUsd: number;
  /** What the reference alone would cost on them. */
  readonly referenceUsd: number;
  readonly saving: SavingForecast;
  /** Share of the open rows that is expected to be accepted. */
  readonly acceptedShare: number;
};

/** What a search may go by. */
export type Evidence = {
  /** Known rows, drawn uniformly. */
  readonly known: readonly number[];
  /** How many rows of the file are still open. */
  readonly openCount: number;
  /** Candidates whose answers to all open rows are paid for; every policy asks them first. */
  readonly paid: readonly number[];
  readonly student?: Student;
};

/** Of many policies the best-looking one is partly lucky; each further candidate must promise this much to be believed. */
const perModel = 0.05;
/** The same for the student, which few known rows tell little of. */
const studentLuck = 0.1;
/** Known rows that a policy is weighed on at least. */
const fewestWeighed = 4;

/** Per known row its deviation probability per scenario, and the mean over its expected dollars; the places of the rows from the riskiest on. */
type Fitted = { readonly scenarios: Float64Array; readonly risk: Float64Array; readonly worst: Int32Array };

/** Weighs policies. What it does hundreds of times a run are methods: closures were compiled anew in every few runs (decision 0116). */
export class Weighing {
  private readonly isComplete: readonly boolean[];
  /** One ground for all models that have answered every known row, one for each other set of models. */
  private readonly grounds = new Map<string, Ground>();

  /** @param candidates that policies may ask. One that was left out leaves no trace: the run goes on as if it had never stood in the ladder. */
  constructor(
    private readonly setting: Setting,
    private readonly evidence: Evidence,
    private readonly candidates: readonly number[],
  ) {
    const { table, models } = setting.problem;
    const { length } = evidence.known;
    this.isComplete = models.map((_, model) => askedAbout(table, model, evidence.known).length === length);
  }

  /** Undefined where too few known rows have all the policy's answers. */
  weigh(policy: Policy): Prospect | undefined {
    return weigh(this.setting, this.evidence, this.groundOf(modelsOf(policy)), policy);
  }

  /** How a path under the policy is expected to deviate, step by step, as the policy is weighed by it; undefined where it cannot be weighed. */
  curveOf(policy: Policy): Curve | undefined {
    const ground = this.groundOf(modelsOf(policy));
    if (!weigh(this.setting, this.evidence, ground, policy)) return undefined;
    const { deviations, avoidedUsd, share } = ground;
    return { deviations, avoidedUsd, rowsPerStep: share, checkUsd: ground.checkUsd(policy.proposer) };
  }

  /**
   * The same of the rows alone whose proposal is such: a filter certifies what it keeps and what it drops apart.
   * @param isSuch of a model's answer to a row.
   * @returns undefined where no known row has such a proposal.
   */
  curveWhere(policy: Policy, isSuch: (model: number, row: number) => boolean): Curve | undefined {
    const ground = this.groundOf(modelsOf(policy));
    const arranged = arrange(this.setting, this.evidence, ground, policy);
    if (!arranged) return undefined;
    const { sources, proposers } = arranged;
    const order = arranged.order.filter((i) => isSuch(proposers[i]!, ground.known[i]!));
    if (order.length === 0) return undefined;
    let usd = 0;
    const avoidedUsd = Float64Array.from(order, (i) => (usd += ground.referenceUsd[i]!));
    const deviations = Array.from({ length: scenarioCount }, (_, s) => {
      let sofar = 0;
      return Float64Array.from(order, (i) => (sofar += ground.share * sources[i]!.scenarios[i * scenarioCount + s]!));
    });
    return { deviations, avoidedUsd, rowsPerStep: ground.share, checkUsd: ground.checkUsd(policy.proposer) };
  }

  /** Whose answer the policy proposes for each known row that it is weighed on; empty where it cannot be weighed. */
  proposalsOf(policy: Policy): readonly { readonly row: number; readonly model: number }[] {
    const ground = this.groundOf(modelsOf(policy));
    const arranged = arrange(this.setting, this.evidence, ground, policy);
    return arranged ? ground.known.map((row, i) => ({ row, model: arranged.proposers[i]! })) : [];
  }

  private groundOf(models: readonly number[]): Ground {
    const partial = models.filter((model) => !this.isComplete[model]);
    const name = partial.join();
    let ground = this.grounds.get(name);
    if (!ground) {
      const { table } = this.setting.problem;
      let { known } = this.evidence;
      for (const model of partial) known = askedAbout(table, model, known);
      this.grounds.set(name, (ground = new Ground(this.setting, this.evidence, this.candidates, known)));
    }
    return ground;
  }
}

/** Known rows in the order of the path that a policy makes of them. */
type Arranged = {
  readonly callsUsd: number;
  /** Places among the known rows, the least risky first. */
  readonly order: Int32Array;
  /** By place: what is believed of the row. */
  readonly sources: readonly Fitted[];
  /** By place: whose answer is proposed. */
  readonly proposers: Int16Array;
};

/** Undefined where too few known rows have all the policy's answers. */
function arrange(
  { costs, problem }: Setting,
  { paid }: Evidence,
  ground: Ground,
  policy: Policy,
): Arranged | undefined {
  const { known } = ground;
  const { length } = known;
  if (length < fewestWeighed) return undefined;
  let callsUsd = 0;
  for (const model of policy.first) if (!paid.includes(model)) callsUsd += sum(ground.callUsd(model));
  const first = ground.fitted(policy.first, policy.proposer);
  const sources: Fitted[] = new Array<Fitted>(length).fill(first);
  const proposers = new Int16Array(length).fill(policy.proposer);
  const risk = first.risk.slice();
  if (policy.escalation) {
    const { model, reach } = policy.escalation;
    const better = betterOf({ costs, problem }, known, policy.proposer, model);
    const second = ground.fitted(modelsOf(policy), better);
    const callUsd = ground.callUsd(model);
    for (const i of first.worst.subarray(0, Math.round(reach * length))) {
      sources[i] = second;
      proposers[i] = better;
      risk[i] = second.risk[i]!;
      callsUsd += callUsd[i]!;
    }
  }
  return { callsUsd, order: placesBy(risk), sources, proposers };
}

function weigh(setting: Setting, evidence: Evidence, ground: Ground, policy: Policy): Prospect | undefined {
  const models = modelsOf(policy);
  const { share, referenceUsd, deviations, avoidedUsd } = ground;
  const arranged = arrange(setting, evidence, ground, policy);
  if (!arranged) return undefined;
  const { callsUsd, order, sources } = arranged;
  const { length } = order;
  let usd = 0;
  for (let at = 0; at < length; at++) {
    const i = order[at]!;
    avoidedUsd[at] = usd += referenceUsd[i]!;
    const { scenarios } = sources[i]!;
    for (let s = 0; s < scenarioCount; s++) {
      const before = at === 0 ? 0 : deviations[s]![at - 1]!;
      deviations[s]![at] = before + share * scenarios[i * scenarioCount + s]!;
    }
  }
  const checkUsd = ground.checkUsd(policy.proposer);
  const curve = { deviations, avoidedUsd, rowsPerStep: share, checkUsd };
  const saving = forecastSaving(curve, setting.looks, evidence.openCount);
  const allUsd = usd + callsUsd - saving.meanUsd;
  const hasStudent = models.includes(studentOf(setting.problem));
  return {
    policy,
    rankUsd: allUsd * (1 + perModel * (models.length - 1) + (hasStudent ? studentLuck : 0)),
    callsUsd,
    referenceUsd: usd,
    expectedUsd: allUsd,
    saving,
    acceptedShare: saving.steps / length,
  };
}

/** Known rows that some models have answered, and what they stand for. */
class Ground {
  /** Per known row: deviations that one of it stands for. */
  readonly share: number;
  /** Dollars of the reference, per known row times the distinct rows that it stands for, real ones where charged. */
  readonly referenceUsd: Float64Array;
  /** Of a policy's curve, filled anew for each: hundreds are weighed. */
  readonly deviations: readonly Float64Array[];
  readonly avoidedUsd: Float64Array;
  private readonly expectedUsd: Float64Array;
  private readonly calls = new Map<number, Float64Array>();
  private readonly fits = new Map<string, Fitted>();
  private readonly checks = new Map<number, number>();
  private readonly seen = new Map<number, Level>();

  constructor(
    private readonly setting: Setting,
    private readonly evidence: Evidence,
    private readonly candidates: readonly number[],
    readonly known: readonly number[],
  ) {
    const { length } = known;
    const { reference } = setting.problem;
    this.share = evidence.openCount / length;
    this.expectedUsd = this.expected(reference);
    this.referenceUsd = this.charged(reference);
    this.deviations = Array.from({ length: scenarioCount }, () => new Float64Array(length));
    this.avoidedUsd = new Float64Array(length);
  }

  /** The same of a model's calls, as they are expected. */
  callUsd(model: number): Float64Array {
    return remembered(this.calls, model, () => this.expected(model));
  }

  /** Dollars per sampled row whose proposal is the model's. */
  checkUsd(model: number): number {
    return remembered(this.checks, model, () => this.setting.costs.checkOf(model, this.known));
  }

  fitted(asked: readonly number[], proposer: number): Fitted {
    const name = `${[...asked].sort((a, b) => a - b).join()}>${String(proposer)}`;
    return remembered(this.fits, name, () => {
      const { problem } = this.setting;
      const level = levelOf(problem, proposer, this.candidates, (model) => this.seenOf(model));
      return fit(problem, asked, proposer, this.known, level, this.expectedUsd, this.evidence.student);
    });
  }

  private seenOf(model: number): Level {
    return remembered(this.seen, model, () => seenLevel(this.setting.problem, this.known, model));
  }

  private expected(model: number): Float64Array {
    const { known, share, setting } = this;
    const { costs, units } = setting;
    const usd = new Float64Array(known.length);
    // A known row stands for `share` rows, that is share / weight distinct ones.
    for (let i = 0; i < usd.length; i++) usd[i] = (costs.of(model, known[i]!) * share) / units.weight[known[i]!]!;
    return usd;
  }

  /** What the reference really charged shows that doubtful rows are often the dear ones; orders may only use what is expected. */
  private charged(reference: number): Float64Array {
    const { known, share, setting } = this;
    const { table } = setting.problem;
    const usd = this.expectedUsd.slice();
    for (let i = 0; i < usd.length; i++) {
      const charged = table.costOf(reference, known[i]!);
      if (!Number.isNaN(charged)) usd[i] = (charged * share) / setting.units.weight[known[i]!]!;
    }
    return usd;
  }
}

function fit(
  problem: Problem,
  asked: readonly number[],
  proposer: number,
  known: readonly number[],
  level: Level,
  expectedUsd: Float64Array,
  student?: Student,
): Fitted {
  const deviates = new Uint8Array(known.length);
  for (let i = 0; i < known.length; i++) deviates[i] = isDeviation(problem.table, proposer, known[i]!) ? 1 : 0;
  const trust = fitTrust(
    problem,
    atOnce(describeRows(problem, asked, proposer, known, student)),
    places(known.length),
    deviates,
    new Float64Array(known.length).fill(1),
    level,
  );
  const scenarios = trust.knownScenarios();
  const risk = new Float64Array(known.length);
  for (let i = 0; i < known.length; i++) {
    let mean = 0;
    for (let s = 0; s < scenarioCount; s++) mean += scenarios[i * scenarioCount + s]! / scenarioCount;
    risk[i] = mean / expectedUsd[i]!;
  }
  return { scenarios, risk, worst: placesBy(risk.map((value) => -value)) };
}

/** Places of the keys from the smallest to the largest. Insertion: at these few half the time of the native sort with a comparator. */
function placesBy(keys: Float64Array): Int32Array {
  const order = places(keys.length);
  for (let from = 1; from < order.length; from++) {
    const key = keys[from]!;
    let at = from;
    for (; at > 0 && keys[order[at - 1]!]! > key; at--) order[at] = order[at - 1]!;
    order[at] = from;
  }
  return order;
}

function remembered<K, V>(kept: Map<K, V>, key: K, make: () => V): V {
  let value = kept.get(key);
  if (value === undefined) kept.set(key, (value = make()));
  return value;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
