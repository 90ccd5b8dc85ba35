// Sums of what was sent, beside sums over a plain list.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SentLog } from '../../../src/providers/pacing/sentLog';

/** One request every ten milliseconds: number n at n * 10. */
function logOf(...costs: readonly number[]): SentLog {
  const log = new SentLog();
  for (const [at, cost] of costs.entries()) log.sent({ number: at + 1, sentMs: (at + 1) * 10 }, cost);
  return log;
}

describe('what was sent of late', () => {
  it('adds up as a plain list does, whatever is corrected', () => {
    const entries = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 9 })), {
      maxLength: 12,
    });
    const corrections = fc.array(fc.tuple(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 0, max: 9 })), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(
        entries,
        corrections,
        fc.nat(40),
        fc.nat(40),
        fc.nat(14),
        fc.integer({ min: 1, max: 30 }),
        (sent, fixes, from, until, since, wanted) => {
          const log = new SentLog();
          let nowMs = 0;
          const list = sent.map(([gapMs, cost], at) => {
            const entry = { number: at + 1, sentMs: (nowMs += gapMs), cost };
            log.sent(entry, cost);
            return entry;
          });
          for (const [number, cost] of fixes) {
            log.correct({ number, sentMs: 0 }, cost);
            const entry = list.find((each) => each.number === number);
            if (entry) entry.cost = cost;
          }
          const sum = (isIn: (entry: (typeof list)[number]) => boolean) =>
            list.filter(isIn).reduce((total, { cost }) => total + cost, 0);
          assert.equal(
            log.between(from, until),
            sum(({ sentMs }) => sentMs > from && sentMs <= until),
          );
          assert.equal(
            log.sinceNumber(since),
            sum(({ number }) => number > since),
          );
          let total = 0;
          // The sums before that moment do not reach what is wanted, for that is one at least.
          const reaching = list.find(({ sentMs, cost }) => sentMs > from && (total += cost) >= wanted);
          assert.equal(log.reaches(from, wanted), reaching?.sentMs);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('reaches a sum with the request that makes it full, a rounding less being enough', () => {
    const log = logOf(0.1, 0.2, 0.3);
    assert.equal(log.reaches(0, 0.3), 20);
    assert.equal(log.reaches(0, 0.1 + 0.2 + 0.3), 30);
    assert.equal(log.reaches(0, 0.31), 30);
    assert.equal(log.reaches(10, 0.2), 20);
    assert.equal(log.reaches(0, 0.61), undefined);
    assert.equal(new SentLog().reaches(0, 1), undefined);
  });

  it('forgets the oldest twenty thousand of more than forty thousand, and goes on adding', () => {
    const log = new SentLog();
    for (let number = 1; number <= 40_000; number++) log.sent({ number, sentMs: number }, 2);
    assert.equal(log.between(0, 50_000), 80_000);
    log.sent({ number: 40_001, sentMs: 40_001 }, 2);
    assert.equal(log.between(0, 50_000), 2 * 20_001);
    assert.equal(log.sinceNumber(0), 2 * 20_001);
    assert.equal(log.reaches(0, 4), 20_002);
    assert.equal(log.between(20_001, 20_003), 4);
    log.correct({ number: 1, sentMs: 1 }, 9);
    log.correct({ number: 20_001, sentMs: 20_001 }, 7);
    assert.equal(log.between(0, 50_000), 2 * 20_001 + 5);
    assert.equal(log.between(20_001, 50_000), 2 * 20_000);
  });
});
