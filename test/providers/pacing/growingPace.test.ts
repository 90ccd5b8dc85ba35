// How a pace grows with what passes, and what a refusal makes of it.
import assert from 'node:assert/strict';
import type { DeliveredRate } from '../../../src/providers/pacing/deliveredRate';
import { GrowingPace } from '../../../src/providers/pacing/growingPace';

const near = (actual: number, expected: number, what?: string) => {
  assert.ok(
    Math.abs(actual - expected) <= 1e-9 * Math.abs(expected),
    `${what ?? ''} ${String(actual)}, not ${String(expected)}`,
  );
};

function passing(pace: GrowingPace, count: number): GrowingPace {
  for (let at = 0; at < count; at++) pace.hasPassed();
  return pace;
}

/** The share by which it has grown. */
const grown = (pace: GrowingPace, nowMs: number) => pace.at(nowMs) / pace.base - 1;

/** As a DeliveredRate shows it. */
const delivered = (measured?: { perMs: number; passed: number }, flow?: number) =>
  ({ measured, flow }) as DeliveredRate;

describe('a growing pace', () => {
  it('grows by its doubt with sixteen that passed, with the square of their count', () => {
    const late = 1e6;
    near(grown(passing(new GrowingPace(0.01, 0.1, 0), 0), late), 0);
    near(grown(passing(new GrowingPace(0.01, 0.1, 0), 8), late), 0.1 / 4);
    near(grown(passing(new GrowingPace(0.01, 0.1, 0), 16), late), 0.1);
    near(grown(passing(new GrowingPace(0.01, 0.1, 0), 32), late), 0.1 * 4);
  });

  it('grows no sooner than in fifteen seconds, sooner where it is doubted more', () => {
    const many = 1000;
    // The least doubt is 3 %.
    near(grown(passing(new GrowingPace(0.01, 0, 1000), many), 1000 + 15_000), 0.03);
    near(grown(passing(new GrowingPace(0.01, 0, 1000), many), 1000 + 7500), 0.03 / 4);
    // Of 12 % in a quarter of the time, and 40 % at most.
    near(grown(passing(new GrowingPace(0.01, 0.12, 0), many), 15_000 / 4), 0.12);
    near(grown(passing(new GrowingPace(0.01, 0.9, 0), many), (15_000 * 3) / 40), 0.4);
    near(grown(passing(new GrowingPace(0.01, 0.12, 0), many), 0), 0);
  });

  it('that is known between two figures is doubted by half their distance, and grows in fifteen seconds', () => {
    near(grown(passing(GrowingPace.ofKnown(0.01, 0.012, 2000), 16), 1e6), 0.1);
    near(grown(passing(GrowingPace.ofKnown(0.01, 0.012, 2000), 1000), 2000 + 15_000), 0.1);
    near(grown(passing(GrowingPace.ofKnown(0.01, 0.01, 0), 16), 1e6), 0.003);
    near(grown(passing(GrowingPace.ofKnown(0.01, 0.1, 0), 16), 1e6), 0.4);
    assert.equal(GrowingPace.ofKnown(0.01, 0.012, 0).base, 0.01);
  });

  it('becomes after a refusal what was measured or flowed, within 30 %', () => {
    const base = 0.01;
    for (const [name, rate, next, doubt] of [
      ['nothing measured: 6 % less', delivered(), 0.94 * base, 0.4],
      ['measured less', delivered({ perMs: 0.008, passed: 9 }), 0.94 * base, 0.1],
      ['measured more', delivered({ perMs: 0.011, passed: 9 }), 0.011, 0.1],
      ['measured far more', delivered({ perMs: 0.02, passed: 9 }), 1.3 * base, 0.1],
      ['flowed less', delivered({ perMs: 0.002, passed: 19 }, 0.009), 0.009, 0.05],
      ['flowed far less', delivered(undefined, 0.001), base / 1.3, 0.4],
      ['flowed more', delivered({ perMs: 0.002, passed: 99 }, 0.0111), 0.0111, 0.03],
    ] as const) {
      const pace = new GrowingPace(base, 0.1, 0).afterRefusal(rate, 5000);
      near(pace.base, next, name);
      near(grown(passing(pace, 16), 1e6), doubt, name);
      near(grown(passing(pace, 16), 5000), 0, name);
    }
  });

  it('is bounded after a refusal by what it had grown to', () => {
    const grownPace = passing(new GrowingPace(0.01, 0.1, 0), 16);
    near(grownPace.afterRefusal(delivered({ perMs: 1, passed: 9 }), 1e6).base, 1.3 * 0.011);
    near(grownPace.afterRefusal(delivered(undefined, 0.0001), 1e6).base, 0.011 / 1.3);
  });

  it('that was a leap falls back to what was measured, no lower than before the leap and no higher than it is', () => {
    const base = 0.01;
    for (const [name, factor, rate, next, doubt] of [
      ['nothing measured', 2, delivered(), base / 2, 0.4],
      ['measured in between', 2, delivered({ perMs: 0.007, passed: 9 }), 0.007, 0.4],
      ['measured more', 2, delivered({ perMs: 0.03, passed: 9 }), base, 0.4],
      ['a small leap', 1.25, delivered({ perMs: 0.001, passed: 9 }), base / 1.25, 0.1],
    ] as const) {
      const pace = new GrowingPace(base, 0, 0).afterLeap(factor, rate, 3000);
      near(pace.base, next, name);
      near(grown(passing(pace, 16), 1e6), doubt, name);
      near(grown(passing(pace, 16), 3000), 0, name);
    }
  });
});
