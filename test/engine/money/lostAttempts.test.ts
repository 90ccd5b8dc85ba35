// What lost attempts count: their most at first, later what the model's answers say, never less than what so many attempts are likely to cost.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LostAttempts } from '../../../src/engine/money/lostAttempts';
import { makeRandom } from '../../../src/engine/random';

describe('LostAttempts', () => {
  it('count at their most until twenty requests of the model are answered', () => {
    const lost = new LostAttempts();
    lost.add('m', 2);
    for (let i = 0; i < 19; i++) lost.learn('m', 0.1);
    for (let i = 0; i < 100; i++) lost.learn('other', 0.1);
    assert.equal(lost.usd, 2);
    lost.learn('m', 0.1);
    assert.ok(Math.abs(lost.usd - 0.2) < 1e-9);
  });
  it('stay at their most where they were given up for their length, or nobody knows their bill', () => {
    const lost = new LostAttempts();
    lost.add('m', 2, false);
    for (let i = 0; i < 100; i++) lost.learn('m', 0.1);
    assert.equal(lost.usd, 2);
  });
  it('are gone when they are found again', () => {
    const lost = new LostAttempts();
    lost.add('m', 2);
    lost.remove('m', 2);
    assert.equal(lost.usd, 0);
  });
  it('count at the mean of what answered requests were billed and four deviations of as many, at most at the largest share', () => {
    const answered = [...Array.from({ length: 199 }, (_, i) => (i % 2 ? 0.1 : 0.12)), 0.9];
    const mean = answered.reduce((sum, share) => sum + share, 0) / answered.length;
    const deviation = Math.sqrt(answered.reduce((sum, share) => sum + (share - mean) ** 2, 0) / (answered.length - 1));
    const near = (lost: LostAttempts, usd: number) => {
      assert.ok(Math.abs(lost.usd - usd) < 1e-9, `${String(lost.usd)} for ${String(usd)}`);
    };
    const lost = new LostAttempts();
    for (const share of answered) lost.learn('m', share);
    near(lost, 0);
    for (const usd of [0.5, 2, 3]) lost.add('m', usd);
    near(lost, mean * 5.5 + 4 * deviation * Math.sqrt(0.25 + 4 + 9));
    lost.remove('m', 3);
    near(lost, mean * 2.5 + 4 * deviation * Math.sqrt(0.25 + 4));
    lost.remove('m', 2);
    near(lost, mean * 0.5 + 4 * deviation * 0.5);
    // Few shares of the same size: the largest of them bounds the sum.
    const even = new LostAttempts();
    for (let i = 0; i < 20; i++) even.learn('m', i % 2 ? 0.1 : 0.3);
    even.add('m', 2);
    near(even, 0.6);
  });
  it('count for at least what they cost, in nearly every draw, and for no more than their most', () => {
    const random = makeRandom(11);
    let short = 0;
    const rounds = 2000;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 20, max: 400 }), (count, answers) => {
        const lost = new LostAttempts();
        // Thinking is skewed: most requests think little, some up to their limit.
        const draw = () => Math.min(1, 0.02 + 0.05 * -Math.log(1 - random.next()));
        for (let i = 0; i < answers; i++) lost.learn('m', draw());
        let truth = 0;
        for (let i = 0; i < count; i++) {
          lost.add('m', 0.04);
          truth += 0.04 * draw();
        }
        assert.ok(lost.usd <= 0.04 * count + 1e-12);
        if (truth > lost.usd) short++;
      }),
      { numRuns: rounds, seed: 3 },
    );
    assert.ok(short <= rounds * 0.02, String(short));
  });
});
