// What planning rows tell of the open ones: known rows that some models have answered, each of which stands for its share, with what calls cost and how likely a
// proposal deviates in each scenario.
import type { Problem } from '../strategy';
import { atOnce } from '../turns';
import { isDeviation } from './certificates';
import { scenarioCount } from './forecast';
import { levelOf, seenLevel } from './level';
import { places } from './places';
import type { Setting } from './scene';
import type { Student } from './student';
import { describeRows } from './trustFeatures';
import { fitTrust, type Level } from './trustModel';

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

/** Per known row its deviation probability per scenario, and the mean over its expected dollars; the places of the rows from the riskiest on. */
export type Fitted = { readonly scenarios: Float64Array; readonly risk: Float64Array; readonly worst: Int32Array };

/** Known rows that some models have answered, and what they stand for. */
export class Ground {
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
export function placesBy(keys: Float64Array): Int32Array {
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
