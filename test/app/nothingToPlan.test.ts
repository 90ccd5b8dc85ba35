// Runs in which the planner has nothing to go by: a reference none of whose answers can be read (labels that do not fit the prompt), candidates that
// cost as much as the reference. Neither pays for useless replies.
import assert from 'node:assert/strict';
import { strategyNames } from '../../src/engine/strategy';
import { syntheticAnswerer } from '../support/answerers';
import { startLiveRun } from './liveRun';

describe('a reference that cannot be read', function () {
  this.timeout(120_000);
  for (const rows of [60, 400])
    for (const strategy of strategyNames) {
      it(`${strategy} over ${String(rows)} rows pauses after some twenty useless replies, and says why`, async () => {
        const sound = syntheticAnswerer(['ham', 'spam']);
        const live = await startLiveRun({
          texts: Array.from({ length: rows }, (_, row) => `message ${String(row)}`),
          answerer: (call) => ({ ...sound(call), ...(call.model === 'large' && { text: 'That depends.' }) }),
          priceOf: () => ({ type: 'token', inputPerMillion: 1, outputPerMillion: 4 }),
          models: [
            { model: 'small', price: { inputPerMillion: 0.1, outputPerMillion: 0.4 } },
            { model: 'large', price: { inputPerMillion: 10, outputPerMillion: 40 } },
          ],
        });
        try {
          const result = await live.run({ strategy });
          assert.equal(result.state, 'paused', result.message);
          assert.match(result.message ?? '', /The last 20 replies of large were no answers/);
          const paid = live.server.ledger.entries.filter(({ model }) => model === 'large').length;
          assert.ok(paid >= 20 && paid <= 60, `${String(paid)} replies of large were paid`);
        } finally {
          await live.close();
        }
      });
    }
});

describe('a candidate as expensive as the reference', function () {
  this.timeout(120_000);
  it('is left out, and the reference answers every row', async () => {
    const price = { inputPerMillion: 10, outputPerMillion: 40 };
    const live = await startLiveRun({
      texts: Array.from({ length: 200 }, (_, row) => `message ${String(row)}`),
      answerer: syntheticAnswerer(['ham', 'spam']),
      priceOf: () => ({ type: 'token', ...price }),
      models: ['other', 'large'].map((model) => ({ model, price })),
    });
    try {
      const result = await live.run({ reference: 'large' });
      assert.equal(result.state, 'finished', result.message);
      assert.equal(result.finished!.perModel['large']!.delivered, 200);
    } finally {
      await live.close();
    }
  });
});
