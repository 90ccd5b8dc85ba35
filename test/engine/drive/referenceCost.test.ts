// What the reference alone would have cost, against a ledger of it alone: rows that are escalated cost more than others, failed rows cost nothing, and
// identical rows are paid each time.
import assert from 'node:assert/strict';
import { AnswerTable } from '../../../src/engine/answerTable';
import { referenceCostUsd } from '../../../src/engine/drive/referenceCost';
import { makeRandom } from '../../../src/engine/random';
import { replay } from '../../../src/engine/replay';
import { certified } from '../../../src/engine/strategies/certified';
import type { Problem } from '../../../src/engine/strategy';

const models = ['cheap', 'reference'].map((id) => ({
  ...{ id, provider: 'p', modelId: id, settings: {} },
  price: { type: 'unknown' as const },
}));

/** A reference that thinks six times as long about the tenth of the rows that are hard, on which the candidate errs. */
function run(seed: number) {
  const uniform = (...words: (string | number)[]) => makeRandom(seed, words.join()).next();
  const isHard = (row: number) => uniform('hard', row) < 0.1;
  let table: AnswerTable | undefined;
  const problem: Omit<Problem, 'table'> = {
    ...{ models, reference: 1, rowCount: 2000, accuracy: 0.95, confidence: 0.95, seed },
    features: { length: (row) => (isHard(row) ? 200 : 50), expectedCost: (model) => [1, 10][model]! },
  };
  const result = replay(
    (given) => {
      table = given.table;
      return certified(given);
    },
    problem,
    (model, row) => {
      const errs = model === 0 && isHard(row) && uniform('errs', row) < 0.6;
      const thinks = 0.5 * (1 + uniform('thinks', row)) * (isHard(row) ? 400 : 60);
      return { status: 'valid', key: errs ? 'b' : 'a', costUsd: model === 0 ? 1 : 20 + thinks };
    },
  );
  return {
    ...result,
    told: referenceCostUsd(problem, table!, result.delivery)!,
    byAllKnown: referenceCostUsd(problem, table!)!,
  };
}

describe('what the reference alone would have cost', function () {
  this.timeout(60_000);
  it('is what its ledger would say, though the rows that it was asked about are the hard ones', () => {
    const naive: number[] = [];
    const ratios = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
      const { told, byAllKnown, referenceUsd, asked } = run(seed);
      naive.push(byAllKnown / referenceUsd);
      assert.ok(asked[1]! < 1500, `${String(asked[1])} rows asked: most are estimated`);
      return told / referenceUsd;
    });
    const mean = (of: readonly number[]) => of.reduce((sum, ratio) => sum + ratio) / of.length;
    assert.ok(Math.abs(mean(ratios) - 1) < 0.06, `${String(mean(ratios))} on average: ${String(ratios)}`);
    assert.ok(mean(naive) > 1.15, `the rows that it was asked about are dearer: ${String(naive)}`);
    assert.ok(Math.max(...ratios.map((ratio) => Math.abs(ratio - 1))) < 0.3, String(ratios));
  });

  it('counts rows that failed without a reply as billed nothing, and identical rows each time', () => {
    const table = new AnswerTable(2, 6, 1);
    for (const row of [0, 1, 2]) table.record(1, row, { status: 'valid', key: 'a', costUsd: 2 });
    table.record(1, 3, { status: 'failed', cause: 'The server refused it.' });
    table.record(1, 4, { status: 'invalid', text: '?', costUsd: 5, cause: 'It cannot be read.' });
    const twins = Int32Array.of(0, 1, 2, 3, 4, 0);
    const problem = { models, reference: 1, rowCount: 6, accuracy: 0.95, confidence: 0.95, seed: 1 };
    assert.equal(referenceCostUsd({ ...problem, twins, features: { length: () => 1 } }, table), 2 * 4 + 5);
  });

  it('is unknown where it was never asked', () => {
    const problem = { models, reference: 1, rowCount: 3, accuracy: 0.95, confidence: 0.95, seed: 1 };
    assert.equal(referenceCostUsd({ ...problem, features: { length: () => 1 } }, new AnswerTable(2, 3, 1)), undefined);
  });
});
