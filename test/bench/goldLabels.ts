// Recorded folders whose items have right answers, as tables that a person labels: the labels are the reference, every model is a candidate. And what PAC
// labels (arXiv 2506.10908) make of the same tables with the same number of labels bought.
import { findContradictions } from '../../src/datasets/contradictions';
import type { Recorded } from '../../src/datasets/recorded';
import type { Answer } from '../../src/engine/answerTable';
import { leastOfRound } from '../../src/engine/drive/personsLabels';
import type { Model } from '../../src/engine/model';
import { makeRandom, shuffle } from '../../src/engine/random';
import type { AnswerSource } from '../../src/engine/replay';
import type { Problem } from '../../src/engine/strategy';
import { findTwins } from '../../src/engine/twinGroups';
import { pacRule } from './oneLook';

/** A label weighs this many answers of the most expensive model, as a person's without a price does. */
const labelWeight = 1000;

export type GoldTable = {
  readonly rowCount: number;
  /** Candidates, cheapest first, then the person. */
  readonly models: readonly Model[];
  readonly source: AnswerSource;
  /** All but threshold and seed. */
  readonly problem: Omit<Problem, 'table' | 'accuracy' | 'seed'>;
};

/** Undefined where the folder has no right answers. Rows without one take no part; a model that gave no answer to a row has no readable one there. */
export function goldTable({ gold, texts, models: recorded }: Recorded): GoldTable | undefined {
  if (!gold) return undefined;
  const rows = [...gold.keys()].filter((row) => gold[row] !== undefined);
  const highest = Math.max(...recorded.map(({ meanCost }) => meanCost).filter((usd) => !Number.isNaN(usd)));
  // A model whose price nobody recorded is taken to cost what the most expensive one does: beside a label that is nothing.
  const costOf = (usd: number) => (Number.isNaN(usd) ? highest : usd);
  const candidates = [...recorded].sort((a, b) => costOf(a.meanCost) - costOf(b.meanCost));
  const labelUsd = labelWeight * highest;
  const person = candidates.length;
  const source: AnswerSource = (model, place): Answer => {
    const row = rows[place]!;
    if (model === person) return { status: 'valid', key: gold[row]!, costUsd: labelUsd };
    const { outputs, costs, confidences } = candidates[model]!;
    const key = outputs[row];
    const costUsd = costOf(costs[row]!);
    if (key === undefined) return { status: 'invalid', text: '', cause: 'none recorded', costUsd };
    const confidence = confidences[row]!;
    return { status: 'valid', key, costUsd, ...(!Number.isNaN(confidence) && { confidence }) };
  };
  const models = [...candidates.map(({ id }) => id), 'gold'].map((id): Model => ({
    ...{ id, provider: 'recorded', modelId: id, price: { type: 'unknown' }, settings: {} },
  }));
  const shown = rows.map((row) => texts[row]!);
  const isContradicting = findContradictions(shown, [
    ...candidates.map(({ outputs }) => rows.map((row) => outputs[row])),
    rows.map((row) => gold[row]),
  ]);
  const hasTexts = shown.some((text) => text !== '');
  const identities = shown.map((text, row) => (text === '' || isContradicting[row] ? `\0${String(row)}` : text));
  const twins = hasTexts ? findTwins(identities) : undefined;
  return {
    ...{ rowCount: rows.length, models, source },
    problem: {
      ...{ models, reference: person, rowCount: rows.length, confidence: 0.95, leastRound: leastOfRound },
      ...(twins && { twins }),
      features: {
        length: (row) => shown[row]!.length,
        ...(hasTexts && { text: (row: number) => shown[row]! }),
      },
    },
  };
}

/** One model's answers in the order of their uncertainty, surest first. */
export type ScoredRows = { readonly name: string; readonly rows: Int32Array; readonly isWrong: Uint8Array };

/**
 * What PAC labels may propose: each model's answers and a vote of all, the uncertainty being the model's own where it tells one, and else the share of the
 * other models that say otherwise. Ties are broken at random, which is kinder than sending all of them to the person.
 */
export function scoredRows({ rowCount, models, source }: GoldTable): ScoredRows[] {
  const person = models.length - 1;
  const answers = Array.from({ length: person }, (_, model) =>
    Array.from({ length: rowCount }, (_, row) => source(model, row)),
  );
  const wanted = Array.from({ length: rowCount }, (_, row) => source(person, row).key!);
  const votes = Array.from({ length: rowCount }, (_, row) => {
    const counts = new Map<string, number>();
    for (const of of answers) {
      const { key } = of[row]!;
      if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  });
  const scored = (
    name: string,
    proposal: (row: number) => string | undefined,
    uncertainty: (row: number, key: string) => number,
  ): ScoredRows => {
    const of = Float64Array.from({ length: rowCount }, (_, row) => {
      const key = proposal(row);
      return key === undefined ? Infinity : uncertainty(row, key);
    });
    const ties = shuffle(Int32Array.from(of.keys()), makeRandom(1, `ties of ${name}`));
    const rows = ties.filter((row) => of[row] !== Infinity).sort((a, b) => of[a]! - of[b]!);
    return { name, rows, isWrong: Uint8Array.from(wanted, (key, row) => Number(proposal(row) !== key)) };
  };
  const dissent = (row: number, key: string) => 1 - votes[row]!.get(key)! / person;
  const single = answers.flatMap((of, model) => {
    const { id } = models[model]!;
    const proposal = (row: number) => of[row]!.key;
    const told = of.some(({ confidence }) => confidence !== undefined)
      ? [scored(`${id} by confidence`, proposal, (row) => 1 - (of[row]!.confidence ?? 0))]
      : [];
    return [...told, scored(`${id} by dissent`, proposal, dissent)];
  });
  const most = votes.map((counts) => [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0] as [string, number]));
  return [...single, scored('vote', (row) => (most[row]![1] > 0 ? most[row]![0] : undefined), dissent)];
}

/** Of all labels, those of the sample among them; deviations that stay in the table. */
export type Labelled = { readonly labels: number; readonly deviating: number };

/**
 * PAC labels with one uncertainty and a uniform sample: rows behind the first threshold at which the mean error may exceed `epsilon` are labelled.
 * @param others rows that have a label already and say nothing of the threshold.
 */
export function pacLabels(
  { rows, isWrong }: ScoredRows,
  sample: Int32Array,
  epsilon: number,
  others: Int32Array = new Int32Array(),
): Labelled {
  const isSampled = new Uint8Array(isWrong.length);
  const isLabelled = new Uint8Array(isWrong.length);
  for (const row of sample) isSampled[row] = isLabelled[row] = 1;
  for (const row of others) isLabelled[row] = 1;
  const allowed = pacRule(epsilon, 0.05)(sample.length);
  let [end, seen, labelled, deviating] = [0, 0, 0, 0];
  for (; allowed >= 0 && end < rows.length; end++) {
    const row = rows[end]!;
    seen += isSampled[row]! * isWrong[row]!;
    if (seen > allowed) break;
    if (isLabelled[row] === 1) labelled++;
    else deviating += isWrong[row]!;
  }
  return { labels: isWrong.length - end + labelled, deviating };
}

/** Labels that nobody can spare who knows everything: of rows that no candidate answers as the person does, but for those that may differ. */
export function leastLabels({ rowCount, models, source }: GoldTable, allowed: number): number {
  const person = models.length - 1;
  let none = 0;
  for (let row = 0; row < rowCount; row++) {
    const { key } = source(person, row);
    if (!Array.from({ length: person }, (_, model) => model).some((model) => source(model, row).key === key)) none++;
  }
  return Math.max(0, none - allowed);
}
