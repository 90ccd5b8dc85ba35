import assert from 'node:assert/strict';
import fc from 'fast-check';
import { planLosses, thresholdsOf } from '../../../src/engine/loss/levels';
import { lossOf, type LossBound } from '../../../src/engine/task/lossBound';

const bound = fc
  .record({
    cap: fc.double({ min: 0.1, max: 1000, noNaN: true }),
    share: fc.double({ min: 0.001, max: 0.9, noNaN: true }),
  })
  .map(({ cap, share }): LossBound => ({ by: 'absolute', cap, mean: cap * share }));
const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 60 });

describe('levels of a loss', () => {
  it('add up to no less than any loss, and to no more than the budget over all that may be hidden', () => {
    fc.assert(
      fc.property(bound, shares, fc.double({ min: 0, max: 1, noNaN: true }), (one, of, at) => {
        const losses = of.map((share) => share ** 4 * one.cap);
        const plan = planLosses(one, losses, 1000, one.mean * 1000);
        if (!plan) return;
        const loss = at * one.cap;
        const counted = plan.levels.reduce((sum, { above, width }) => sum + (loss > above ? width : 0), plan.uncounted);
        assert.ok(counted >= loss * (1 - 1e-12), 'a row is never counted for less than it loses');
        const hidden = plan.levels.reduce((sum, { width, hiddenAllowed }) => sum + width * hiddenAllowed, 0);
        assert.ok(hidden <= one.mean * 1000 * (1 + 1e-9));
      }),
    );
  });

  it('tell apart only what the planning rows tell apart', () => {
    const one: LossBound = { by: 'f1', cap: 1, mean: 0.05 };
    assert.deepEqual(thresholdsOf(one, [0, 0, 0, 1, 1]), [0]);
    assert.equal(thresholdsOf(one, [0, 0.01, 0.01, 0.3, 1])[0], 0.0125);
  });
});

describe('a loss', () => {
  it('is the distance of two numbers up to its cap, and the cap where units differ', () => {
    const loss = lossOf({ by: 'absolute', cap: 10, mean: 1 }, false);
    assert.deepEqual([loss('3', '5'), loss('3', '500'), loss('3 kg', '3 usd'), loss('-1.5', '1')], [2, 10, 10, 2.5]);
  });

  it('is 1 - F1 of sets of labels and of words', () => {
    const ofSets = lossOf({ by: 'f1', cap: 1, mean: 0.1 }, true);
    assert.deepEqual(
      [ofSets('["a","b"]', '["a"]'), ofSets('[]', '[]'), ofSets('[]', '["a"]')].map((x) => x.toFixed(3)),
      ['0.333', '0.000', '1.000'],
    );
    const ofTexts = lossOf({ by: 'f1', cap: 1, mean: 0.1 }, false);
    assert.equal(ofTexts('the red house', 'The house, red.'), 0);
    assert.equal(ofTexts('red', 'blue'), 1);
  });
});
