// Paths that somebody who knew all answers would choose from: whole models, one model's confidence, the answers of one or two models, votes.
// None costs planning rows. The yardstick of bench:recorded; nothing of it is in the product.
import type { RecordedExperiment } from '../../src/cli/recordedExperiment';
import { makeRandom, shuffle } from '../../src/engine/random';

export type HindsightPath = {
  readonly name: string;
  /** Rows in path order. */
  readonly rows: Int32Array;
  /** Places on the path whose proposal differs from the reference's answer, ascending. */
  readonly deviating: Int32Array;
  /** Dollars of the reference on the path up to and including each place. */
  readonly avoidedUsd: Float64Array;
  /** Dollars of the candidates' calls on all rows. */
  readonly callsUsd: number;
};
export type Hindsight = { readonly referenceUsd: number; readonly rowCount: number; readonly paths: HindsightPath[] };

/** Answers that count as patterns: each on this share of the rows at least. Single rows known with hindsight would be no yardstick. */
const patternShare = 0.02;
const mostPaired = 12;
const mostVoters = 7;
/** A voter that differs from the majority this much more often than the median voter does is an outlier. */
const outlying = 2;

export function findPaths({ models, rowCount, arrange }: RecordedExperiment): Hindsight {
  const { source } = arrange(0);
  const reference = models.length - 1;
  const candidates = Array.from({ length: reference }, (_, model) => model);
  const table = models.map((_, model) => Array.from({ length: rowCount }, (_, row) => source(model, row)));
  const keys = table.map((answers) => answers.map(({ key }) => key!));
  const usd = table.map((answers) => Float64Array.from(answers, ({ costUsd }) => costUsd ?? NaN));
  const order = shuffle(
    Int32Array.from({ length: rowCount }, (_, row) => row),
    makeRandom(1, 'hindsight'),
  );
  const differs = (proposals: readonly string[]) => proposals.map((key, row) => key !== keys[reference]![row]);
  const paths: HindsightPath[] = [];
  /** Rows of the lowest score come first; ties in drawn order. */
  const add = (
    name: string,
    asked: readonly number[],
    proposals: readonly string[],
    score: (row: number) => number,
  ) => {
    const rows = order.slice().sort((a, b) => score(a) - score(b));
    const isDeviating = differs(proposals);
    const avoidedUsd = new Float64Array(rowCount);
    let sum = 0;
    rows.forEach((row, at) => (avoidedUsd[at] = sum += usd[reference]![row]!));
    const deviating = Int32Array.from(rows.keys()).filter((at) => isDeviating[rows[at]!]!);
    const callsUsd = asked.reduce((all, model) => all + total(usd[model]!), 0);
    paths.push({ name, rows, deviating, avoidedUsd, callsUsd });
  };
  const patterns = candidates.map((model) => patternsOf(keys[model]!));
  /** Share of deviating rows of each row's group. */
  const rates = (groups: readonly string[], proposals: readonly string[]) => {
    const isDeviating = differs(proposals);
    const counts = new Map<string, [deviating: number, rows: number]>();
    groups.forEach((group, row) => {
      const [deviating, rows] = counts.get(group) ?? [0, 0];
      counts.set(group, [deviating + Number(isDeviating[row]), rows + 1]);
    });
    return (row: number) => {
      const [deviating, rows] = counts.get(groups[row]!)!;
      return deviating / rows / usd[reference]![row]!;
    };
  };
  for (const model of candidates) {
    const id = models[model]!.id;
    add(id, [model], keys[model]!, () => 0);
    add(`${id} by answer`, [model], keys[model]!, rates(patterns[model]!, keys[model]!));
    const confidences = table[model]!.map(({ confidence }) => confidence ?? -1);
    if (confidences.some((value) => value >= 0))
      add(`${id} by confidence`, [model], keys[model]!, (row) => -confidences[row]!);
  }
  const agreement = candidates.map((model) => differs(keys[model]!).filter((deviates) => !deviates).length);
  const cheap = candidates.slice(0, mostPaired);
  for (const one of cheap)
    for (const other of cheap) {
      if (other <= one) continue;
      const proposer = agreement[one]! > agreement[other]! ? one : other;
      const groups = keys[one]!.map(
        (key, row) => `${patterns[one]![row]!}|${patterns[other]![row]!}|${String(key === keys[other]![row])}`,
      );
      const name = `${models[one]!.id} + ${models[other]!.id} by answers`;
      add(name, [one, other], keys[proposer]!, rates(groups, keys[proposer]!));
    }
  const voters = [candidates, withoutOutliers(keys, candidates.slice(0, 2 * mostVoters))];
  for (const [kind, chosen] of voters.entries())
    for (let size = 3; size <= Math.min(mostVoters, chosen.length); size++) {
      const asked = chosen.slice(0, size);
      if (kind === 1 && asked.every((model, i) => model === candidates[i])) continue;
      const votes = Array.from({ length: rowCount }, (_, row) => vote(asked.map((model) => keys[model]![row]!)));
      const proposals = votes.map(([key]) => key);
      add(`vote of ${asked.map((model) => models[model]!.id).join(', ')}`, asked, proposals, (row) => -votes[row]![1]);
    }
  return { referenceUsd: total(usd[reference]!), rowCount, paths };
}

/** The commonest answer, of equally common ones the last model's (the costliest of them), and how many gave it. */
function vote(keys: readonly string[]): [key: string, count: number] {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  let best: [string, number] = ['', 0];
  for (let i = keys.length - 1; i >= 0; i--)
    if (counts.get(keys[i]!)! > best[1]) best = [keys[i]!, counts.get(keys[i]!)!];
  return best;
}

function withoutOutliers(keys: readonly (readonly string[])[], models: readonly number[]): number[] {
  if (models.length < 3) return [...models];
  const majority = keys[models[0]!]!.map((_, row) => vote(models.map((model) => keys[model]![row]!))[0]);
  const dissent = (model: number) => keys[model]!.filter((key, row) => key !== majority[row]).length;
  const median = models.map(dissent).sort((a, b) => a - b)[models.length >> 1]!;
  return models.filter((model) => dissent(model) <= outlying * Math.max(1, median));
}

/** Common answers by themselves, all others as one. */
function patternsOf(keys: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return keys.map((key) => (counts.get(key)! >= patternShare * keys.length ? key : '\0other'));
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
