// kill -9 of workers, coordinator and Redis while a run with workers is under way: the result is that of one undisturbed process, nothing that was
// answered is asked again, and every dollar is on the server's ledger. SMART_QUEUE_KILLS sets how many kills: three on a small table by default, from ten
// on over the recorded messages where they are (`npm run test:queue`).
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { makeRandom, shuffle } from '../../src/engine/random';
import { firstRedisMs, startRedis } from '../machine/redis';
import { useStarted } from '../machine/useStarted';
import { recordedAnswerer, syntheticAnswerer } from '../support/answerers';
import { startLlmServer, type LlmServerOptions } from '../support/llmServer';
import { listPrices, priceOf, recordedMessages } from '../support/sevenModels';
import { startWorker, type WorkerProcess } from '../support/workerProcess';
import { answersOnDisk } from './answersOnDisk';
import { countsOf, type Finished } from './queueRun';
import { labels, makeRunFixture, runArguments, type RunFixture } from './runFixture';
import { smart } from './smartProcess';

const kills = Number(process.env.SMART_QUEUE_KILLS ?? 3);
const seed = Number(process.env.SMART_SEED ?? 3);
/** Requests under way at once for each worker. */
const slots = 4;
const rough = { latencyMs: 40, faults: { serverError: 0.05, rateLimit: 0.03 } };

type Killed = 'worker' | 'coordinator' | 'redis';

/** Of each kind one at least, Redis once. */
function drawKills(): readonly Killed[] {
  const random = makeRandom(seed, 'kills of a queue');
  const more = Array.from({ length: Math.max(0, kills - 3) }, () => (random.next() < 0.6 ? 'worker' : 'coordinator'));
  const all = (['redis', 'worker', 'coordinator'] as const).slice(0, kills);
  const drawn: readonly Killed[] = [...all, ...(more as Killed[])];
  return [...shuffle(Int32Array.from(drawn.keys()), random)].map((at) => drawn[at]!);
}

describe('a run with workers that is killed', function () {
  this.timeout(180_000 + kills * 60_000);
  const redis = useStarted(startRedis, firstRedisMs);

  it(`ends as one process does after ${String(kills)} kills of workers, coordinator and Redis`, async () => {
    const calm = await makeFixture({});
    const kicked = await makeFixture(rough);
    const { ledger } = kicked.server;
    const workers: WorkerProcess[] = [];
    try {
      const undisturbed = await smart(runArguments(calm));
      assert.equal(undisturbed.code, 0, undisturbed.stderr);
      const expected = JSON.parse(undisturbed.stdout) as Finished;
      const planned = drawKills();
      const step = calm.server.ledger.entries.length / (planned.length + 1);
      for (let n = 0; n < 3; n++) workers.push(await startWorker(redis().url, { concurrency: slots }));
      const runs = join(kicked.folder, 'runs');
      const random = makeRandom(seed, 'who is killed');
      let next = 0;
      let troubles: Promise<unknown> = Promise.resolve();
      let done: Finished;
      for (;;) {
        const onDisk = answersOnDisk(runs);
        const entries = ledger.entries.length;
        const resume = onDisk ? ['--resume', 'last'] : [];
        const isDue = () => next < planned.length && ledger.entries.length >= step * (next + 1);
        const exit = await smart(runArguments(kicked, '--runs', runs, '--queue', redis().url, ...resume), {
          killWhen: () => {
            if (!isDue()) return false;
            const kind = planned[next++];
            if (kind === 'redis') troubles = troubles.then(() => redis().kill()).then(() => redis().start());
            if (kind === 'worker') {
              const at = random.below(workers.length);
              const victim = workers[at]!;
              troubles = troubles
                .then(() => victim.end('SIGKILL'))
                .then(async () => {
                  workers[at] = await startWorker(redis().url, { concurrency: slots });
                });
            }
            return kind === 'coordinator';
          },
        });
        await troubles;
        const again = ledger.entries
          .slice(entries)
          .filter(({ model, content }) => onDisk?.has(kicked.pairOf(model, content)));
        assert.deepEqual(again, [], 'asked again although the answer was on disk');
        if (exit.signal === 'SIGKILL') continue;
        assert.equal(exit.code, 0, exit.stderr);
        done = JSON.parse(exit.stdout) as Finished;
        break;
      }
      assert.equal(next, planned.length, 'every kill was done');
      assert.equal(await readFile(done.output, 'utf8'), await readFile(expected.output, 'utf8'));
      assert.deepEqual(countsOf(done), countsOf(expected));
      // What a killed worker had asked is asked once more, and is all that the ledger has beyond the bill.
      const twice = ledger.deliveredTwice();
      assert.ok(twice.length <= slots * planned.length, `asked twice: ${String(twice.length)}`);
      const seen = new Set<string>();
      let twiceUsd = 0;
      for (const { model, content, usd } of ledger.entries) {
        const pair = `${model} ${content}`;
        if (seen.has(pair)) twiceUsd += usd;
        seen.add(pair);
      }
      const beyond = ledger.billedUsd - done.spentUsd;
      assert.ok(
        Math.abs(beyond - twiceUsd) < 1e-9,
        `bill ${String(done.spentUsd)}, ledger ${String(ledger.billedUsd)}, twice ${String(twiceUsd)}`,
      );
      assert.ok((done.possiblyBilledUsd ?? 0) >= beyond - 1e-9, `${String(beyond)} may be billed and is not counted`);
      console.log(
        `    ${planned.join(', ')}; ${String(ledger.entries.length)} requests answered, ${String(twice.length)} twice, ` +
          `bill $${done.spentUsd.toFixed(4)}, ledger $${ledger.billedUsd.toFixed(4)}, possibly billed $${(done.possiblyBilledUsd ?? 0).toFixed(4)}`,
      );
    } finally {
      for (const worker of workers) await worker.end('SIGKILL');
      await Promise.all([calm.close(), kicked.close()]);
    }
  });
});

type Kicked = RunFixture & { readonly pairOf: (model: string, content: string) => string };

async function makeFixture(options: Partial<LlmServerOptions>): Promise<Kicked> {
  const recorded = kills >= 10 ? recordedMessages() : undefined;
  if (!recorded) {
    const pairOf = (model: string, content: string) => `${model} ${/message (\d+)/.exec(content)![1]!}`;
    return { ...(await makeRunFixture(400, options)), pairOf };
  }
  const folder = await mkdtemp(join(tmpdir(), 'smart-kills-'));
  const texts = [...new Set(recorded.texts)];
  const server = await startLlmServer({
    answerer: recordedAnswerer(recorded, syntheticAnswerer(labels)),
    priceOf,
    ...options,
  });
  const dataset = join(folder, 'messages.csv');
  await writeFile(dataset, stringify([['text'], ...texts.map((text) => [text])]));
  const ladder = join(folder, 'ladder.json');
  const models = ['gpt-5-nano', 'gpt-4o-mini', 'gpt-5'].map((model) => {
    const [inputPerMillion, outputPerMillion] = listPrices[model]!;
    return { provider: 'local', model, price: { inputPerMillion, outputPerMillion } };
  });
  await writeFile(
    ladder,
    JSON.stringify({ providers: { local: { type: 'openai-compatible', baseUrl: `${server.url}/v1` } }, models }),
  );
  const rowOf = new Map(texts.map((text, row) => [text.trim(), row]));
  return {
    ...{ folder, dataset, ladder, server },
    pairOf: (model, content) =>
      `${model} ${String(rowOf.get(/<text>\s?([\s\S]*?)\s?<\/text>/.exec(content)?.[1]?.trim() ?? content.trim()))}`,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
