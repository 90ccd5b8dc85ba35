// How long the grid's rows of a large finished run keep their process from other work: opened, sorted by each column, searched, models side by side. The host's
// own code in plain Node, once with two labels and once with free text, no two answers alike. Other work of the machine lengthens the clock, so the process's
// own time is told beside it.
// Usage: node dist/test/bench/stallsOfRows.bench.js [rows] (1,000,000). Everything stands among the system's temporary files and is removed. Prints; asserts nothing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRowReader, type RowReader } from '../../src/host/runs/rowReader';
import { userInstallation } from '../../src/store/installation';
import { keepCorrection } from '../../src/store/correctionsFile';
import { writeLargeRun } from '../panel/largeRun';
import { watchStalls } from './stallWatch';

type Params = Parameters<RowReader['page']>[0];

async function measure(rows: number, isText: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'smart-stalls-rows-'));
  try {
    const run = await writeLargeRun(folder, rows, isText);
    const reader = createRowReader(
      () => run,
      () => Promise.reject(new Error('not measured here')),
      () => Promise.resolve(userInstallation()),
    );
    console.log(`\n${rows.toLocaleString('en')} rows, ${isText ? 'all answers different' : 'two labels'}`);
    const watch = watchStalls();
    const page = async (title: string, params: Partial<Params>) => {
      watch.enter(title);
      await reader.page({ offset: 0, limit: 100, filter: 'all', ...params }, true);
      watch.tell(title);
    };
    await page('opened', {});
    for (const by of ['row', 'answer', 'model', 'reason', 'trust', 'cost'] as const)
      for (const isDescending of [false, true])
        await page(`sorted by ${by}, ${isDescending ? 'falling' : 'rising'}`, { sort: { by, isDescending } });
    await page('the checked ones, sorted by answer', { filter: 'checked', sort: { by: 'answer', isDescending: true } });
    await page('of one model', { model: 'large' });
    await page('words looked for', { search: ', 777' });
    await page('a page in the middle, models side by side', { offset: rows >> 1, withAnswers: true });
    await keepCorrection(run, { type: 'correction', row: rows >> 1, text: 'positive' });
    await page('after a correction', {});
    watch.end();
    reader.dispose();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const rows = Number(process.argv[2] ?? '1000000');
  for (const isText of [false, true]) await measure(rows, isText);
}
void main();
