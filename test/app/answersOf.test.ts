// A run that cannot be resumed, because a setting changed, is started anew without paying twice: it takes over the answers of the earlier one.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobEstimate } from '../../src/app/estimateJob';
import { InputError } from '../../src/engine/inputError';
import { syntheticAnswerer } from '../support/answerers';
import { type LiveRun, startLiveRun } from './liveRun';
import { makeRunFixture, runArguments } from './runFixture';
import { smart } from './smartProcess';

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
      (error) => error instanceof InputError && /cannot be reused: the prompt is another one/.test(error.message),
    );
    await assert.rejects(live.run({}, { answersOf: 'nowhere' }), InputError);
    assert.equal(live.server.ledger.requests, requests);
  });

  it('is told beforehand, on the command line, what it takes over and what that is worth', async () => {
    const fixture = await makeRunFixture(60);
    try {
      const runs = ['--runs', join(fixture.folder, 'runs')];
      const first = await smart(runArguments(fixture, ...runs, '--strategy', 'reference', '--limit', '40'));
      assert.equal(first.code, 0, first.stderr);
      const { requests } = fixture.server.ledger;
      const estimate = async (...more: string[]) => {
        const { code, stdout, stderr } = await smart(runArguments(fixture, ...runs, '--dry-run', ...more));
        assert.equal(code, 0, stderr);
        return JSON.parse(stdout) as JobEstimate;
      };
      const anew = await estimate();
      const again = await estimate('--answers-of', 'last');
      const large = anew.perModel.find(({ model }) => model === 'large')!;
      const usd = 40 * large.usdPerRow!;
      assert.equal(anew.takenOver, undefined);
      assert.equal(again.takenOver!.answers, 40);
      assert.ok(Math.abs(again.takenOver!.usd! - usd) < 1e-12);
      // At best each is needed; at worst the reference is asked about every row that it has not answered.
      const near = (usd: number, wanted: number) => Math.abs(usd - wanted) < 1e-12;
      assert.ok(near(again.total!.lowUsd, Math.max(0, anew.total!.lowUsd - 40 * large.lowUsdPerRow!)));
      assert.ok(near(again.total!.highUsd, anew.total!.highUsd - 40 * large.highUsdPerRow!));
      assert.ok(again.total!.expectedUsd < anew.total!.expectedUsd, 'what is paid is not expected once more');

      const certain = await estimate('--strategy', 'reference', '--answers-of', 'last');
      assert.ok(Math.abs(certain.total!.expectedUsd - usd / 2) < 1e-12, 'a third of the rows is left to pay');
      const few = await estimate('--limit', '30', '--answers-of', 'last');
      assert.equal(few.takenOver!.answers, 30);

      const words = runArguments(fixture, ...runs, '--dry-run', '--answers-of', 'last');
      const { stdout } = await smart(words.filter((word) => word !== '--json'));
      assert.match(stdout, /Reused: 40 answers paid before \(\$0\.\d+\)\. The low estimate/);
      const other = await smart([...words, '--labels', 'a,b']);
      assert.equal(other.code, 2);
      assert.match(other.stderr, /cannot be reused: the task is another one/);
      assert.equal(fixture.server.ledger.requests, requests, 'nothing was sent');
    } finally {
      await fixture.close();
    }
  });
});
