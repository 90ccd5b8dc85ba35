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

/** The most deviations that any look's prefix hides, where every row deviates. */
function mostHidden({ population, sizes, allowed }: BatchLooks, seed: number): number {
  const order = shuffle(
    Int32Array.from({ length: population }, (_, row) => row),
    makeRandom(seed, 'draw'),
  );
  const drawnAt = new Int32Array(population);
  order.forEach((row, at) => (drawnAt[row] = at));
  return Math.max(
    0,
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
    const two = [looksOf(120, 6, 0.5)!, looksOf(200, 20, 0.5)!] as const;
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
  });

  it('leaves a batch the whole error where the sum allows it, and less where it does not', () => {
    const earlier = [looksOf(500, 25, 0.05)!];
    assert.deepEqual(
      looksWithin(0.05, earlier, (share) => looksOf(500, 25, share)),
      looksOf(500, 25, 0.05),
    );
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
