// How often a bounded mean loss is broken on populations made to break it: many small losses, few great ones, losses that stand together, a reference
// that fails, identical rows. SMART_CALIBRATION_RUNS sets the runs per population.
import type { Answer } from '../../src/engine/answerTable';
import { makeRandom } from '../../src/engine/random';
import { replay, type AnswerSource, type ReplayResult } from '../../src/engine/replay';
import { boundedLoss } from '../../src/engine/strategies/boundedLoss';
import type { Problem } from '../../src/engine/strategy';
import { lossEquivalence, lossOf, type LossBound } from '../../src/engine/task/lossBound';
import { assertKept, runs } from './breaks';

type Population = {
  readonly name: string;
  readonly rows: number;
  readonly bound: LossBound;
  /** Shares of rows on which the candidate is off, and by how much. */
  readonly off: readonly (readonly [share: number, by: number])[];
  readonly confidences?: 'useless' | 'telling' | 'inverted';
  readonly candidates?: number;
  readonly copies?: number;
  readonly fails?: number;
  readonly unreadable?: number;
  /** The rows that are off stand first in the file. */
  readonly isSorted?: boolean;
};

const bound = { by: 'absolute', cap: 10, mean: 0.5 } as const;
const base = { rows: 2000, bound } as const;

const populations: readonly Population[] = [
  { ...base, name: 'just over the mean, by great losses', off: [[0.053, 10]] },
  { ...base, name: 'just over the mean, by small losses', off: [[1, 0.52]] },
  {
    ...base,
    name: 'just over the mean, by losses of every size',
    off: [
      [0.3, 0.4],
      [0.1, 1.5],
      [0.03, 9],
    ],
  },
  { ...base, name: 'losses beyond the cap', off: [[0.052, 1000]] },
  {
    ...base,
    name: 'half of the mean',
    off: [
      [0.1, 0.5],
      [0.02, 10],
    ],
  },
  { ...base, name: 'no loss at all', off: [] },
  {
    ...base,
    name: 'losses just above a threshold',
    off: [
      [0.2, 0.51],
      [0.1, 1.36],
      [0.05, 3.7],
    ],
  },
  {
    ...base,
    name: 'telling confidence, several candidates',
    candidates: 3,
    confidences: 'telling',
    off: [
      [0.15, 3],
      [0.05, 8],
    ],
  },
  { ...base, name: 'useless confidence', confidences: 'useless', off: [[0.06, 10]] },
  { ...base, name: 'inverted confidence', confidences: 'inverted', off: [[0.08, 8]] },
  { ...base, name: 'sorted', isSorted: true, off: [[0.06, 9]] },
  { ...base, name: 'identical rows', copies: 4, off: [[0.06, 9]] },
  { ...base, name: 'a reference that fails', fails: 0.1, off: [[0.05, 9]] },
  { ...base, name: 'a reference that is unreadable', unreadable: 0.04, off: [[0.03, 9]] },
  { ...base, name: 'few rows', rows: 60, bound: { ...bound, mean: 2 }, off: [[0.25, 9]] },
  { ...base, name: 'one row', rows: 1, off: [[1, 9]] },
];

describe('calibration of a bounded mean loss', () => {
  for (const population of populations) {
    it(`keeps it: ${population.name}`, () => {
      const loss = lossOf(population.bound, false);
      let [cost, whole] = [0, 0];
      assertKept(0.05, (seed) => {
        const { problem, source } = makeLossCase(population, seed);
        const result = replay(boundedLoss(population.bound, loss), problem, source, {
          equivalence: lossEquivalence(population.bound, loss),
        });
        cost += result.costUsd;
        whole += result.referenceUsd;
        return meanLoss(population.bound, problem, source, result) > population.bound.mean + 1e-9;
      });
      if (process.env.SMART_CALIBRATION_RUNS !== undefined)
        console.log(`      ${((100 * cost) / whole).toFixed(0)} % of the reference's bill`);
    }).timeout(60_000 + 2000 * runs);
  }
});

/** Counted on every covered row; where the reference has no readable answer the loss is the cap. */
function meanLoss(
  { cap }: LossBound,
  { rowCount, reference }: Omit<Problem, 'table'>,
  source: AnswerSource,
  { delivery }: ReplayResult,
): number {
  let [sum, covered] = [0, 0];
  for (let row = 0; row < rowCount; row++) {
    const model = delivery.model[row]!;
    if (model < 0) continue;
    covered++;
    const wanted = source(reference, row).key;
    sum += wanted === undefined ? cap : Math.min(cap, Math.abs(Number(source(model, row).key) - Number(wanted)));
  }
  return covered === 0 ? 0 : sum / covered;
}

function makeLossCase(
  population: Population,
  seed: number,
): { readonly problem: Omit<Problem, 'table'>; readonly source: AnswerSource } {
  const { rows, candidates = 1, copies = 1, confidences, off, isSorted, fails = 0, unreadable = 0 } = population;
  const random = makeRandom(seed, `loss ${population.name}`);
  const drawn = <T>(make: (place: number) => T) => {
    const all = Array.from({ length: rows }, (_, row) =>
      row % copies === 0 ? make(isSorted ? row / rows : random.next()) : undefined,
    );
    return Array.from({ length: rows }, (_, row) => all[row - (row % copies)]!);
  };
  const offBy = (place: number) => {
    let from = 0;
    for (const [share, by] of off) {
      if (place < from + share) return by;
      from += share;
    }
    return 0;
  };
  const losses = Array.from({ length: candidates }, () => drawn(offBy));
  const failing = Array.from({ length: rows }, () => random.next() < fails);
  const unread = Array.from({ length: rows }, () => random.next() < unreadable);
  const sureness = Array.from({ length: rows }, () => random.next());
  const headOf = (row: number) => row - (row % copies);
  const models = Array.from({ length: candidates + 1 }, (_, model) => {
    const id = model === candidates ? 'reference' : `candidate ${String(model)}`;
    return { id, provider: 'synthetic', modelId: id, price: { type: 'unknown' }, settings: {} } as const;
  });
  return {
    problem: {
      ...{ models, reference: candidates, rowCount: rows, seed, accuracy: 0.95, confidence: 0.95 },
      ...(copies > 1 && { twins: Int32Array.from({ length: rows }, (_, row) => headOf(row)) }),
      features: { length: () => 100 },
    },
    source: (model, row): Answer => {
      const head = headOf(row);
      if (model === candidates) {
        if (failing[head]) return { status: 'failed' };
        return unread[head]
          ? { status: 'invalid', costUsd: 1 }
          : { status: 'valid', key: String(head % 50), costUsd: 1 };
      }
      const by = losses[model]![row]!;
      const answer: Answer = { status: 'valid', key: String((head % 50) + by), costUsd: 0.02 * (model + 1) };
      if (confidences === undefined) return answer;
      const sure = sureness[head]!;
      const told = {
        useless: sure,
        telling: 0.5 * sure + (by > 0 ? 0 : 0.5),
        inverted: 0.5 * sure + (by > 0 ? 0.5 : 0),
      };
      return { ...answer, confidence: told[confidences] };
    },
  };
}
