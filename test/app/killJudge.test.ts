// kill -9 while a judge is being asked, resumed each time: no verdict that reached the disk is asked for again, and the run ends as an undisturbed one.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { stringify } from 'csv-stringify/sync';
import { readRecords } from '../../src/store/journalFile';
import { startLlmServer } from '../support/llmServer';
import { reportOf, summaryAnswerer, summaryPrice, summaryUsd } from '../support/judging';
import { smart } from './smartProcess';

const rows = 600;

describe('a run that is killed while it is judged', function () {
  this.timeout(240_000);

  it('pays no verdict twice', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'smart-judge-'));
    const server = await startLlmServer({
      priceOf: (model) => ({ type: 'token', ...summaryPrice(model) }),
      answerer: summaryAnswerer(),
      latencyMs: 15,
    });
    const dataset = join(folder, 'reports.csv');
    writeFileSync(
      dataset,
      stringify([['text'], ...Array.from({ length: rows }, (_, row) => [`Report ${String(row)}.`])]),
    );
    const ladder = join(folder, 'ladder.json');
    writeFileSync(
      ladder,
      JSON.stringify({
        providers: { local: { type: 'openai-compatible', baseUrl: `${server.url}/v1` } },
        models: Object.keys(summaryUsd).map((model) => ({ provider: 'local', model, price: summaryPrice(model) })),
      }),
    );
    const common = [
      ...['run', dataset, '--prompt', 'Summarise: {{text}}', '--same', 'judge', '--judge', 'judge', '--seed', '4'],
      ...['--models', ladder, '--accuracy', '0.9', '--no-cache', '--json', '--concurrency', '2'],
    ];
    const into = (name: string) => ['--runs', join(folder, name), '--out', join(folder, `${name}.csv`)];
    const judged = () => server.ledger.entries.filter(({ content }) => content.includes('<row>'));
    try {
      const calm = await smart([...common, ...into('calm')]);
      assert.equal(calm.code, 0, calm.stderr);
      const wanted = judged().length;
      assert.ok(wanted > 20, String(wanted));

      const runs = join(folder, 'rough');
      const onDisk = () => {
        const found = new Set<number>();
        for (const run of readdirSync(runs).filter((name) => !name.startsWith('.')))
          for (const record of readRecords(join(runs, run, 'journal.smartlog'), () => undefined))
            if (record.type === 'verdict') found.add(record.row);
        return found;
      };
      // What the killed process had sent may still be on its way to the ledger.
      const settled = async () => {
        while (server.load.now > 0) await setTimeout(20);
        return judged().length;
      };
      let paid = 0;
      for (const [kill, at] of [3, Math.floor(wanted / 2), wanted - 2].entries()) {
        const before = await settled();
        const exit = await smart([...common, ...into('rough'), ...(kill > 0 ? ['--resume', 'last'] : [])], {
          killWhen: () => judged().length - wanted >= at,
        });
        assert.equal(exit.signal, 'SIGKILL', exit.stderr);
        const again = judged()
          .slice(before)
          .map(({ content }) => reportOf(content));
        if (kill > 0) assert.ok(again.length > 0, 'it was killed while it judged');
        paid = onDisk().size;
        assert.ok(paid > 0 || kill === 0);
      }
      const known = onDisk();
      const before = await settled();
      const done = await smart([...common, ...into('rough'), '--resume', 'last']);
      assert.equal(done.code, 0, done.stderr);
      const again = judged()
        .slice(before)
        .map(({ content }) => reportOf(content));
      assert.deepEqual(
        again.filter((row) => known.has(row)),
        [],
        'verdicts on disk are asked for again',
      );
      assert.equal(known.size + again.length, wanted);
      const [calmEnd, roughEnd] = [calm, done].map(
        ({ stdout }) => JSON.parse(stdout) as { perModel: Record<string, { asked: number; delivered: number }> },
      );
      for (const [model, { asked, delivered }] of Object.entries(calmEnd!.perModel)) {
        assert.equal(roughEnd!.perModel[model]!.asked, asked, model);
        assert.equal(roughEnd!.perModel[model]!.delivered, delivered, model);
      }
      assert.equal(readFileSync(join(folder, 'rough.csv'), 'utf8'), readFileSync(join(folder, 'calm.csv'), 'utf8'));
    } finally {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
