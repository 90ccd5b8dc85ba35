// A worker that is cut off is taken for dead and its request asked by another; the answer that it brings later is taken, once.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { firstRedisMs, startRedis } from '../machine/redis';
import { useStarted } from '../machine/useStarted';
import { startWorker, type WorkerProcess } from '../support/workerProcess';
import type { Finished } from './queueRun';
import { makeRunFixture, runArguments } from './runFixture';
import { smart } from './smartProcess';

describe('a worker that is cut off', function () {
  this.timeout(180_000);
  const redis = useStarted(startRedis, firstRedisMs);

  it('brings an answer later that is taken once', async () => {
    let current = '';
    let asked = 0;
    let cutOff!: () => void;
    let askedAgain!: () => void;
    let end!: () => void;
    const isCutOff = new Promise<void>((resolve) => (cutOff = resolve));
    const isAskedAgain = new Promise<void>((resolve) => (askedAgain = resolve));
    const isOver = new Promise<void>((resolve) => (end = resolve));
    const fixture = await makeRunFixture(20, {
      onRequest: (_, body) => (current = JSON.stringify(body)),
      hold: () => {
        if (!/message 7\b/.test(current)) return undefined;
        asked++;
        if (asked > 1) askedAgain();
        else
          void first.then((worker) => {
            worker.send('SIGSTOP');
            cutOff();
          });
        return asked > 1 ? isOver : isCutOff;
      },
    });
    const first = startWorker(redis().url, { concurrency: 1 });
    const workers: WorkerProcess[] = [await first];
    try {
      const running = smart(runArguments(fixture, '--strategy', 'reference', '--queue', redis().url));
      await isCutOff;
      workers.push(await startWorker(redis().url, { concurrency: 1 }));
      await isAskedAgain;
      workers[0]!.send('SIGCONT');
      const exit = await running;
      assert.equal(exit.code, 0, exit.stderr);
      const done = JSON.parse(exit.stdout) as Finished;
      assert.equal((await readFile(done.output, 'utf8')).trim().split('\n').length, 21);
      assert.equal(asked, 2);
      // The second request was still unanswered: the late answer is the one that counts.
      assert.equal(fixture.server.ledger.entries.filter(({ content }) => /message 7\b/.test(content)).length, 1);
      assert.equal(done.perModel['large']?.asked, 20);
      const { billedUsd } = fixture.server.ledger;
      assert.ok(
        Math.abs(done.spentUsd - billedUsd) < 1e-9,
        `bill ${String(done.spentUsd)}, ledger ${String(billedUsd)}`,
      );
    } finally {
      end();
      for (const worker of workers) await worker.end('SIGKILL');
      await fixture.close();
    }
  });
});
