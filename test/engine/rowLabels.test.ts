// Labels that rows brought, where a strategy is carried out: free, recorded when the strategy asks, each row its own even among identical rows.
import assert from 'node:assert/strict';
import type { Answer } from '../../src/engine/answerTable';
import { replay } from '../../src/engine/replay';
import { DeliveryBuilder, deliveryReasons, type Strategy } from '../../src/engine/strategy';
import { testModel } from '../support/requests';

const valid = (key: string): Answer => ({ status: 'valid', key });

describe('labels that rows brought', () => {
  // Rows 0, 1 and 2 are identical; 0 and 1 have labels that contradict each other.
  const problem = {
    ...{ models: [testModel('candidate'), testModel('reference')], reference: 1, rowCount: 4, accuracy: 0.9 },
    ...{ confidence: 0.95, seed: 1, features: { length: () => 10 }, twins: Int32Array.of(0, 0, 0, 3) },
    labelled: { rows: Int32Array.of(0, 1), areRandom: true },
  };
  const labelOf = (row: number) => (row === 1 ? valid('b') : row < 3 ? valid('a') : undefined);
  const source = (model: number): Answer => ({ ...valid(model === 0 ? 'A' : 'r'), costUsd: 1 });

  it('are recorded for each row, cost nothing, and are delivered whatever the strategy says', () => {
    let told: unknown[] = [];
    const strategy: Strategy = function* ({ table, rowCount }) {
      yield { type: 'ask', phase: 'profile', calls: [0, 1].map((model) => ({ model, rows: [0, 3] })) };
      told = [0, 1, 2, 3].map((row) => table.textKeyOf(1, row));
      const delivery = new DeliveryBuilder(rowCount);
      for (let row = 0; row < rowCount; row++) delivery.set(row, 0, 'trusted');
      return delivery;
    };
    const result = replay(strategy, problem, source, undefined, labelOf);
    assert.deepEqual(told, ['a', 'b', 'a', 'r']);
    assert.deepEqual(result.spentUsd, [2, 1]);
    assert.deepEqual([...result.delivery.model], [1, 1, 0, 0]);
    assert.deepEqual(
      [...result.delivery.reason].map((reason) => deliveryReasons[reason]),
      ['labelled', 'labelled', 'trusted', 'trusted'],
    );
    assert.equal(result.deviating, 2);
  });

  it('keep a judge from deciding on an identical row by another label than its own', () => {
    let agreeing: unknown[] = [];
    const strategy: Strategy = function* ({ table, rowCount }) {
      yield { type: 'ask', phase: 'profile', calls: [0, 1].map((model) => ({ model, rows: [0, 3] })) };
      yield { type: 'compare', phase: 'profile', pairs: [{ model: 0, rows: [0, 3] }] };
      agreeing = [0, 1, 2, 3].map((row) => table.agrees(0, row) === true);
      return new DeliveryBuilder(rowCount);
    };
    const never = () => false;
    const equality = { equivalence: never, isForJudge: () => true, verdict: () => ({ same: true }) };
    replay(strategy, problem, source, equality, labelOf);
    assert.deepEqual(agreeing, [true, false, true, true]);
  });
});
