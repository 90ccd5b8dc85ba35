// Why a row has no answer stands wherever the row does: over real HTTP, a model whose replies are cut, withheld, or say nothing that was asked for. The
// result file names the cause in the row, the report in all three forms, and the panel in its grid and in what it shows of the run.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { FailedCause } from '../../src/engine/report/failedBecause';
import { emptyRunState, foldEvent } from '../../src/engine/runState';
import { createRowReader } from '../../src/host/runs/rowReader';
import { userInstallation } from '../../src/store/installation';
import type { ModelAnswer } from '../support/answerers';
import { startLiveRun } from './liveRun';

/** Of forty rows: what its reply is, and the words that say so. */
const troubles: readonly (readonly [isOf: (row: number) => boolean, reply: Partial<ModelAnswer>, words: RegExp])[] = [
  [(row) => row % 10 === 3, { text: '', finish: 'length' }, /cut at the output limit/],
  [(row) => row % 10 === 6, { text: '', finish: 'content_filter' }, /withheld the answer/],
  [(row) => row === 8, { text: 'I would rather not say.' }, /label/],
];
const rows = 40;
const troubleOf = (row: number) => troubles.find(([isOf]) => isOf(row));
const failed = Array.from({ length: rows }, (_, row) => row).filter((row) => troubleOf(row));

describe('the cause of a row without an answer', function () {
  this.timeout(120_000);

  it('stands in the result file, in the report and in the panel', async () => {
    const live = await startLiveRun({
      texts: Array.from({ length: rows }, (_, row) => `message ${String(row)}`),
      answerer: ({ content }) => {
        const row = Number(/message (\d+)/.exec(content)![1]);
        return { text: 'ham', inputTokens: 50, outputTokens: 4, ...troubleOf(row)?.[1] };
      },
      models: [{ model: 'gpt-4.1' }].map((entry) => ({
        ...entry,
        price: { inputPerMillion: 2, outputPerMillion: 8 },
      })),
    });
    try {
      const { state, finished, output, folder, events } = await live.run({ strategy: 'reference' });
      assert.equal(state, 'finished');
      assert.equal(finished!.failedRows, failed.length);

      const written = parse(await readFile(output!, 'utf8'), { columns: true }) as Record<string, string>[];
      written.forEach((record, row) => {
        const words = troubleOf(row)?.[2];
        if (words) assert.match(record['smart_cause']!, words, `row ${String(row)}`);
        else assert.equal(record['smart_cause'], '', `row ${String(row)}`);
      });

      const causes = finished!.failedBecause as readonly FailedCause[];
      assert.equal(
        causes.reduce((sum, cause) => sum + cause.rows, 0),
        failed.length,
      );
      for (const ending of ['md', 'html', 'json'])
        for (const [, , words] of troubles)
          assert.match(await readFile(join(folder, `report.${ending}`), 'utf8'), words, `report.${ending}`);

      const shown = events.reduce(foldEvent, emptyRunState);
      assert.deepEqual(shown.finished?.failedBecause, causes);
      const reader = createRowReader(
        () => folder,
        () => Promise.reject(new Error('nobody asks')),
        () => Promise.resolve(userInstallation()),
      );
      try {
        const page = await reader.page({ filter: 'failed', offset: 0, limit: rows }, true);
        assert.deepEqual(
          page.rows.map(({ row }) => row),
          failed,
        );
        for (const { row, cause } of page.rows) assert.match(cause!.text, troubleOf(row)![2], `row ${String(row)}`);
      } finally {
        reader.dispose();
      }
    } finally {
      await live.close();
    }
  });
});
