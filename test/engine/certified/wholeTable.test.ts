// The law of what batches can hide together, against draws.
import assert from 'node:assert/strict';
import { planLooks } from '../../../src/engine/certified/lookPlan';
import { riskOf } from '../../../src/engine/certified/looks';
import { looksWithin, wholeTableRisk } from '../../../src/engine/certified/wholeTable';
import { makeRandom, shuffle } from '../../../src/engine/random';
import type { BatchLooks } from '../../../src/engine/strategy';

const looksOf = (population: number, hiddenAllowed: number, alpha: number): BatchLooks | undefined => {
  const looks = planLooks(population, hiddenAllowed, alpha);
  return looks && { population, ...looks };
};

/** The most deviations that any look's prefix hides, or rows without evidence where these are more, where every row deviates. */
function mostHidden({ population, hiddenAllowed, sizes, allowed, reserve = 0 }: BatchLooks, seed: number): number {
  const order = shuffle(
    Int32Array.from({ length: population }, (_, row) => row),
    makeRandom(seed, 'draw'),
  );
  const drawnAt = new Int32Array(population);
  order.forEach((row, at) => (drawnAt[row] = at));
  return Math.max(
    hiddenAllowed - reserve,
    ...sizes.map((size, look) => {
      let [visible, hidden] = [0, 0];
      for (let row = 0; row < population && visible <= allowed[look]!; row++)
        if (drawnAt[row]! < size) visible++;
        else hidden++;
      return hidden;
    }),
  );
}

describe('what batches hide together', () => {
  it('is the risk that the looks were made for, of one batch, and less for more than was allowed', () => {
    for (const [rows, hidden] of [
      [500, 25],
      [200, 2],
      [3000, 150],
    ] as const) {
      const looks = planLooks(rows, hidden, 0.05)!;
      assert.ok(Math.abs(riskOf(rows, hidden, looks) - looks.risk) < 1e-9);
      assert.ok(riskOf(rows, hidden + 5, looks) < looks.risk);
      assert.equal(riskOf(rows, rows, looks), 0);
    }
  });

  it('is what draws show', () => {
    // Of twenty rows ten may differ: once as many are drawn, all may be delivered, and what is not drawn is hidden for certain.
    for (const whole of [
      [looksOf(120, 6, 0.5)!, looksOf(200, 20, 0.5)!],
      [looksOf(20, 10, 0.5)!, looksOf(40, 1, 0.5)!],
    ] as const) {
      compareWithDraws(whole);
      compareWithDraws([whole[0], { ...whole[1], reserve: Math.ceil(whole[1].hiddenAllowed / 2) }]);
    }
  });

  function compareWithDraws(two: readonly [BatchLooks, BatchLooks]): void {
    const draws = 4000;
    let [one, both] = [0, 0];
    for (let seed = 0; seed < draws; seed++) {
      const excess = two.map((looks, i) => mostHidden(looks, 2 * seed + i) - looks.hiddenAllowed);
      one += Number(excess[0]! > 0);
      both += Number(excess[0]! + excess[1]! > 0);
    }
    for (const [seen, risk] of [
      [one, wholeTableRisk([two[0]])],
      [both, wholeTableRisk(two)],
    ] as const) {
      const error = 4 * Math.sqrt((risk * (1 - risk)) / draws);
      assert.ok(Math.abs(seen / draws - risk) < error, `${String(seen / draws)} seen, ${String(risk)} computed`);
    }
  }

  it('leaves a batch the whole error where the sum allows it, and less where it does not', () => {
    const made = (share: number) => looksOf(500, 25, share);
    const earlier = [made(0.05)!];
    // The first batch, which was not known to be one, holds nothing back for the second.
    const second = looksWithin(0.05, earlier, made)!;
    assert.deepEqual(second, { ...made(0.05 * 0.7), reserve: 13 });
    const third = looksWithin(0.05, [...earlier, second], made)!;
    assert.deepEqual(third, { ...made(0.05), reserve: 13 });
    assert.ok(wholeTableRisk([...earlier, second, third]) < 0.03);
    const likely = [looksOf(500, 25, 0.5)!];
    const next = looksWithin(0.5, likely, (share) => looksOf(500, 25, share))!;
    assert.ok(next.sizes[0]! > looksOf(500, 25, 0.5)!.sizes[0]!);
    assert.ok(wholeTableRisk([...likely, next]) <= 0.5);
    // Whatever a further batch spends, the earlier one has spent more than all already.
    let tries = 0;
    const none = looksWithin(0.1, likely, () => {
      tries++;
      return earlier[0];
    });
    assert.deepEqual([none, tries], [undefined, 30]);
  });
});

