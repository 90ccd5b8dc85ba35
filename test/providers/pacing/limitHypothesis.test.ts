// One guess of what kind a limit is: bounds from what passed and what was refused.
import assert from 'node:assert/strict';
import { type HypothesisOptions, LimitHypothesis } from '../../../src/providers/pacing/limitHypothesis';
import { OutcomeLog } from '../../../src/providers/pacing/outcomeLog';

const options = (kind: HypothesisOptions['kind'], windowMs = 1000, countsRefusals = false) => ({
  kind,
  windowMs,
  countsRefusals,
});

function seen(given: HypothesisOptions, outcomes: readonly (readonly [atMs: number, isPassed: boolean])[]) {
  const [hypothesis, log] = [new LimitHypothesis(given), new OutcomeLog()];
  for (const [atMs, isPassed] of outcomes)
    if (isPassed) {
      hypothesis.passed(atMs, log);
      log.passed(atMs);
    } else {
      hypothesis.refused(atMs, log);
      log.refused(atMs);
    }
  return { hypothesis, log };
}
const near = (actual: number, expected: number) => {
  assert.ok(Math.abs(actual - expected) < 1e-9 * Math.abs(expected), `${String(actual)}, not ${String(expected)}`);
};

describe('a guess of the kind of a limit', () => {
  it('knows no rate before it is bounded from both sides', () => {
    for (const kind of ['bucket', 'single', 'sliding'] as const) {
      for (const outcomes of [
        [],
        [[0, true]],
        [
          [0, true],
          [900, true],
        ],
      ] as const) {
        const { hypothesis, log } = seen(options(kind), outcomes);
        assert.equal(hypothesis.rate, undefined, kind);
        assert.equal(hypothesis.freeAtMs(log), -Infinity);
      }
    }
    assert.equal(
      seen(options('single'), [
        [0, true],
        [500, false],
      ]).hypothesis.rate,
      undefined,
      'one alone tells of no rate',
    );
    assert.ok(
      seen(options('single'), [
        [0, true],
        [500, false],
        [1000, true],
      ]).hypothesis.rate,
    );
  });

  it('of one at a time lies between the gaps that passed and those that did not, 6 ms aside', () => {
    const { hypothesis, log } = seen(options('single'), [
      [0, true],
      [500, false],
      [1000, true],
    ]);
    near(hypothesis.rate!.least, 1 / 1006);
    near(hypothesis.rate!.below, (1 / 494) * 1.0004);
    assert.equal(hypothesis.holdsOne, true);
    // Two have passed since 0, one of which it held: the next is free after twice the time of one.
    near(hypothesis.freeAtMs(log), 2 * 1006 + 6);
    const quick = seen(options('single'), [
      [0, true],
      [50, false],
      [100, true],
    ]);
    near(quick.hypothesis.freeAtMs(quick.log), 2 * 106 + 6);
  });

  it('says whether one at most is left over', () => {
    const few = [
      [0, true],
      [500, false],
      [1500, true],
    ] as const;
    assert.deepEqual(
      (['single', 'bucket', 'sliding'] as const).map((kind) => seen(options(kind), few).hypothesis.holdsOne),
      [true, true, false],
    );
    assert.equal(seen(options('single', 1000, true), few).hypothesis.holdsOne, false, 'one that comes too early costs');
    const many = [
      [0, true],
      [1, true],
      [2, true],
      [3, false],
    ] as const;
    assert.equal(seen(options('bucket'), many).hypothesis.holdsOne, false);
  });

  it('that slides counts those in the window', () => {
    const { hypothesis, log } = seen(options('sliding'), [
      [0, true],
      [10, true],
      [20, true],
      [30, false],
    ]);
    near(hypothesis.rate!.least, 3 / 1000);
    near(hypothesis.rate!.below, 3 / 1000);
    near(hypothesis.freeAtMs(log), 0 + 1000 + 6);
    assert.equal(hypothesis.contradictions, 0);
    hypothesis.passed(40, log);
    assert.equal(hypothesis.contradictions, 1, 'a fourth passed');
    assert.equal(hypothesis.rate, undefined);
  });
});
