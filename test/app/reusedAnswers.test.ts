// The estimate of a second run that reuses the answers of a first one, against what the second run then costs, at thresholds on both sides of the first's.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { answersToTakeOver } from '../../src/app/answersToTakeOver';
import { outcomeOf } from '../../src/app/earlierOutcome';
import { estimateJob } from '../../src/app/estimateJob';
import { planJob } from '../../src/app/planJob';
import { notesInEnglish } from '../../src/engine/money/estimateNotes';
import { syntheticAnswerer } from '../support/answerers';
import { startLiveRun, type LiveRun } from './liveRun';

const rows = 3000;
const prices = { large: [10, 40], medium: [2, 8], small: [0.5, 2] } as const;
const models = Object.entries(prices).map(([model, [inputPerMillion, outputPerMillion]]) => ({
  model,
  price: { inputPerMillion, outputPerMillion },
}));

describe('an estimate with answers that are reused', function () {
  this.timeout(240_000);
  let live: LiveRun;
  let first: Awaited<ReturnType<LiveRun['run']>>;

  before(async () => {
    live = await startLiveRun({
      texts: Array.from({ length: rows }, (_, row) => `Message ${String(row)} of a person who asks something`),
      answerer: syntheticAnswerer(['ham', 'spam'], { medium: 0.01, small: 0.03 }),
      priceOf: (model) => {
        const [inputPerMillion, outputPerMillion] = prices[model as keyof typeof prices];
        return { type: 'token', inputPerMillion, outputPerMillion };
      },
      models,
    });
    first = await live.run({ accuracy: 0.95 });
  });
  after(() => live.close());

  async function estimated(accuracy: number, seed: number, knows = true) {
    const { out: _, ...job } = first.job;
    const plan = await planJob({ ...job, accuracy, seed }, true);
    try {
      const folder = join(live.folder, 'runs', first.runId);
      const paid = await answersToTakeOver(folder, plan);
      return await estimateJob(plan, paid, undefined, knows ? outcomeOf(folder, plan) : undefined);
    } finally {
      await plan.dataset.close();
    }
  }

  for (const [accuracy, seed] of [
    [0.9, 2],
    [0.95, 3],
    [0.98, 4],
  ] as const)
    it(`comes near what the run at ${String(accuracy)} then costs, and its range holds that`, async () => {
      const { total, profiling, applying, requests, takenOver, notes } = await estimated(accuracy, seed);
      const blind = (await estimated(accuracy, seed, false)).total!;
      const before = live.server.ledger.billedUsd;
      const sent = live.server.ledger.entries.length;
      await live.run({ accuracy, seed }, { answersOf: first.runId });
      const usd = live.server.ledger.billedUsd - before;
      const asked = live.server.ledger.entries.length - sent;
      const { lowUsd, expectedUsd, highUsd } = total!;
      const told = `estimated ${JSON.stringify(total)}, blind ${String(blind.expectedUsd)}, cost ${String(usd)}, ${String(asked)} requests of ${JSON.stringify(requests)}`;
      assert.ok(takenOver!.answers > rows, told);
      assert.ok(lowUsd <= usd && usd <= highUsd, told);
      assert.ok(requests!.low <= asked && asked <= requests!.high, told);
      assert.ok(Math.abs(expectedUsd - usd) < Math.abs(blind.expectedUsd - usd) / 5, told);
      assert.ok(usd / 2.1 < expectedUsd && expectedUsd < 2.1 * usd, told);
      // Parts make the whole.
      assert.ok(Math.abs(profiling!.expectedUsd + applying!.expectedUsd - expectedUsd) < 1e-9, told);
      assert.match(notesInEnglish(notes), /by what the earlier run at 95% accuracy saved/);
    });
});
