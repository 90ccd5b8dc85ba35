// Nobody named the reference, and the prior takes the wrong model for the costliest: a few answers of each show it before anything rests on it.
import assert from 'node:assert/strict';
import { thinkingAnswerer, thinkingPriceOf, madeUpMessages, houseModel } from '../support/thinkingModels';
import { startLiveRun } from './liveRun';
import { inEnglish } from '../../src/engine/report/reasonsInEnglish';

describe('a reference that nobody named', function () {
  this.timeout(120_000);
  const models = [
    { model: 'house-model', price: houseModel },
    { model: 'gpt-5', price: { inputPerMillion: 1.25, outputPerMillion: 10 } },
    { model: 'gpt-4o-mini', price: { inputPerMillion: 0.15, outputPerMillion: 0.6 } },
  ];
  const start = () =>
    startLiveRun({ texts: madeUpMessages(600), answerer: thinkingAnswerer, priceOf: thinkingPriceOf, models });

  it('is the model that turns out the costliest, though its name does not tell that it thinks', async () => {
    const live = await start();
    try {
      const result = await live.run({ accuracy: 0.95, seed: 4 });
      assert.equal(result.finished!.promise.reference, 'house-model');
      const note = result.events.find(
        (event) => event.type === 'noted' && /house-model is the costliest/.test(inEnglish(event.message)),
      );
      assert.ok(note, 'the switch is told');
      const { ledger } = live.server;
      assert.equal(result.finished!.spentUsd!.toFixed(9), ledger.billedUsd.toFixed(9));
      assert.deepEqual(ledger.deliveredTwice(), [], 'what was measured is not asked again');
      const again = await live.run({ accuracy: 0.95, seed: 4 }, { resume: result.runId });
      assert.equal(again.finished!.promise.reference, 'house-model');
    } finally {
      await live.close();
    }
  });

  it('stays what the user named', async () => {
    const live = await start();
    try {
      const { finished, events } = await live.run({ accuracy: 0.95, seed: 4, reference: 'gpt-5' });
      assert.equal(finished!.promise.reference, 'gpt-5');
      const left = events.find((event) => event.type === 'ladder-reordered');
      assert.deepEqual(left?.leftOut, ['house-model']);
      assert.ok(finished!.perModel['house-model']!.asked <= 6);
    } finally {
      await live.close();
    }
  });
});
