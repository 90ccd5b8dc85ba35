import assert from 'node:assert/strict';
import { makeCpuMeter } from '../../../src/providers/embedded/cpuMeter';

/** A meter over answers that cost as told, and how often the clock was read. */
function measure(costs: readonly number[], readingSeconds = 0) {
  let now = 0;
  let reads = 0;
  const meter = makeCpuMeter(() => {
    reads++;
    now += readingSeconds;
    return now;
  });
  const billed = costs.map((cost) => {
    meter.start();
    now += cost;
    return meter.stop();
  });
  return { billed, reads };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('makeCpuMeter', () => {
  it('measures every slow answer exactly', () => {
    const costs = Array.from({ length: 300 }, (_, i) => 0.01 + (i % 7) / 1000);
    const { billed } = measure(costs);
    billed.forEach((seconds, i) => {
      assert.ok(Math.abs(seconds - costs[i]!) < 1e-9);
    });
  });

  it('does not bill what reading the clock costs', () => {
    const costs = Array.from({ length: 2000 }, () => 4e-6);
    const { billed } = measure(costs, 1e-4);
    assert.ok(Math.abs(sum(billed) / sum(costs) - 1) < 1e-6, String(sum(billed)));
  });

  it('reads the clock seldom for quick answers, and bills what they cost on average', () => {
    const costs = Array.from({ length: 10_000 }, (_, i) => (i === 0 ? 0.003 : 5e-6 + (i % 3) * 1e-6));
    const { billed, reads } = measure(costs);
    assert.ok(reads < 500, String(reads));
    assert.ok(Math.abs(sum(billed) / sum(costs) - 1) < 0.1, String(sum(billed) / sum(costs)));
  });
});
