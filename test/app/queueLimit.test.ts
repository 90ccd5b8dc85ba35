// One limit for all workers: what the server lets through is learned from whichever worker's reply tells it, and kept to by all of them together.
import assert from 'node:assert/strict';
import { systemClock } from '../../src/providers/systemClock';
import { firstRedisMs, startRedis } from '../machine/redis';
import { useStarted } from '../machine/useStarted';
import { roughTokens } from '../support/answerers';
import { createLimiter } from '../support/limiter';
import { startWorker, type WorkerProcess } from '../support/workerProcess';
import { makeRunFixture, runArguments } from './runFixture';
import { smart } from './smartProcess';

type AccountLimit = {
  readonly unit: 'requests' | 'tokens';
  /** What is let through at once, and then each second. */
  readonly capacity: number;
  readonly perSecond: number;
  /** What a request with these messages takes of it. */
  readonly costOf: (messages: readonly { readonly content: string }[]) => number;
  /** What the coordinator may send too much before replies have told what a request takes: requests count one each, tokens are estimated. */
  readonly slack: number;
};

const rows = 70;
/** A minute in short. */
const windowMs = 5000;

const limits: readonly AccountLimit[] = [
  { unit: 'requests', capacity: 20, perSecond: 4, costOf: () => 1, slack: 2 },
  {
    unit: 'tokens',
    capacity: 1400,
    perSecond: 250,
    // As the server bills them: its answers are a token long.
    costOf: (messages) => messages.reduce((sum, { content }) => sum + roughTokens(content), 1),
    slack: 150,
  },
];

describe('the limit of an account that three workers share', function () {
  this.timeout(300_000);
  const redis = useStarted(startRedis, firstRedisMs);

  for (const { unit, capacity, perSecond, costOf, slack } of limits)
    it(`in ${unit}: it holds over the sum of them`, async () => {
      const limiter = createLimiter({ perMinute: 60 * perSecond, capacity }, systemClock);
      const arrived: { readonly atMs: number; readonly cost: number }[] = [];
      let refused = 0;
      const told = () => ({
        [`x-ratelimit-limit-${unit}`]: String(capacity),
        [`x-ratelimit-remaining-${unit}`]: String(Math.max(0, Math.floor(limiter.remaining()))),
        [`x-ratelimit-reset-${unit}`]: `${String(Math.ceil(limiter.resetMs()))}ms`,
      });
      const fixture = await makeRunFixture(rows, {
        headers: told,
        refuse: (_, { messages }) => {
          const cost = costOf(messages as { content: string }[]);
          arrived.push({ atMs: performance.now(), cost });
          if (limiter.remaining() >= cost) {
            limiter.take(cost);
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
        const within = (fromMs: number) =>
          arrived.reduce((sum, { atMs, cost }) => sum + (atMs >= fromMs && atMs < fromMs + windowMs ? cost : 0), 0);
        const most = Math.max(...arrived.map(({ atMs }) => within(atMs)));
        const allowed = capacity + (perSecond * windowMs) / 1000;
        const all = arrived.reduce((sum, { cost }) => sum + cost, 0);
        console.log(
          `    ${String(arrived.length)} requests of ${String(all)} ${unit}, ${String(refused)} refused, at most ${String(most)} ${unit} in 5 s of ${String(allowed)} allowed`,
        );
        // Else nothing had to wait, and the test would say nothing.
        assert.ok(all > 1.5 * capacity, `${String(all)} ${unit} were asked for in all`);
        assert.ok(most <= allowed + slack, `${String(most)} ${unit} within 5 s, ${String(allowed)} are allowed`);
        // A worker that paced itself alone would run into the limit again and again.
        assert.ok(refused <= 3, `${String(refused)} of ${String(arrived.length)} requests were refused`);
        assert.deepEqual(fixture.server.ledger.deliveredTwice(), []);
      } finally {
        for (const worker of workers) await worker.end('SIGKILL');
        await fixture.close();
      }
    });
});
