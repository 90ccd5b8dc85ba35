// kill -9 of runs that ask several rows per request, over live requests and over batches, while a tenth of the replies leave rows out: resumed, a run makes
// the same requests, asks nothing again that is on disk, and ends as if undisturbed.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeRandom } from '../../src/engine/random';
import { roughTokens, seededUniform, syntheticAnswerer } from '../support/answerers';
import { startLlmServer } from '../support/llmServer';
import { packedAnswerer, packedText, rowsOfContent } from '../support/packedAnswerer';
import { answersOnDisk } from './answersOnDisk';
import { runBatchScript, type Stage } from './batchRunProcess';
import { labels, makeRunFixture, prices, runArguments } from './runFixture';
import { smart } from './smartProcess';

const kills = Number(process.env['SMART_KILLS'] ?? 6);
const seed = Number(process.env['SMART_SEED'] ?? 3);

const textIn = (content: string) => /message \d+/.exec(content)![0];
const alone = syntheticAnswerer(labels, { small: 0.05 });
/** A row is answered alike however it is asked about. */
const answerer = packedAnswerer((call) => alone({ ...call, content: textIn(call.content) }), {
  countTokens: roughTokens,
  spoil: (rows, { content }) => {
    const draw = seededUniform('spoil', content);
    if (draw >= 0.3) return undefined;
    // Some leave out a row or two, some say nothing that can be read.
    const said = rows.slice(draw < 0.1 ? rows.length : draw < 0.2 ? 1 : 2);
    return { text: packedText(said.map(({ id, answer }) => ({ id, text: answer.text }))) };
  },
});

type Finished = { readonly output: string; readonly perModel: Readonly<Record<string, { readonly asked: number }>> };

async function makePackedFixture(latencyMs?: number) {
  const fixture = await makeRunFixture(400, { answerer, ...(latencyMs !== undefined && { latencyMs }) });
  const models = [
    { provider: 'local', id: 'small x6', model: 'small', price: prices['small'], rowsPerRequest: 6 },
    { provider: 'local', model: 'large', price: prices['large'] },
  ];
  const ladder = JSON.parse(readFileSync(fixture.ladder, 'utf8')) as object;
  await writeFile(fixture.ladder, JSON.stringify({ ...ladder, models }));
  return fixture;
}

describe('a killed run that asks several rows per request', function () {
  this.timeout(120_000 + kills * 15_000);

  it(`resumed after ${String(kills)} kills, makes the same requests and ends as if undisturbed`, async () => {
    const calm = await makePackedFixture();
    const undisturbed = await smart(runArguments(calm));
    assert.equal(undisturbed.code, 0, undisturbed.stderr);
    const expected = JSON.parse(undisturbed.stdout) as Finished;
    const expectedOutput = await readFile(expected.output, 'utf8');
    const usual = new Set(calm.server.ledger.entries.map(({ model, content }) => `${model} ${content}`));
    assert.ok([...usual].some((request) => rowsOfContent(request).length === 6));
    assert.ok(
      [...usual].some((request) => rowsOfContent(request).length === 3),
      'some are asked again, smaller',
    );
    const random = makeRandom(seed, 'kills');
    try {
      for (let killed = 0; killed < kills;) {
        const rough = await makePackedFixture(60);
        const runs = join(rough.folder, 'runs');
        for (;;) {
          const onDisk = answersOnDisk(runs);
          const entries = rough.server.ledger.entries.length;
          const more = onDisk ? ['--resume', 'last'] : [];
          const args = runArguments(rough, '--runs', runs, '--concurrency', '3', ...more);
          const exit = await smart(args, killed < kills ? { killAfterMs: 300 + random.below(2500) } : {});
          const asked = rough.server.ledger.entries.slice(entries);
          const again = asked.flatMap(({ model, content }) =>
            [...content.matchAll(/message (\d+)/g)]
              .map(([, row]) => `${model === 'small' ? 'small x6' : model} ${row!}`)
              .filter((pair) => onDisk?.has(pair)),
          );
          assert.deepEqual(again, [], `kill ${String(killed)}: asked again although answered`);
          const others = asked.filter(({ model, content }) => !usual.has(`${model} ${content}`));
          assert.deepEqual(others, [], `kill ${String(killed)}: requests that an undisturbed run does not make`);
          if (exit.signal === 'SIGKILL') {
            killed++;
            continue;
          }
          assert.equal(exit.code, 0, exit.stderr);
          const done = JSON.parse(exit.stdout) as Finished;
          assert.equal(await readFile(done.output, 'utf8'), expectedOutput);
          for (const [model, { asked }] of Object.entries(expected.perModel))
            assert.equal(done.perModel[model]!.asked, asked);
          break;
        }
        await rough.close();
      }
    } finally {
      await calm.close();
    }
  });
});

