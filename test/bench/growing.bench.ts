// `npm run bench growing` or `node dist/test/bench/growing.bench.js [--batch 500] [--seeds 2] [--accuracy 0.95] [parts of folder names]`: what a table costs
// that comes in weekly batches, each with a promise of its own, against one run over the whole table: made-up rows, 52 batches, and recorded answers, as
// many batches as they have. The student's own answers are left out of both.
import { parseArgs } from 'node:util';
import { makeRandom } from '../../src/engine/random';
import { replay, type AnswerSource } from '../../src/engine/replay';
import { certified } from '../../src/engine/strategies/certified';
import type { Problem } from '../../src/engine/strategy';
import { growTable } from '../support/growingTable';
import { defaultRoot, findFolders, openFolder } from './recordedFolders';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    root: { type: 'string', default: defaultRoot },
    batch: { type: 'string', default: '500' },
    seeds: { type: 'string', default: '2' },
    accuracy: { type: 'string', default: '0.95' },
    'one-batch': { type: 'boolean', default: false },
  },
});
const size = Number(values.batch);
const accuracy = Number(values.accuracy);
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);
const weeks = 52;

type Table = { readonly problem: Omit<Problem, 'table' | 'rowCount' | 'seed'>; readonly source: AnswerSource };

/** Rows of a candidate that deviates on a share of them, and whose confidence tells some of these. */
function madeUp(rows: number, deviating: number, price: number, seed: number): Table {
  const random = makeRandom(seed, `rows that deviate by ${String(deviating)}`);
  const deviates = Uint8Array.from({ length: rows }, () => Number(random.next() < deviating));
  const sureness = Float32Array.from(
    { length: rows },
    (_, row) => 1 - random.next() * (deviates[row] === 1 ? 0.6 : 0.3),
  );
  return {
    problem: {
      models: ['candidate', 'reference'].map((id) => ({
        ...{ id, provider: 'synthetic', modelId: id, price: { type: 'unknown' as const }, settings: {} },
      })),
      ...{ reference: 1, accuracy, confidence: 0.95, features: { length: () => 100 } },
    },
    source: (model, row) =>
      model === 1
        ? { status: 'valid', key: 'a', costUsd: 1 }
        : { status: 'valid', key: deviates[row] === 1 ? 'b' : 'a', costUsd: price, confidence: sureness[row]! },
  };
}

console.log(`accuracy ${String(accuracy)}, batches of ${String(size)} rows, ${String(seeds.length)} seeds`);
console.log(
  'table                       batches  cost/reference: batches  at once  ratio  reference asked: batches  dearer than the reference by over 1 %, dearest: first batches     later ones',
);

/** How many of so many cost over 1 % more than the reference alone, and what the dearest did. */
function dearerOf(ratios: readonly number[]): string {
  const dearer = ratios.filter((ratio) => ratio > 1.01).length;
  return `${String(dearer)} of ${String(ratios.length)}, ${Math.max(...ratios).toFixed(3)}`.padStart(26);
}

function measure(name: string, rows: number, tableOf: (seed: number) => Table): void {
  const batches = Math.floor(rows / size);
  const whole = size * batches;
  let [grown, once, all, asked] = [0, 0, 0, 0];
  /** What batches cost, of what the reference alone would have on their rows. */
  const ratios: Record<'first' | 'later', number[]> = { first: [], later: [] };
  for (const seed of seeds) {
    const { problem, source } = tableOf(seed);
    const sizes = Array.from({ length: batches }, () => size);
    const outcomes = growTable({
      ...{ problem, source, sizes, isOneBatch: values['one-batch'] },
      seedOf: (batch) => makeRandom(seed, `batch ${String(batch)}`).below(2 ** 31),
    });
    outcomes.forEach(({ costUsd }, batch) => {
      let aloneUsd = 0;
      for (let row = batch * size; row < (batch + 1) * size; row++)
        aloneUsd += source(problem.reference, row).costUsd ?? NaN;
      ratios[batch === 0 ? 'first' : 'later'].push(costUsd / aloneUsd);
    });
    grown += outcomes.reduce((sum, { costUsd }) => sum + costUsd, 0);
    asked += outcomes.reduce((sum, outcome) => sum + outcome.asked, 0);
    const single = replay(certified, { ...problem, rowCount: whole, seed }, source);
    once += single.costUsd;
    all += single.referenceUsd;
  }
  console.log(
    `${name.padEnd(28)}${String(batches).padStart(7)}  ${(grown / all).toFixed(3).padStart(23)}  ${(once / all).toFixed(3).padStart(7)}  ${(grown / once).toFixed(2).padStart(5)}  ${(asked / seeds.length / whole).toFixed(3).padStart(24)}${dearerOf(ratios.first)}${dearerOf(ratios.later)}`,
  );
}

if (positionals.length === 0)
  for (const [deviating, price] of [
    [0.01, 0.02],
    [0.04, 0.05],
    [0.1, 0.05],
    [0.2, 0.1],
  ] as const)
    measure(`made up, ${String(deviating)} at ${String(price)}`, weeks * size, (seed) =>
      madeUp(weeks * size, deviating, price, seed),
    );

for (const name of findFolders(values.root, positionals) ?? []) {
  const experiment = openFolder(values.root, name);
  const { models, rowCount } = experiment;
  if (rowCount < 4 * size) continue;
  measure(name, rowCount, (seed) => {
    const { source, features } = experiment.arrange(seed);
    return {
      source,
      problem: { ...{ models, features, accuracy }, reference: models.length - 1, confidence: 0.95, student: false },
    };
  });
}
