// Synthetic populations that try to break the promise: a reference, one to eight candidates whose answers deviate as told.
import type { Answer } from '../../src/engine/answerTable';
import type { Model } from '../../src/engine/model';
import { makeRandom, type Random } from '../../src/engine/random';
import type { AnswerSource } from '../../src/engine/replay';
import type { Problem } from '../../src/engine/strategy';

export type Population = {
  readonly name: string;
  readonly rows: number;
  readonly candidates: number;
  readonly accuracy: number;
  readonly confidence: number;
  /** Share of rows on which each candidate deviates. */
  readonly deviating: number;
  /** `sorted`: the deviating rows stand together in the file; `shared`: all candidates deviate on the same rows. */
  readonly layout: 'scattered' | 'sorted' | 'shared';
  /** What the candidates' confidence tells: nothing, the opposite of the truth, or none is given. */
  readonly confidences: 'none' | 'useless' | 'inverted';
  /** Whether the rows have texts from which the first candidate's answers can be learned without an error, so that a student wants to answer. */
  readonly hasTexts?: boolean;
};

export type Case = { readonly problem: Omit<Problem, 'table'>; readonly source: AnswerSource };

export function makeCase(population: Population, seed: number): Case {
  const { rows, candidates, deviating, layout } = population;
  const random = makeRandom(seed, `population ${population.name}`);
  const count = Math.round(deviating * rows);
  const shared = chooseRows(rows, count, random);
  const deviates = Array.from({ length: candidates }, (_, model) => {
    if (layout === 'shared') return shared;
    const marks = new Uint8Array(rows);
    if (layout === 'sorted') return marks.fill(1, model % 2 === 0 ? 0 : rows - count, model % 2 === 0 ? count : rows);
    return chooseRows(rows, count, random);
  });
  const labels = Uint8Array.from({ length: rows }, () => random.below(2));
  const sureness = Float32Array.from({ length: rows }, () => random.next());
  const models = Array.from({ length: candidates + 1 }, (_, model): Model => {
    const id = model === candidates ? 'reference' : `candidate ${String(model)}`;
    return { id, provider: 'synthetic', modelId: id, price: { type: 'unknown' }, settings: {} };
  });
  return {
    problem: {
      models,
      reference: candidates,
      rowCount: rows,
      accuracy: population.accuracy,
      confidence: population.confidence,
      seed,
      features: {
        length: () => 100,
        ...(population.hasTexts && {
          text: (row) => `row ${String(row)} is ${(labels[row]! ^ deviates[0]![row]!) === 1 ? 'hot' : 'cold'}`,
        }),
      },
    },
    source: (model, row): Answer => {
      if (model === candidates) return { status: 'valid', key: String(labels[row]!), costUsd: 1 };
      const isDeviating = deviates[model]![row] === 1;
      const key = String(isDeviating ? 1 - labels[row]! : labels[row]!);
      const costUsd = 0.02 * (model + 1);
      if (population.confidences === 'none') return { status: 'valid', key, costUsd };
      const confidence =
        population.confidences === 'useless' ? sureness[row]! : 0.5 * sureness[row]! + (isDeviating ? 0.5 : 0);
      return { status: 'valid', key, costUsd, confidence };
    },
  };
}

function chooseRows(rows: number, count: number, random: Random): Uint8Array {
  const marks = new Uint8Array(rows);
  for (let left = count; left > 0;) {
    const row = random.below(rows);
    if (marks[row] === 1) continue;
    marks[row] = 1;
    left--;
  }
  return marks;
}
