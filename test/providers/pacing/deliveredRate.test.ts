// What passed between refusals, and how evenly it flowed.
import assert from 'node:assert/strict';
import { DeliveredRate } from '../../../src/providers/pacing/deliveredRate';

/** After refusals at [moment, passed by then]. */
function after(...empties: readonly (readonly [number, number])[]): DeliveredRate {
  const rate = new DeliveredRate();
  for (const [atMs, passed] of empties) rate.empty(atMs, passed);
  return rate;
}

/** Of requests sent at these moments, when one sent then is refused. */
function flowOf(sentMs: readonly number[], refusedMs: number): number | undefined {
  const rate = new DeliveredRate();
  for (const each of sentMs) rate.flowed(each);
  rate.empty(refusedMs, sentMs.length);
  return rate.flow;
}

const every = (gapMs: number, count: number, fromMs = 0) =>
  Array.from({ length: count }, (_, at) => fromMs + at * gapMs);

describe('what was delivered between refusals', () => {
  it('is measured where enough passed, or over long enough', () => {
    assert.equal(new DeliveredRate().measured, undefined);
    for (const [name, empties, measured] of [
      ['one refusal', [[0, 5]], undefined],
      [
        'an earlier refusal that is told later',
        [
          [0, 0],
          [1000, 4],
          [500, 2],
        ],
        { perMs: 4 / 1000, passed: 4 },
      ],
      [
        'of several',
        [
          [0, 0],
          [1000, 4],
          [2000, 9],
          [1500, 6],
        ],
        { perMs: 9 / 2000, passed: 9 },
      ],
      [
        'nothing passed',
        [
          [0, 5],
          [9000, 5],
        ],
        undefined,
      ],
      [
        'two in no long time',
        [
          [0, 5],
          [4999, 7],
        ],
        undefined,
      ],
      [
        'one in a long time',
        [
          [0, 5],
          [5000, 6],
        ],
        { perMs: 1 / 5000, passed: 1 },
      ],
      [
        'three in a short time',
        [
          [100, 5],
          [600, 8],
        ],
        { perMs: 3 / 500, passed: 3 },
      ],
      [
        'in no time at all',
        [
          [100, 5],
          [100, 9],
        ],
        { perMs: 4, passed: 4 },
      ],
      [
        'over several refusals',
        [
          [0, 0],
          [1000, 2],
          [3000, 9],
        ],
        { perMs: 9 / 3000, passed: 9 },
      ],
      [
        'a refusal of an earlier one says nothing',
        [
          [1000, 4],
          [500, 2],
          [2000, 9],
        ],
        { perMs: 5 / 1000, passed: 5 },
      ],
    ] as const)
      assert.deepEqual(after(...empties).measured, measured, name);
  });

  it('is measured over 25 requests and a minute, as far back as that takes', () => {
    for (const [name, empties, measured] of [
      [
        '24 are too few',
        [
          [0, 0],
          [1000, 10],
          [61_000, 34],
        ],
        { perMs: 34 / 61_000, passed: 34 },
      ],
      [
        '25 in a minute',
        [
          [0, 0],
          [1000, 10],
          [61_000, 35],
        ],
        { perMs: 25 / 60_000, passed: 25 },
      ],
      [
        'less than a minute',
        [
          [0, 0],
          [1000, 10],
          [60_999, 99],
        ],
        { perMs: 99 / 60_999, passed: 99 },
      ],
      [
        'two are always kept',
        [
          [0, 0],
          [100_000, 100],
        ],
        { perMs: 100 / 100_000, passed: 100 },
      ],
      [
        'several at once',
        [
          [0, 0],
          [10, 10],
          [20, 20],
          [100_000, 100],
        ],
        { perMs: 80 / 99_980, passed: 80 },
      ],
    ] as const)
      assert.deepEqual(after(...empties).measured, measured, name);
  });

  it('is forgotten when asked to', () => {
    const rate = after([0, 0], [1000, 10]);
    rate.forget();
    assert.equal(rate.measured, undefined);
    rate.empty(2000, 20);
    assert.equal(rate.measured, undefined);
  });

  it('flows in at most eight intervals, at least four, a quarter of one being left over from before', () => {
    assert.equal(new DeliveredRate().flow, undefined);
    for (const [name, sent, refusedMs, flow] of [
      ['four requests', every(100, 4), 1000, undefined],
      ['five', every(100, 5), 1000, 3.75 / 400],
      ['nine', every(100, 9), 1000, 7.75 / 800],
      ['the last nine of twenty', [...every(1, 11), ...every(100, 9, 500)], 2000, 7.75 / 800],
      ['those before it alone', [...every(100, 5), 500, 600], 500, 3.75 / 400],
      ['all at once', every(0, 6), 1000, 4.75],
    ] as const)
      assert.equal(flowOf(sent, refusedMs), flow, name);
  });

  it('flows anew after each refusal: what was sent later belongs to the next', () => {
    const rate = new DeliveredRate();
    for (const sentMs of every(100, 8)) rate.flowed(sentMs);
    rate.empty(350, 4);
    assert.equal(rate.flow, undefined, 'four before');
    rate.flowed(800);
    rate.empty(900, 9);
    assert.equal(rate.flow, 3.75 / 400, 'five since: 400 to 800');
    rate.empty(950, 9);
    assert.equal(rate.flow, undefined, 'nothing since');
    for (const sentMs of every(10, 5, 1000)) rate.flowed(sentMs);
    rate.empty(1020, 14);
    assert.equal(rate.flow, undefined, 'the refused one is of neither');
    for (const sentMs of every(10, 3, 1050)) rate.flowed(sentMs);
    rate.empty(2000, 20);
    assert.equal(rate.flow, 3.75 / 40, '1030, 1040 and three more');
  });

  it('remembers three hundred requests', () => {
    const rate = new DeliveredRate();
    for (const sentMs of every(10, 304)) rate.flowed(sentMs);
    rate.empty(75, 8);
    assert.equal(rate.flow, undefined, 'of those before, 40 to 70 are left');
    const other = new DeliveredRate();
    for (const sentMs of every(10, 304)) other.flowed(sentMs);
    other.empty(85, 8);
    assert.equal(other.flow, 3.75 / 40);
  });
});
