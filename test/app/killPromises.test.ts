// kill -9 in the middle of a filter and of a bounded loss, resumed each time: no answer that reached the disk is asked for again, and the run ends as an
// undisturbed one, promise and all.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { stringify } from 'csv-stringify/sync';
import { readRecords } from '../../src/store/journalFile';
import { roughTokens } from '../support/answerers';
import { startLlmServer } from '../support/llmServer';
import { smart } from './smartProcess';

const rows = 900;
const prices = { small: [0.1, 0.4], big: [10, 40] } as const;
const rowOf = (content: string) => Number(/message (\d+)/.exec(content)![1]);
type Told = { readonly promise: unknown; readonly spentUsd: number };

/** Both err on some rows, rarely by much. */
const cases = [
  {
    name: 'a filter',
    options: ['--task', 'filter', '--recall', '0.85', '--precision', '0.85'],
    answer: (row: number, isSmall: boolean) => ((row % 3 === 0) !== (isSmall && row % 40 === 7) ? 'yes' : 'no'),
  },
  {
    name: 'a bounded loss',
    options: ['--task', 'number', '--loss', 'absolute', '--loss-cap', '20', '--mean-loss', '1'],
    answer: (row: number, isSmall: boolean) => String(100 + (row % 37) + (isSmall && row % 30 === 7 ? 4 : 0)),
  },
];

describe('a run with another promise that is killed', function () {
  this.timeout(240_000);

  for (const { name, options, answer } of cases)
    it(`pays no answer of ${name} twice, and promises the same`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'smart-promise-'));
      const server = await startLlmServer({
        priceOf: (model) => {
          const [inputPerMillion, outputPerMillion] = prices[model as keyof typeof prices];
          return { type: 'token', inputPerMillion, outputPerMillion };
        },
        answerer: ({ model, content }) => ({
          text: answer(rowOf(content), model === 'small'),
          inputTokens: roughTokens(content),
          outputTokens: 1,
        }),
        latencyMs: 5,
      });
      const dataset = join(folder, 'messages.csv');
      writeFileSync(
        dataset,
        stringify([['text'], ...Array.from({ length: rows }, (_, row) => [`message ${String(row)}`])]),
      );
      const ladder = join(folder, 'ladder.json');
      const models = Object.entries(prices).map(([model, [inputPerMillion, outputPerMillion]]) => ({
        ...{ provider: 'local', model, price: { inputPerMillion, outputPerMillion } },
      }));
      const providers = { local: { type: 'openai-compatible', baseUrl: `${server.url}/v1` } };
      writeFileSync(ladder, JSON.stringify({ providers, models }));
      const common = [
        ...['run', dataset, '--prompt', 'So? {{text}}', ...options, '--seed', '4', '--models', ladder],
        ...['--no-cache', '--json', '--concurrency', '4'],
      ];
      const into = (of: string) => ['--runs', join(folder, of), '--out', join(folder, `${of}.csv`)];
      const pairsFrom = (from: number) =>
        server.ledger.entries.slice(from).map(({ model, content }) => `${model} ${String(rowOf(content))}`);
      const settled = async () => {
        while (server.load.now > 0) await setTimeout(20);
        return server.ledger.entries.length;
      };
      const onDisk = () => {
        const runs = join(folder, 'rough');
        const found = new Set<string>();
        for (const run of readdirSync(runs).filter((one) => !one.startsWith('.')))
          for (const record of readRecords(join(runs, run, 'journal.smartlog'), () => undefined))
            if (record.type === 'answer') found.add(`${record.model} ${String(record.row)}`);
        return found;
      };
      try {
        const calm = await smart([...common, ...into('calm')]);
        assert.equal(calm.code, 0, calm.stderr);
        const wanted = await settled();
        const asked = (calmPairs: readonly string[]) => calmPairs.filter((pair) => pair.startsWith('big')).length;
        assert.ok(asked(pairsFrom(0)) < 0.8 * rows, 'rows are spared, so that there is something to promise');
        // While it plans, while the candidate answers, and at the last requests.
        for (const [kill, at] of [20, Math.floor(wanted / 2), wanted - 3].entries()) {
          const known = kill > 0 ? onDisk() : new Set<string>();
          const before = await settled();
          const exit = await smart([...common, ...into('rough'), ...(kill > 0 ? ['--resume', 'last'] : [])], {
            killWhen: () => known.size + server.ledger.entries.length - before >= at,
          });
          assert.equal(exit.signal, 'SIGKILL', exit.stderr);
          await settled();
          assert.deepEqual(
            pairsFrom(before).filter((pair) => known.has(pair)),
            [],
          );
        }
        const known = onDisk();
        const before = await settled();
        const done = await smart([...common, ...into('rough'), '--resume', 'last']);
        assert.equal(done.code, 0, done.stderr);
        const again = pairsFrom(before);
        assert.deepEqual(
          again.filter((pair) => known.has(pair)),
          [],
          'answers on disk are asked for again',
        );
        assert.equal(known.size + again.length, wanted);
        const [calmEnd, roughEnd] = [calm, done].map(({ stdout }) => JSON.parse(stdout) as Told);
        assert.deepEqual(roughEnd!.promise, calmEnd!.promise);
        assert.equal(readFileSync(join(folder, 'rough.csv'), 'utf8'), readFileSync(join(folder, 'calm.csv'), 'utf8'));
      } finally {
        await server.close();
        rmSync(folder, { recursive: true, force: true });
      }
    });
});
