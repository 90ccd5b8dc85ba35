// What passed and what was refused of late, beside plain lists.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OutcomeLog } from '../../../src/providers/pacing/outcomeLog';

type Told = readonly [sinceMs: number, passed: number, isEmpty: boolean];

function busy(log: OutcomeLog, withRefused: boolean): Told[] {
  const told: Told[] = [];
  log.busy(withRefused, (...each) => told.push(each));
  return told;
}

function logOf(outcomes: readonly (readonly [atMs: number, isPassed: boolean])[]): OutcomeLog {
  const log = new OutcomeLog();
  for (const [atMs, isPassed] of outcomes)
    if (isPassed) log.passed(atMs);
    else log.refused(atMs);
  return log;
}

describe('what became of the requests of late', () => {
  it('is counted as in plain lists', () => {
    const outcome = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.boolean());
    fc.assert(
      fc.property(
        fc.array(outcome, { maxLength: 15 }),
        fc.nat(50),
        fc.integer({ min: 1, max: 16 }),
        (steps, afterMs, last) => {
          let nowMs = 0;
          const outcomes = steps.map(([gapMs, isPassed]) => [(nowMs += gapMs), isPassed] as const);
          const log = logOf(outcomes);
          for (const withRefused of [false, true]) {
            const moments = outcomes.flatMap(([atMs, isPassed]) => (isPassed || withRefused ? [atMs] : []));
            assert.equal(log.countBetween(afterMs, withRefused), moments.filter((atMs) => atMs > afterMs).length);
            assert.equal(log.fromLast(last, withRefused), moments.at(-last) ?? -Infinity);
          }
          const passed = outcomes.filter(([, isPassed]) => isPassed);
          const beginnings = passed.map(([atMs], at): Told => [atMs, passed.length - at, false]).reverse();
          assert.deepEqual(busy(log, false), beginnings);
          // Where refusals use it up too, the last one left nothing: what was before it is of no matter.
          const lastRefused = outcomes.findLastIndex(([, isPassed]) => !isPassed);
          const since = outcomes.slice(lastRefused + 1).length;
          const emptied: Told[] = lastRefused < 0 ? [] : [[outcomes[lastRefused]![0], since, true]];
          assert.deepEqual(busy(log, true), [
            ...emptied,
            ...(lastRefused < 0 ? beginnings : beginnings.slice(0, since)),
          ]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('has beginnings of busy times, the latest exactly and the earlier ones by every second', () => {
    const log = new OutcomeLog();
    for (let at = 0; at < 256; at++) log.passed(at);
    assert.equal(busy(log, false).length, 256);
    log.passed(256);
    const moments = busy(log, false)
      .map(([sinceMs]) => sinceMs)
      .reverse();
    const early = Array.from({ length: 65 }, (_, at) => 2 * at);
    const late = Array.from({ length: 128 }, (_, at) => 129 + at);
    assert.deepEqual(moments, [...early, ...late]);
    assert.deepEqual(busy(log, false).at(-1), [0, 257, false]);
    assert.deepEqual(busy(log, false).at(-2), [2, 255, false]);
  });

  it('forgets the oldest twenty thousand of more than forty thousand moments', () => {
    const log = new OutcomeLog();
    for (let at = 1; at <= 40_000; at++) log.passed(at);
    assert.equal(log.countBetween(0, false), 40_000);
    log.passed(40_001);
    assert.deepEqual([log.countBetween(0, false), log.countBetween(0, true)], [20_001, 20_001]);
    assert.deepEqual([log.fromLast(20_001, false), log.fromLast(20_002, false)], [20_001, -Infinity]);
  });
});
