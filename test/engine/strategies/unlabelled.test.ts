// Rows that the labels leave out get the answer of the candidate that agreed best, and are told apart from all others.
import assert from 'node:assert/strict';
import type { Answer } from '../../../src/engine/answerTable';
import { replay } from '../../../src/engine/replay';
import { reference as referenceOnly } from '../../../src/engine/strategies/reference';
import { countUnlabelled, isUnlabelled, withUnlabelled } from '../../../src/engine/strategies/unlabelled';
import { deliveryReasons, type Problem, type Strategy } from '../../../src/engine/strategy';
import { ladder } from '../drive/memoryRun';

const rowCount = 40;
const problem: Omit<Problem, 'table'> = {
  ...{ models: ladder('weak', 'good', 'me'), reference: 2, rowCount, accuracy: 0.9, confidence: 0.95, seed: 1 },
  features: { length: () => 1 },
};
const valid = (key: string): Answer => ({ status: 'valid', key, text: key, costUsd: 0 });

/** Asks the candidates about the first ten rows before all rows go to the person. */
const comparing: Strategy = function* (all) {
  const rows = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  yield { type: 'ask', phase: 'plan', calls: [0, 1].map((model) => ({ model, rows })) };
  return yield* referenceOnly(all);
};
const source = (model: number, row: number): Answer => {
  if (model === 2) return valid('a');
  if (model === 1) return row === 30 ? { status: 'invalid', costUsd: 0 } : valid(row % 10 === 0 ? 'b' : 'a');
  return valid(row % 2 === 0 ? 'b' : 'a');
};

describe('rows that the labels leave out', () => {
  it('get the best candidate, and the next best where that says nothing', () => {
    const { delivery, asked, covered } = replay(withUnlabelled(comparing), { ...problem, labelLimit: 15 }, source);
    assert.equal(asked[2], 15);
    assert.equal(covered, 15);
    assert.equal(countUnlabelled(delivery), 25);
    for (let row = 0; row < rowCount; row++) {
      assert.equal(isUnlabelled(delivery, row), row >= 15);
      assert.equal(delivery.model[row], row < 15 ? 2 : row === 30 ? 0 : 1, String(row));
    }
  });

  it('take the more expensive of candidates that nobody has compared', () => {
    const { delivery } = replay(withUnlabelled(referenceOnly), { ...problem, labelLimit: 15 }, source);
    assert.deepEqual(new Set(delivery.model.subarray(15, 30)), new Set([1]));
  });

  it('are none where labels are not limited, and a row that cannot be labelled is not one of them', () => {
    const unclear = (model: number, row: number): Answer =>
      model === 2 && row === 3 ? { status: 'invalid' } : source(model, row);
    for (const labelLimit of [undefined, rowCount]) {
      const { delivery, asked } = replay(
        withUnlabelled(referenceOnly),
        { ...problem, ...(labelLimit !== undefined && { labelLimit }) },
        unclear,
      );
      assert.equal(countUnlabelled(delivery), 0);
      assert.equal(deliveryReasons[delivery.reason[3]!], 'failed');
      assert.deepEqual(asked, [0, 0, rowCount]);
    }
  });
});
