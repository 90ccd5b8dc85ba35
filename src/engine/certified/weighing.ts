// What a policy is expected to cost, everything still to come included: its calls, the sample that certifies it, the rows that go to the
// reference. Weighed on the rows whose reference answers are known, each of which stands for its share of the open rows.
import { studentOf } from '../strategy';
import { forecastSaving, scenarioCount, type Curve, type SavingForecast } from './forecast';
import { Ground, placesBy, type Evidence, type Fitted } from './ground';
import { askedAbout } from './interview';
import { betterOf, modelsOf, type Policy } from './policy';
import type { Setting } from './scene';

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

/** Of many policies the best-looking one is partly lucky; each further candidate must promise this much to be believed. */
const perModel = 0.05;
/** The same for the student, which few known rows tell little of. */
const studentLuck = 0.1;
/** Known rows that a policy is weighed on at least. */
const fewestWeighed = 4;

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

/** @returns undefined where too few known rows have all the policy's answers. */
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

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
