// What a run asks next is what its strategy asks first of all that the journal does not hold.
import assert from 'node:assert/strict';
import type { Answer, Verdict } from '../../../src/engine/answerTable';
import type { EarlierAnswers } from '../../../src/engine/drive/earlierAnswers';
import { nextAsk } from '../../../src/engine/drive/nextAsk';
import type { Model } from '../../../src/engine/model';
import { DeliveryBuilder, type Strategy } from '../../../src/engine/strategy';

const models = ['small', 'large'].map((id): Model => ({
  id,
  provider: 'p',
  modelId: id,
  price: { type: 'unknown' },
  settings: {},
}));
const rowCount = 6;

/** Asks both about three rows (one of them twice), compares, then asks the reference about the rest. */
const strategy: Strategy = function* ({ table }) {
  yield { type: 'foresee', model: 1, rows: [5] };
  yield {
    type: 'ask',
    phase: 'plan',
    calls: [
      { model: 0, rows: [2, 0] },
      { model: 1, rows: [0, 1, 2] },
      { model: 0, rows: [2, 1] },
    ],
  };
  const rows = [0, 1, 2].filter((row) => table.lacksVerdict(0, row));
  if (rows.length > 0) yield { type: 'compare', phase: 'plan', pairs: [{ model: 0, rows }] };
  yield { type: 'ask', phase: 'apply', calls: [{ model: 1, rows: [5, 4, 3] }] };
  return new DeliveryBuilder(rowCount);
};

function next(known: Readonly<Record<string, string>>, verdicts = new Map<string, Verdict>(), twins?: Int32Array) {
  const find = (model: number, row: number): Answer | undefined => {
    const key = known[`${String(model)} ${String(row)}`];
    return key === undefined ? undefined : { status: 'valid', key, text: key, costUsd: 1 };
  };
  const earlier = { find, isKnown: (model: number, row: number) => find(model, row) !== undefined, verdicts };
  const found = nextAsk({
    strategy,
    problem: {
      ...{ models, reference: 1, rowCount, accuracy: 0.9, confidence: 0.9, seed: 1 },
      features: { length: () => 1 },
      ...(twins && { twins }),
    },
    equivalence: (a, b) => a === b,
    isForJudge: () => true,
    earlier: earlier as unknown as EarlierAnswers,
  });
  if (found.type !== 'ask') return found;
  return { phase: found.phase, calls: found.calls.map(({ model, rows }) => [model, [...rows]]) };
}

const planned = { '0 0': 'a', '0 1': 'b', '0 2': 'a', '1 0': 'a', '1 1': 'a', '1 2': 'a' };

describe('what a run asks next', () => {
  it('is the first step, once per model, its rows ascending and each once', () => {
    assert.deepEqual(next({}), {
      phase: 'plan',
      calls: [
        [0, [0, 1, 2]],
        [1, [0, 1, 2]],
      ],
    });
  });

  it('leaves out what the journal holds, and rows identical to others', () => {
    assert.deepEqual(next({ '0 0': 'a', '1 1': 'a' }, undefined, Int32Array.of(0, 0, 2, 3, 4, 5)), {
      phase: 'plan',
      calls: [
        [0, [2]],
        [1, [0, 2]],
      ],
    });
  });

  it('is the judge where verdicts are wanted, and goes on where there are some', () => {
    assert.deepEqual(next(planned), { type: 'judge', pairs: 1 });
    const apply = next(planned, new Map([['1 small', { same: true } as Verdict]]));
    assert.deepEqual(apply, { phase: 'apply', calls: [[1, [3, 4, 5]]] });
  });

  it('is nothing where every step is answered', () => {
    const verdicts = new Map([['1 small', { same: true } as Verdict]]);
    assert.deepEqual(next({ ...planned, '1 3': 'a', '1 4': 'a', '1 5': 'a' }, verdicts), { type: 'nothing' });
  });
});
