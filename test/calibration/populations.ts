// Synthetic populations that try to break the promise: a reference, one to eight candidates whose answers deviate as told.
import type { Answer } from '../../src/engine/answerTable';
import type { Model } from '../../src/engine/model';
import { makeRandom, shuffle, type Random } from '../../src/engine/random';
import type { AnswerSource } from '../../src/engine/replay';
import { power } from '../../src/engine/stats/power';
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
  /** Rows of one text: so many each, or groups of 1 to about 20 rows. Absent: all rows differ. */
  readonly groups?: number | 'uneven';
  /** Texts on which the reference fails or answers unreadably. */
  readonly referenceFails?: Missing;
  readonly referenceUnreadable?: Missing;
  /** Share of texts that each candidate answers unreadably. */
  readonly candidatesUnreadable?: number;
  /** Whether rows cost unlike amounts, up to some 30 times each other, known beforehand. */
  readonly hasUnequalCosts?: boolean;
  /** What each candidate charges for an ordinary row; the reference charges 1. @default 0.02, 0.04, 0.06, ... */
  readonly fees?: readonly number[];
};

/** A share of all rows; half of those, or all, on which the first candidate deviates; every tenth row; the last tenth of the file. */
export type Missing =
  number | 'where candidates deviate' | 'wherever candidates deviate' | 'one kind of rows' | 'the last rows';

export type Case = {
  readonly problem: Omit<Problem, 'table'>;
  readonly source: AnswerSource;
  /** Whether the candidate's answer to the row is not what a reference that always answers would say. */
  readonly deviates: (model: number, row: number) => boolean;
};

export function makeCase(population: Population, seed: number): Case {
  const { rows, candidates, deviating, layout, groups } = population;
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
  const twins =
    groups === undefined ? undefined : makeGroups(rows, groups, makeRandom(seed, `groups ${population.name}`));
  if (twins) {
    // A row is what the first row of its text is.
    for (const values of [labels, sureness, ...deviates])
      for (let row = 0; row < rows; row++) values[row] = values[twins[row]!]!;
  }
  const extra = makeRandom(seed, `troubles ${population.name}`);
  const isMissing = (row: number, which: Missing): boolean => {
    if (which === 'wherever candidates deviate') return deviates[0]![row] === 1;
    if (which === 'one kind of rows') return row % 10 === 0;
    if (which === 'the last rows') return row >= 0.9 * rows;
    return which === 'where candidates deviate' ? deviates[0]![row] === 1 && extra.next() < 0.5 : extra.next() < which;
  };
  const marked = (which: Missing | undefined) => {
    const marks = new Uint8Array(rows);
    if (which === undefined) return marks;
    for (let row = 0; row < rows; row++)
      marks[row] = twins && twins[row] !== row ? marks[twins[row]!]! : Number(isMissing(row, which));
    return marks;
  };
  const fails = marked(population.referenceFails);
  const unreadable = marked(population.referenceUnreadable);
  const blanks = deviates.map(() => marked(population.candidatesUnreadable));
  const size = Float64Array.from({ length: rows }, () => (population.hasUnequalCosts ? power(30, extra.next()) : 1));
  if (twins) for (let row = 0; row < rows; row++) size[row] = size[twins[row]!]!;
  const feeOf = (model: number, row: number) =>
    (model === candidates ? 1 : (population.fees?.[model] ?? 0.02 * (model + 1))) * size[row]!;
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
      ...(twins && { twins }),
      features: {
        length: (row) => Math.round(100 * size[row]!),
        ...(population.hasUnequalCosts && { expectedCost: feeOf }),
        ...(population.hasTexts && {
          text: (row) => `row ${String(row)} is ${(labels[row]! ^ deviates[0]![row]!) === 1 ? 'hot' : 'cold'}`,
        }),
      },
    },
    deviates: (model, row) => deviates[model]?.[row] === 1,
    source: (model, row): Answer => {
      const costUsd = feeOf(model, row);
      if (model === candidates) {
        if (fails[row] === 1) return { status: 'failed' };
        if (unreadable[row] === 1) return { status: 'invalid', costUsd };
        return { status: 'valid', key: String(labels[row]!), costUsd };
      }
      if (blanks[model]![row] === 1) return { status: 'invalid', costUsd };
      const isDeviating = deviates[model]![row] === 1;
      const key = String(isDeviating ? 1 - labels[row]! : labels[row]!);
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

/** Per row the first row of its text; rows of one text stand apart in the file. */
function makeGroups(rows: number, groups: number | 'uneven', random: Random): Int32Array {
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  shuffle(order, random);
  const twins = new Int32Array(rows);
  for (let at = 0; at < rows;) {
    const wanted = groups === 'uneven' ? 1 + Math.floor(-4 * Math.log(1 - random.next())) : groups;
    const group = order.subarray(at, Math.min(rows, at + wanted));
    const first = Math.min(...group);
    for (const row of group) twins[row] = first;
    at += group.length;
  }
  return twins;
}
