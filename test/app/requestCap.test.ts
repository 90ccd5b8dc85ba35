// The cap in requests of whole runs, by the server's ledger, for models without a price: never passed at concurrency 64 with faults, retries
// and forms that the server refuses, whatever it is, and over all sessions of a run together; at the cap the run pauses, keeps all, and goes on
// with a higher one without asking anything twice.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StrategyName } from '../../src/engine/strategy';
import { syntheticAnswerer } from '../support/answerers';
import { everyFault } from '../support/sevenModels';
import { startLiveRun } from './liveRun';
import { makeRunFixture, runArguments } from './runFixture';
import { smart } from './smartProcess';

const texts = Array.from({ length: 120 }, (_, row) => `message ${String(row)}`);
const unpriced = [{ model: 'small' }, { model: 'large' }];
const strategies: readonly StrategyName[] = ['certified', 'profile-all', 'reference', 'model-mix'];

describe('the cap of a run in requests', function () {
  this.timeout(240_000);

  for (const [index, strategy] of strategies.entries())
    it(`${strategy}: no price is known, the server refuses, errs and breaks off, and three sessions send no more than their caps`, async () => {
      const live = await startLiveRun({
        texts,
        answerer: syntheticAnswerer(['ham', 'spam'], { small: 0.05 }),
        priceOf: () => ({ type: 'token', inputPerMillion: 1, outputPerMillion: 4 }),
        faults: { ...everyFault, hang: 0.003 },
        // Each request that knows nothing of it is sent twice.
        refuse: (_, body) =>
          'logprobs' in body ? { status: 400, message: 'Unsupported parameter: logprobs' } : undefined,
        seed: index,
      });
      const { ledger } = live.server;
      const job = { strategy, reference: 'large', accuracy: 0.9, seed: index };
      try {
        let runId: string | undefined;
        for (const cap of [37, 60, 100]) {
          const result = await live.run({ ...job, mostRequests: cap }, runId === undefined ? {} : { resume: runId }, {
            models: unpriced,
          });
          runId = result.runId;
          assert.equal(result.pausedBy, 'requests', result.message);
          assert.match(
            result.message ?? '',
            new RegExp(`The cap of ${String(cap)} requests is reached: ${String(cap)} `),
          );
          assert.ok(ledger.requests <= cap, `${String(ledger.requests)} of ${String(cap)} requests`);
          assert.ok(ledger.requests > cap - 5, `${String(ledger.requests)} of ${String(cap)} requests: it is used`);
        }
        const last = await live.run({ ...job, mostRequests: 10_000 }, { resume: runId! }, { models: unpriced });
        assert.equal(last.state, 'finished', last.message);
        assert.deepEqual(ledger.deliveredTwice(), [], 'asked twice');
        assert.equal(last.finished!.spentUsd, undefined);
        assert.match(await readFile(join(last.folder, 'report.md'), 'utf8'), /at most 10,000 requests/);
      } finally {
        await live.close();
      }
    });

  it('counts what a session without the cap sent', async () => {
    const live = await startLiveRun({
      texts,
      answerer: syntheticAnswerer(['ham', 'spam'], { small: 0.05 }),
      priceOf: () => ({ type: 'token', inputPerMillion: 1, outputPerMillion: 4 }),
    });
    const { ledger } = live.server;
    try {
      const stop = new AbortController();
      const first = live.run({ reference: 'large' }, {}, { models: unpriced, signal: stop.signal });
      while (ledger.requests < 30) await new Promise((resolve) => setImmediate(resolve));
      stop.abort();
      const { runId, state } = await first;
      assert.equal(state, 'cancelled');
      const result = await live.run({ reference: 'large', mostRequests: 5 }, { resume: runId }, { models: unpriced });
      assert.equal(result.pausedBy, 'requests', result.message);
      const sent = ledger.requests;
      await live.run({ reference: 'large', mostRequests: 10 }, { resume: runId }, { models: unpriced });
      assert.equal(ledger.requests, sent, 'more had been sent before');
    } finally {
      await live.close();
    }
  });

  it('on the command line: exit 3, a sentence, and a larger cap goes on', async () => {
    const fixture = await makeRunFixture(100);
    try {
      await writeFile(
        fixture.ladder,
        JSON.stringify({
          providers: { local: { type: 'openai-compatible', baseUrl: `${fixture.server.url}/v1` } },
          models: ['small', 'large'].map((model) => ({ provider: 'local', model })),
        }),
      );
      const runs = ['--runs', join(fixture.folder, 'runs'), '--reference', 'large'];
      const first = await smart(runArguments(fixture, ...runs, '--most-requests', '40'));
      assert.equal(first.code, 3, first.stderr);
      assert.match(first.stdout, /The cap of 40 requests is reached: 40 requests sent/);
      const { ledger } = fixture.server;
      assert.equal(ledger.requests, 40);
      const second = await smart(runArguments(fixture, ...runs, '--most-requests', '1000', '--resume', 'last'));
      assert.equal(second.code, 0, second.stderr);
      assert.deepEqual(ledger.deliveredTwice(), []);
      const { output } = JSON.parse(second.stdout) as { output: string };
      assert.equal((await readFile(output, 'utf8')).trim().split('\n').length, 101);
    } finally {
      await fixture.close();
    }
  });
});
