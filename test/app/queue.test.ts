// Runs that coordinate workers over a real Redis: the same result as one process, and nothing of keys or rows left behind.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { firstRedisMs, startRedis } from '../machine/redis';
import { useStarted } from '../machine/useStarted';
import { startWorker, type WorkerProcess } from '../support/workerProcess';
import { countsOf, type Finished } from './queueRun';
import { makeRunFixture, runArguments } from './runFixture';
import { smart } from './smartProcess';

describe('a run with workers', function () {
  this.timeout(120_000);
  const redis = useStarted(startRedis, firstRedisMs);

  it('ends as one process does, by the keys of the workers alone, and leaves no key and no row behind', async () => {
    const key = 'key-of-a-worker-0123456789';
    const alone = await makeRunFixture(300);
    const together = await makeRunFixture(300, { key, latencyMs: 20 });
    const workers: WorkerProcess[] = [];
    try {
      const undisturbed = await smart(runArguments(alone));
      assert.equal(undisturbed.code, 0, undisturbed.stderr);
      const expected = JSON.parse(undisturbed.stdout) as Finished;
      const ladder = JSON.parse(await readFile(together.ladder, 'utf8')) as { providers: { local: object } };
      Object.assign(ladder.providers.local, { keyEnv: 'LOCAL_KEY' });
      await writeFile(together.ladder, JSON.stringify(ladder));
      const env = { LOCAL_KEY: key, SMART_ALLOW_HOSTS: `${together.server.url}=LOCAL_KEY` };
      for (let n = 0; n < 2; n++) workers.push(await startWorker(redis().url, { env }));
      const run = await smart(runArguments(together, '--queue', redis().url));
      assert.equal(run.code, 0, run.stderr);
      const done = JSON.parse(run.stdout) as Finished;
      assert.equal(await readFile(done.output, 'utf8'), await readFile(expected.output, 'utf8'));
      // Dollars are added up in the order in which answers come.
      assert.deepEqual(countsOf(done), countsOf(expected));
      assert.deepEqual(together.server.ledger.deliveredTwice(), []);
      assert.ok(Math.abs(done.spentUsd - together.server.ledger.billedUsd) < 1e-9);
      const left = await redis().dump();
      assert.ok(!left.includes(key), 'a key is in Redis');
      assert.ok(!left.includes('lorem') && !left.includes('message 1'), left);
      assert.ok(!left.includes('spam') && !left.includes('"ham"'), 'an answer is left in Redis');
    } finally {
      for (const worker of workers) assert.equal(await worker.end('SIGTERM'), 0, worker.said());
      await Promise.all([alone.close(), together.close()]);
    }
  });

  it('says in a sentence what is wrong with a queue', async () => {
    const fixture = await makeRunFixture(30);
    const locked = await startRedis('--requirepass', 'right');
    try {
      const at = (queue: string, ...more: string[]) => smart(runArguments(fixture, '--queue', queue, ...more));
      const port = String(locked.port);
      for (const [queue, words] of [
        [`redis://:wrong@127.0.0.1:${port}/0`, /does not take the user name or password; give it as/],
        [`redis://127.0.0.1:${port}/0`, /wants a password; give it as/],
        [
          'redis://127.0.0.1:1/0',
          /redis:\/\/127\.0\.0\.1:1\/0 cannot be reached \(.*ECONNREFUSED.*\): is Redis running/,
        ],
        ['http://127.0.0.1/0', /A queue is the address of a Redis/],
      ] as const) {
        const { code, stderr } = await at(queue);
        assert.equal(code, 2, stderr);
        assert.match(stderr, words);
        assert.ok(!stderr.includes('wrong@') && !/\n +at /.test(stderr), stderr);
        assert.equal(fixture.server.ledger.requests, 0);
      }
    } finally {
      await Promise.all([fixture.close(), locked.close()]);
    }
  });
});
