// How often a filter breaks its bounds on populations made to break them: rare rows to keep, none at all, candidates that err on just those, identical
// rows, a reference that fails. SMART_CALIBRATION_RUNS sets the runs per population.
import assert from 'node:assert/strict';
import type { Answer } from '../../src/engine/answerTable';
import type { FilterBounds } from '../../src/engine/task/filterBounds';
import { makeRandom } from '../../src/engine/random';
import { replay, type AnswerSource, type ReplayResult } from '../../src/engine/replay';
import { filterStrategy } from '../../src/engine/strategies/filter';
import type { Problem } from '../../src/engine/strategy';
import { assertKept, runs } from './breaks';

type Population = {
  readonly name: string;
  readonly rows: number;
  readonly bounds: FilterBounds;
  readonly confidence?: number;
  /** Share of rows that the reference keeps. */
  readonly kept: number;
  /** Share of the rows to keep that the candidate drops, and of the others those that it keeps. */
  readonly misses: number;
  readonly wrong: number;
  /** What its confidence tells: nothing, the truth in part, or the opposite of it. */
  readonly confidences?: 'useless' | 'telling' | 'inverted';
  readonly candidates?: number;
  /** Rows of one text. @default 1 */
  readonly copies?: number;
  /** Share of rows that the reference fails on, or leaves unreadable: all, or only those that it would keep. */
  readonly fails?: number;
  readonly unreadable?: number;
  readonly failsOn?: 'all' | 'kept';
};

const base = { rows: 2000, kept: 0.3, misses: 0.05, wrong: 0.05 } as const;
const recall = { recall: 0.9, precision: 1 } as const;
const precision = { recall: 1, precision: 0.9 } as const;
const both = { recall: 0.9, precision: 0.9 } as const;

const populations: readonly Population[] = [
  { ...base, name: 'as many missed as may be', bounds: recall, misses: 0.11 },
  { ...base, name: 'as many missed as may be, and the other bound too', bounds: both, misses: 0.11, wrong: 0.05 },
  { ...base, name: 'as many wrong as may be', bounds: precision, wrong: 0.05, misses: 0.02 },
  { ...base, name: 'rare rows to keep', bounds: recall, rows: 4000, kept: 0.02, misses: 0.12, wrong: 0.001 },
  { ...base, name: 'rare rows to keep, both bounds', bounds: both, rows: 4000, kept: 0.03, misses: 0.12, wrong: 0.004 },
  { ...base, name: 'nothing to keep', bounds: both, kept: 0, wrong: 0.02 },
  { ...base, name: 'nothing to keep, and no answer that keeps', bounds: recall, kept: 0, wrong: 0 },
  { ...base, name: 'everything to keep', bounds: both, kept: 1, misses: 0.1 },
  { ...base, name: 'errs on rows to keep only', bounds: both, wrong: 0, misses: 0.3 },
  {
    ...base,
    name: 'errs on rows to keep only, surest there',
    bounds: recall,
    wrong: 0,
    misses: 0.2,
    confidences: 'inverted',
  },
  { ...base, name: 'errs on the others only', bounds: both, misses: 0, wrong: 0.06, confidences: 'inverted' },
  {
    ...base,
    name: 'telling confidence, several candidates',
    bounds: both,
    candidates: 3,
    misses: 0.15,
    wrong: 0.06,
    confidences: 'telling',
  },
  { ...base, name: 'useless confidence', bounds: both, misses: 0.13, wrong: 0.06, confidences: 'useless' },
  { ...base, name: 'identical rows', bounds: both, copies: 4, misses: 0.12, wrong: 0.05 },
  { ...base, name: 'a reference that fails', bounds: both, fails: 0.1, misses: 0.12, wrong: 0.05 },
  {
    ...base,
    name: 'a reference that fails on rows to keep',
    bounds: recall,
    fails: 0.3,
    failsOn: 'kept',
    misses: 0.12,
  },
  {
    ...base,
    name: 'a reference that is unreadable on rows to keep',
    bounds: both,
    unreadable: 0.1,
    failsOn: 'kept',
    misses: 0.1,
  },
  { ...base, name: 'low confidence asked', bounds: both, confidence: 0.8, misses: 0.11, wrong: 0.05 },
  { ...base, name: 'few rows', rows: 60, bounds: { recall: 0.7, precision: 0.7 }, misses: 0.3, wrong: 0.15 },
  { ...base, name: 'one row', rows: 1, bounds: both },
];