describe('the law of what a batch hides', () => {
  /** Looks that nothing without evidence is delivered beside. */
  const alone = (population: number, hiddenAllowed: number, alpha: number): BatchLooks => ({
    ...looksOf(population, hiddenAllowed, alpha)!,
    reserve: hiddenAllowed,
  });

  /** Every number told apart, by the same risks. */
  function exactly(batches: readonly BatchLooks[]): number {
    const laws = batches.map((looks) => {
      const chances: number[] = [];
      for (let hides = 0; hides <= looks.population; hides++)
        chances.push(
          (hides === 0 ? 1 : riskOf(looks.population, hides - 1, looks)) - riskOf(looks.population, hides, looks),
        );
      return chances;
    });
    const sums = laws.reduce((one, other) => {
      const both = new Array<number>(one.length + other.length - 1).fill(0);
      for (const [i, share] of one.entries()) for (const [j, chance] of other.entries()) both[i + j]! += share * chance;
      return both;
    });
    const most = batches.reduce((sum, { hiddenAllowed }) => sum + hiddenAllowed, 0);
    return sums.slice(most + 1).reduce((sum, chance) => sum + chance, 0);
  }

  it('is exact for so few that each number is told apart', () => {
    const batches = [alone(60, 3, 0.3), alone(80, 5, 0.5), alone(50, 8, 0.2)];
    for (const some of [batches.slice(0, 1), batches.slice(0, 2), batches.slice(1), batches]) {
      const [risk, should] = [wholeTableRisk(some), exactly(some)];
      assert.ok(risk >= should - 1e-9 && risk < should + 2e-3 * should + 1e-6, `${String(risk)} for ${String(should)}`);
    }
    const { risk } = planLooks(60, 3, 0.3)!;
    assert.ok(Math.abs(wholeTableRisk([looksOf(60, 3, 0.3)!]) - risk) < 1e-8);
    assert.equal(wholeTableRisk([]), 0);
  });

  it('rounds up what it does not tell apart, to steps of an eighth of the distance and a hundred-and-fiftieth of the allowance', () => {
    /** Numbers from the allowance in both directions. */
    const steps = (allowed: number, most: number) => {
      const distances = [0];
      for (let at = 0; at < most; distances.push(at)) at += Math.max(1, Math.floor(allowed / 150), Math.floor(at / 8));
      return distances;
    };
    const roundedUp = (batches: readonly BatchLooks[]) => {
      const laws = batches.map((looks) => {
        const { population, hiddenAllowed } = looks;
        const apart = steps(hiddenAllowed, population);
        const numbers = [...apart.filter((at) => at <= hiddenAllowed).map((at) => -at), ...apart.slice(1)].sort(
          (a, b) => a - b,
        );
        const risk = (excess: number) =>
          hiddenAllowed + excess > population ? 0 : riskOf(population, hiddenAllowed + excess, looks);
        return numbers.map((excess, i) => [excess, (i === 0 ? 1 : risk(numbers[i - 1]!)) - risk(excess)] as const);
      });
      let above = 0;
      const sum = (at: number, excess: number, share: number) => {
        if (share < 1e-13) return;
        if (at === laws.length) above += excess > 0 ? share : 0;
        else for (const [more, chance] of laws[at]!) sum(at + 1, excess + more, share * chance);
      };
      sum(0, 0, 1);
      return above;
    };
    for (const batches of [
      [alone(300, 30, 0.2), alone(200, 24, 0.3)],
      [alone(700, 310, 0.1), alone(650, 302, 0.3)],
    ]) {
      const [risk, should] = [wholeTableRisk(batches), roundedUp(batches)];
      assert.ok(Math.abs(risk - should) < 1e-7, `${String(risk)} for ${String(should)}`);
    }
  });
});