async function startBatches() {
  const server = await startLlmServer({
    answerer,
    priceOf: (model) => ({ type: 'token', ...prices[model]! }),
    batch: { pollsUntilDone: 2 },
  });
  const folder = mkdtempSync(join(tmpdir(), 'smart-packed-batches-'));
  const texts = Array.from({ length: 60 }, (_, row) => `message ${String(row)}`);
  writeFileSync(join(folder, 'messages.csv'), `text\n${texts.join('\n')}\n`);
  const half = ({ inputPerMillion, outputPerMillion }: (typeof prices)[string]) => ({
    inputPerMillion: inputPerMillion / 2,
    outputPerMillion: outputPerMillion / 2,
  });
  const models = [
    {
      provider: 'batches',
      id: 'small x6',
      model: 'small',
      price: half(prices['small']!),
      batch: true,
      rowsPerRequest: 6,
    },
    { provider: 'batches', model: 'large', price: half(prices['large']!), batch: true },
  ];
  const providers = { batches: { type: 'openai', baseUrl: `${server.url}/v1` } };
  writeFileSync(join(folder, 'ladder.json'), JSON.stringify({ providers, models }));
  return {
    server,
    run: (killAt: Stage = 'never', killNumber = 1) => runBatchScript({ folder, budgetUsd: 100, killAt, killNumber }),
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

describe('a killed run over batches of requests about several rows', function () {
  this.timeout(300_000);
  let calm: { readonly results: string; readonly requests: readonly string[]; readonly billedUsd: number };
  const requestsOf = (server: Awaited<ReturnType<typeof startBatches>>['server']) =>
    server.ledger.entries.map(({ model, content }) => `${model} ${content}`).sort();

  before(async () => {
    const batches = await startBatches();
    try {
      const { end, done } = await batches.run();
      assert.equal(end, 0);
      assert.equal(done!.state, 'finished', done!.message);
      assert.equal(done!.spentUsd.toFixed(9), batches.server.ledger.billedUsd.toFixed(9));
      const requests = requestsOf(batches.server);
      assert.ok(requests.some((request) => rowsOfContent(request).length > 3));
      calm = { results: readFileSync(done!.output, 'utf8'), requests, billedUsd: batches.server.ledger.billedUsd };
    } finally {
      await batches.close();
    }
  });

  for (const [stage, number] of [
    ['before-submit', 2],
    ['after-submit', 2],
    ['polling', 3],
    ['collecting', 2],
    ['answered', 3],
  ] as [Stage, number][])
    it(`at "${stage}": resumed, it submits nothing twice and pays what an undisturbed run pays`, async () => {
      const rough = await startBatches();
      try {
        assert.equal((await rough.run(stage, number)).end, 'SIGKILL');
        const { end, done } = await rough.run();
        assert.equal(end, 0);
        assert.equal(done!.state, 'finished', done!.message);
        assert.equal(readFileSync(done!.output, 'utf8'), calm.results);
        assert.deepEqual(requestsOf(rough.server), calm.requests);
        assert.equal(done!.spentUsd.toFixed(9), calm.billedUsd.toFixed(9));
      } finally {
        await rough.close();
      }
    });
});