describe('calibration of a filter', () => {
  for (const population of populations) {
    it(`keeps its bounds: ${population.name}`, () => {
      let [cost, whole] = [0, 0];
      const figures = { recall: 0, precision: 0 };
      assertKept(1 - (population.confidence ?? 0.95), (seed) => {
        const made = makeFilterCase(population, seed);
        const result = replay(filterStrategy(population.bounds), made.problem, made.source);
        cost += result.costUsd;
        whole += result.referenceUsd;
        const broken = brokenBounds(population.bounds, made, result);
        figures.recall += Number(broken.recall);
        figures.precision += Number(broken.precision);
        assert.equal(result.delivery.filter!.kept, broken.kept);
        return broken.recall || broken.precision;
      });
      if (process.env.SMART_CALIBRATION_RUNS !== undefined)
        console.log(
          `      recall broken ${String(figures.recall)}, precision ${String(figures.precision)}; ${((100 * cost) / whole).toFixed(0)} % of the reference's bill`,
        );
    }).timeout(60_000 + 2000 * runs);
  }
});

type Case = {
  readonly problem: Omit<Problem, 'table'>;
  readonly source: AnswerSource;
  /** Whether the reference keeps the row, readably. */
  readonly isWanted: (row: number) => boolean;
};

/** The bounds counted on every row: of those that the reference would keep, and of those that are kept. */
function brokenBounds(
  bounds: FilterBounds,
  { problem, source, isWanted }: Case,
  { delivery }: ReplayResult,
): { readonly recall: boolean; readonly precision: boolean; readonly kept: number } {
  let [kept, right, wanted] = [0, 0, 0];
  for (let row = 0; row < problem.rowCount; row++) {
    const model = delivery.model[row]!;
    if (model < 0) continue;
    const isKept = source(model, row).key === 'yes';
    kept += Number(isKept);
    wanted += Number(isWanted(row));
    right += Number(isKept && isWanted(row));
  }
  return { recall: right < bounds.recall * wanted - 1e-9, precision: right < bounds.precision * kept - 1e-9, kept };
}

function makeFilterCase(population: Population, seed: number): Case {
  const { rows, candidates = 1, copies = 1, kept, misses, wrong, confidences } = population;
  const random = makeRandom(seed, `filter ${population.name}`);
  const marks = (share: (row: number) => number) => {
    const all = Uint8Array.from({ length: rows }, (_, row) =>
      row % copies === 0 ? Number(random.next() < share(row)) : 0,
    );
    return all.map((_, row) => all[row - (row % copies)]!);
  };
  const wanted = marks(() => kept);
  const errs = Array.from({ length: candidates }, () => marks((row) => (wanted[row] === 1 ? misses : wrong)));
  const isHit = (row: number) => population.failsOn !== 'kept' || wanted[row] === 1;
  const fails = marks((row) => (isHit(row) ? (population.fails ?? 0) : 0));
  const unreadable = marks((row) => (isHit(row) ? (population.unreadable ?? 0) : 0));
  const sureness = Float64Array.from({ length: rows }, () => random.next());
  const twins = copies === 1 ? undefined : Int32Array.from({ length: rows }, (_, row) => row - (row % copies));
  const models = Array.from({ length: candidates + 1 }, (_, model) => {
    const id = model === candidates ? 'reference' : `candidate ${String(model)}`;
    return { id, provider: 'synthetic', modelId: id, price: { type: 'unknown' }, settings: {} } as const;
  });
  return {
    problem: {
      ...{ models, reference: candidates, rowCount: rows, seed, accuracy: 0.95 },
      confidence: population.confidence ?? 0.95,
      ...(twins && { twins }),
      features: { length: () => 100 },
    },
    isWanted: (row) => wanted[row] === 1 && fails[row] === 0 && unreadable[row] === 0,
    source: (model, row): Answer => {
      if (model === candidates) {
        if (fails[row] === 1) return { status: 'failed' };
        if (unreadable[row] === 1) return { status: 'invalid', costUsd: 1 };
        return { status: 'valid', key: wanted[row] === 1 ? 'yes' : 'no', costUsd: 1 };
      }
      const isWrong = errs[model]![row] === 1;
      const answer: Answer = {
        ...{ status: 'valid', key: (wanted[row] === 1) !== isWrong ? 'yes' : 'no' },
        costUsd: 0.02 * (model + 1),
      };
      if (confidences === undefined) return answer;
      const sure = sureness[row - (row % copies)]!;
      const told = {
        useless: sure,
        telling: 0.5 * sure + (isWrong ? 0 : 0.5),
        inverted: 0.5 * sure + (isWrong ? 0.5 : 0),
      };
      return { ...answer, confidence: told[confidences] };
    },
  };
}
