// One limit for all workers: what the server lets through is learned from whichever worker's reply tells it, and kept to by all of them together.
import assert from 'node:assert/strict';
import { systemClock } from '../../src/providers/systemClock';
import { firstRedisMs, startRedis } from '../machine/redis';
import { useStarted } from '../machine/useStarted';
import { createLimiter } from '../support/limiter';
import { startWorker, type WorkerProcess } from '../support/workerProcess';
import { makeRunFixture, runArguments } from './runFixture';
import { smart } from './smartProcess';

/** Requests that the account lets through: 20 at once, then four a second. */
const capacity = 20;
const perSecond = 4;
const rows = 70;
/** A minute in short. */
const windowMs = 5000;

describe('the limit of an account that three workers share', function () {
  this.timeout(180_000);
  const redis = useStarted(startRedis, firstRedisMs);

  it('holds over the sum of them', async () => {
    const limiter = createLimiter({ perMinute: 60 * perSecond, capacity }, systemClock);
    const arrivedMs: number[] = [];
    let refused = 0;
    const told = () => ({
      'x-ratelimit-limit-requests': String(capacity),
      'x-ratelimit-remaining-requests': String(Math.floor(limiter.remaining())),
      'x-ratelimit-reset-requests': `${String(Math.ceil(limiter.resetMs()))}ms`,
    });
    const fixture = await makeRunFixture(rows, {
      headers: told,
      refuse: () => {
        arrivedMs.push(performance.now());
        if (limiter.remaining() >= 1) {
          limiter.take(1);
          return undefined;
        }
        refused++;
        return {
          ...{ status: 429, message: 'Too many requests', headers: { ...told(), 'retry-after': '1' } },
          raw: '{"error":{"message":"Too many requests","type":"rate_limit_error"}}',
        };
      },
    });
    const workers: WorkerProcess[] = [];
    try {
      for (let n = 0; n < 3; n++) workers.push(await startWorker(redis().url, { concurrency: 8 }));
      const exit = await smart(runArguments(fixture, '--strategy', 'reference', '--queue', redis().url));
      assert.equal(exit.code, 0, exit.stderr);
      const most = Math.max(
        ...arrivedMs.map((from) => arrivedMs.filter((at) => at >= from && at < from + windowMs).length),
      );
      const allowed = capacity + (perSecond * windowMs) / 1000;
      console.log(
        `    ${String(arrivedMs.length)} requests, ${String(refused)} refused, at most ${String(most)} in 5 s of ${String(allowed)} allowed`,
      );
      assert.ok(most <= allowed + 2, `${String(most)} requests within 5 s, ${String(allowed)} are allowed`);
      // A worker that paced itself alone would run into the limit again and again.
      assert.ok(refused <= 3, `${String(refused)} of ${String(arrivedMs.length)} requests were refused`);
      assert.deepEqual(fixture.server.ledger.deliveredTwice(), []);
    } finally {
      for (const worker of workers) await worker.end('SIGKILL');
      await fixture.close();
    }
  });
});
