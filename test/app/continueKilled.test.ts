// A table that grows, whose second run is killed (SIGKILL) three times and resumed: file and decisions of an undisturbed one, no old row is asked about, and
// no answer on disk is asked for again; with a judge, and with SMART_FULL=1 over a batch service too.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { stringify } from 'csv-stringify/sync';
import { readRecords } from '../../src/store/journalFile';
import { startLlmServer, type LlmServer } from '../support/llmServer';
import { reportOf, summaryAnswerer, summaryPrice, summaryUsd } from '../support/judging';
import { smart } from './smartProcess';

type Told = {
  readonly output: string;
  readonly runId: string;
  readonly spentUsd: number;
  readonly perModel: Readonly<Record<string, { readonly asked: number; readonly delivered: number }>>;
  readonly promise: { readonly allowed: number; readonly batch?: { readonly rows: number; readonly kept: number } };
};

const rowsBefore = 500;
const rowsAfter = 1000;

describe('a run that continues an earlier one and is killed', function () {
  this.timeout(240_000);
  let folder: string;
  let server: LlmServer;
  let dataset: string;
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(batch: boolean) {
    folder = mkdtempSync(join(tmpdir(), 'smart-continued-'));
    server = await startLlmServer({
      priceOf: (model) => ({ type: 'token', ...summaryPrice(model) }),
      answerer: summaryAnswerer(),
      latencyMs: 10,
      ...(batch && { batch: { pollsUntilDone: 1 } }),
    });
    dataset = join(folder, 'reports.csv');
    writeFileSync(
      join(folder, 'ladder.json'),
      JSON.stringify({
        providers: {
          local: batch
            ? { type: 'openai', baseUrl: `${server.url}/v1` }
            : { type: 'openai-compatible', baseUrl: `${server.url}/v1` },
        },
        models: Object.keys(summaryUsd).map((model) => ({
          ...{ provider: 'local', model, price: summaryPrice(model) },
          ...(batch && model === 'large' && { batch: true }),
        })),
      }),
    );
  }
  const table = (rows: number) => {
    writeFileSync(
      dataset,
      stringify([['text'], ...Array.from({ length: rows }, (_, row) => [`Report ${String(row)}.`])]),
    );
  };
  const run = (runs: string, more: readonly string[], options?: Parameters<typeof smart>[1]) =>
    smart(
      [
        ...['run', dataset, '--prompt', 'Summarise: {{text}}', '--same', 'judge', '--judge', 'judge'],
        ...['--models', join(folder, 'ladder.json'), '--accuracy', '0.9', '--no-cache', '--json'],
        ...['--concurrency', '4', '--runs', join(folder, runs), ...more],
      ],
      { env: { OPENAI_API_KEY: 'a-key-of-a-test' }, ...options },
    );
  const finished = async (runs: string, ...more: string[]): Promise<Told> => {
    const { code, stdout, stderr } = await run(runs, more);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Told;
  };
  /** What was asked, `model row`: a verdict counts under its judge. */
  const askedSince = (from: number) =>
    server.ledger.entries.slice(from).map(({ model, content }) => `${model} ${String(reportOf(content))}`);
  /** What the newest run of a folder has on disk, written as `askedSince` does. */
  const onDisk = (runs: string): Set<string> => {
    const found = new Set<string>();
    const newest = readdirSync(join(folder, runs))
      .filter((name) => !name.startsWith('.'))
      .sort()
      .at(-1)!;
    for (const record of readRecords(join(folder, runs, newest, 'journal.smartlog'), () => undefined)) {
      if (record.type === 'verdict') found.add(`judge ${String(record.row)}`);
      if (record.type === 'answer') found.add(`${record.model.split('/').at(-1)!} ${String(record.row)}`);
    }
    return found;
  };

  for (const [name, batch] of [
    ['with a judge', false],
    // Waiting for batches takes three minutes.
    ...(process.env['SMART_FULL'] === '1' ? ([['with a judge, the reference asked in batches', true]] as const) : []),
  ] as const)
    it(`${name}: ends as one that nobody disturbed`, async () => {
      await start(batch);
      table(rowsBefore);
      const first = await finished('calm', '--seed', '4');
      assert.equal((await finished('rough', '--seed', '4')).promise.allowed, first.promise.allowed);
      table(rowsAfter);
      let from = server.ledger.entries.length;
      const calm = await finished('calm', '--seed', '5', '--continue', 'last');
      assert.equal(calm.promise.batch!.rows, rowsAfter - rowsBefore);
      const wanted = askedSince(from);
      assert.deepEqual(
        wanted.filter((pair) => Number(pair.split(' ')[1]) < rowsBefore),
        [],
        'no old row is asked about again',
      );

      from = server.ledger.entries.length;
      const settled = async () => {
        while (server.load.now > 0) await setTimeout(20);
        return server.ledger.entries.length;
      };
      for (const [kill, share] of [0.2, 0.5, 0.8].entries()) {
        const at = from + Math.floor(share * wanted.length);
        const more = kill === 0 ? ['--seed', '5', '--continue', 'last'] : ['--resume', 'last'];
        const exit = await run('rough', more, { killWhen: () => server.ledger.entries.length >= at });
        assert.equal(exit.signal, 'SIGKILL', exit.stderr);
      }
      const known = onDisk('rough');
      const before = await settled();
      const done = await finished('rough', '--resume', 'last');
      assert.deepEqual(
        askedSince(before).filter((pair) => known.has(pair)),
        [],
        'what is on disk is asked for again',
      );
      assert.deepEqual(
        { ...done.promise, batch: { ...done.promise.batch, continues: undefined } },
        { ...calm.promise, batch: { ...calm.promise.batch, continues: undefined } },
      );
      for (const [model, { asked, delivered }] of Object.entries(calm.perModel))
        assert.deepEqual([done.perModel[model]!.asked, done.perModel[model]!.delivered], [asked, delivered], model);
      assert.equal(readFileSync(done.output, 'utf8'), readFileSync(calm.output, 'utf8'));
    });
});
