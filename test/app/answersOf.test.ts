// A run that cannot be resumed, because a setting changed, is started anew without paying twice: it takes over the answers of the earlier one.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { InputError } from '../../src/engine/inputError';
import { syntheticAnswerer } from '../support/answerers';
import { type LiveRun, startLiveRun } from './liveRun';

const texts = Array.from({ length: 120 }, (_, row) => `message ${String(row)}`);

describe('a new run with the answers of an earlier one', function () {
  this.timeout(120_000);
  let live: LiveRun;
  before(async () => {
    live = await startLiveRun({
      texts,
      answerer: syntheticAnswerer(['ham', 'spam'], { small: 0.05 }),
      models: [
        { model: 'small', price: { inputPerMillion: 1, outputPerMillion: 4 } },
        { model: 'large', price: { inputPerMillion: 10, outputPerMillion: 40 } },
      ],
      priceOf: () => ({ type: 'token', inputPerMillion: 1, outputPerMillion: 4 }),
    });
  });
  after(() => live.close());

  it('asks nothing again, is billed nothing for what it takes over, and answers like a run from scratch', async () => {
    const first = await live.run({ strategy: 'reference' });
    assert.equal(live.server.ledger.requests, texts.length);
    await assert.rejects(live.run({ strategy: 'reference', seed: 2 }, { resume: first.runId }), /seed is 2 now/);

    const second = await live.run({ strategy: 'reference', seed: 2 }, { answersOf: first.runId });
    assert.equal(second.state, 'finished');
    assert.notEqual(second.runId, first.runId);
    assert.equal(live.server.ledger.requests, texts.length, 'nothing was asked again');
    assert.equal(second.finished!.spentUsd, 0);
    assert.deepEqual(await readFile(second.output!), await readFile(first.output!));
    assert.ok(
      second.events.some(
        (e) => e.type === 'noted' && e.message === `120 answers of run ${first.runId} are taken over.`,
      ),
    );

    const third = await live.run({ strategy: 'profile-all', accuracy: 0.7 }, { answersOf: first.runId });
    assert.equal(third.finished!.perModel['large']!.costUsd, 0);
    assert.ok(third.finished!.perModel['small']!.costUsd! > 0);
    assert.ok(live.server.ledger.requests > texts.length && live.server.ledger.requests <= 2 * texts.length);
  });

  it('is refused where the question is another one, and leaves no run behind', async () => {
    const first = await live.run({ strategy: 'reference' });
    const { requests } = live.server.ledger;
    await assert.rejects(
      live.run({ prompt: 'Is it spam? {{text}}' }, { answersOf: first.runId }),
      (error) => error instanceof InputError && /cannot be taken over: the prompt is another one/.test(error.message),
    );
    await assert.rejects(live.run({}, { answersOf: 'nowhere' }), InputError);
    assert.equal(live.server.ledger.requests, requests);
  });
});
