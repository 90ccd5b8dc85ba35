import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { makeAgreementBounds } from '../../../src/engine/stats/agreementBounds';
import { clopperPearson } from '../../../src/engine/stats/clopperPearson';

describe('agreement bounds', () => {
  it('are where the Clopper-Pearson interval leaves the threshold', () => {
    const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), share, share, (n, threshold, confidence) => {
        const { leastSatisfying, mostRuledOut } = makeAgreementBounds(threshold, confidence);
        const least = leastSatisfying(n);
        const most = mostRuledOut(n);
        const lower = (k: number) => clopperPearson(k, n, confidence).lower;
        const upper = (k: number) => clopperPearson(k, n, confidence).upper;
        if (least <= n) assert.ok(lower(least) >= threshold, `lower(${String(least)}) of ${String(n)}`);
        if (least > 0) assert.ok(lower(least - 1) < threshold, `lower(${String(least - 1)}) of ${String(n)}`);
        if (most >= 0) assert.ok(upper(most) < threshold, `upper(${String(most)}) of ${String(n)}`);
        if (most < n) assert.ok(upper(most + 1) >= threshold, `upper(${String(most + 1)}) of ${String(n)}`);
      }),
    );
  });

  it('say that no count reaches full agreement, and that one deviation rules it out', () => {
    const { leastSatisfying, mostRuledOut } = makeAgreementBounds(1, 0.95);
    assert.equal(leastSatisfying(1000), 1001);
    assert.equal(mostRuledOut(1000), 999);
  });

  it('say that nothing wanted is reached by nothing', () => {
    const { leastSatisfying, mostRuledOut } = makeAgreementBounds(0, 0.95);
    assert.equal(leastSatisfying(10), 0);
    assert.equal(mostRuledOut(10), -1);
  });
});
