// How quickly the panel opens on a finished run and how smoothly its grid scrolls: the built page in Chromium, fed by the host's own row
// reader from files on disk, over the real messages. Usage: node dist/test/panel/largeRun.bench.js [rows ...] (100000 1000000)
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { emptyRunState } from '../../src/engine/runState';
import { createRowReader } from '../../src/host/runs/rowReader';
import { userInstallation } from '../../src/store/installation';
import { keepCorrection } from '../../src/store/correctionsFile';
import { journalPath } from '../../src/store/runFiles';
import { readRunState } from '../../src/store/runList';
import { launchBrowser, openPanel } from './harness/openPanel';
import { writeLargeRun } from './largeRun';

const sizes = process.argv.slice(2).map(Number);

/** In the page: scrolls by so many pixels a frame for two seconds and counts the gaps between frames. */
const scroll = (pixels: number) => `new Promise((resolve) => {
  const grid = document.querySelector('.grid');
  const gaps = [];
  const began = performance.now();
  let last = began;
  const step = (now) => {
    if (now > last) gaps.push(now - last);
    last = now;
    grid.scrollTop += ${String(pixels)};
    if (now - began < 2000) requestAnimationFrame(step);
    else resolve(gaps.slice(1));
  };
  requestAnimationFrame(step);
})`;

async function measure(rows: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'smart-panel-bench-'));
  const browser = await launchBrowser();
  try {
    const run = await writeLargeRun(folder, rows);
    console.log(
      `\n${rows.toLocaleString('en')} rows, journal of ${(statSync(journalPath(run)).size / 1e6).toFixed(1)} MB`,
    );
    let firstPageMs = 0;
    let bytes = 0;
    const reader = createRowReader(
      () => run,
      () => Promise.reject(new Error('not measured here')),
      () => Promise.resolve(userInstallation()),
    );
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const empty = await openPanel(browser, { view: { view: 'run', runId: 'empty', state: emptyRunState, files: {} } });
    const emptyMs = await firstPaintMs(empty.page);
    await empty.close();
    const began = performance.now();
    delay.enable();
    const state = await readRunState(run, (message) => {
      throw new Error(message);
    });
    const stateMs = performance.now() - began;
    const panel = await openPanel(browser, {
      view: { view: 'run', runId: 'bench', state, files: {}, isRunning: false },
      handlers: {
        rowsPage: async (params) => {
          const from = performance.now();
          const page = await reader.page(params, true);
          firstPageMs ||= performance.now() - from;
          return page;
        },
      },
      onPost: (message) => {
        bytes += JSON.stringify(message).length;
      },
    });
    await panel.page
      .locator('.grid-rows .column-content', { hasText: 'battery' })
      .first()
      .waitFor({ timeout: 600_000 });
    const rowsMs = performance.now() - began;
    delay.disable();
    print(
      'first paint after opening',
      `${(await firstPaintMs(panel.page)).toFixed(0)} ms (of a run without events: ${emptyMs.toFixed(0)} ms)`,
    );
    print('  of it: host folds the state', `${stateMs.toFixed(0)} ms`);
    print('first page of rows at the host', `${firstPageMs.toFixed(0)} ms`);
    print('  longest the host was deaf meanwhile', `${(delay.max / 1e6).toFixed(0)} ms`);
    print('rows on the screen (with the browser driver)', `${rowsMs.toFixed(0)} ms`);
    print('sent to open', `${(bytes / 1000).toFixed(0)} kB`);
    const devtools = await panel.page.context().newCDPSession(panel.page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const busyMs = async () => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      return 1000 * metrics.find(({ name }) => name === 'TaskDuration')!.value;
    };
    // What the machine does to the frames of a page that has nothing to draw, measured in turns with ours.
    const bare = await browser.newPage();
    await bare.setContent(
      `<div class="grid" style="height: 420px; overflow: auto"><div style="height: ${String(rows * 28)}px"></div></div>`,
    );
    for (const pixels of [40, 400, 40_000]) {
      await bare.bringToFront();
      const bareGaps = await bare.evaluate<number[]>(scroll(pixels));
      await panel.page.bringToFront();
      const before = bytes;
      const busyBefore = await busyMs();
      const gaps = await panel.page.evaluate<number[]>(scroll(pixels));
      const sorted = gaps.toSorted((a, b) => a - b);
      print(
        `scrolling ${String(pixels)} px a frame`,
        `${String(gaps.length)} frames, median ${(sorted[gaps.length >> 1] ?? NaN).toFixed(0)} ms, longest ${(sorted.at(-1) ?? NaN).toFixed(0)} ms, ${String(gaps.filter((gap) => gap > 50).length)} over 50 ms, ${(((await busyMs()) - busyBefore) / gaps.length).toFixed(1)} ms of CPU a frame, ${((bytes - before) / 1000).toFixed(0)} kB; bare: ${String(bareGaps.length)} frames, ${String(bareGaps.filter((gap) => gap > 50).length)} over 50 ms`,
      );
    }
    const timed = async (name: string, params: Parameters<typeof reader.page>[0]) => {
      const from = performance.now();
      await reader.page(params, true);
      print(name, `${(performance.now() - from).toFixed(0)} ms`);
    };
    const first = { offset: 0, limit: 100, filter: 'all' } as const;
    await timed('sorted by cost, at the host', { ...first, sort: { by: 'cost', isDescending: true } });
    await timed('sorted by answer', { ...first, sort: { by: 'answer', isDescending: false } });
    await timed('words looked for in every row', { ...first, search: ', 777' });
    await timed('a page in the middle, models side by side', { ...first, offset: rows >> 1, withAnswers: true });
    await keepCorrection(run, { type: 'correction', row: rows >> 1, text: 'positive' });
    await timed('the first page after a correction', first);
    await bare.close();
    await panel.close();
    reader.dispose();
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Nothing is painted before the run's head is. */
function firstPaintMs(page: Page): Promise<number> {
  return page.evaluate<number>(`performance.getEntriesByName('first-contentful-paint')[0].startTime`);
}

function print(name: string, figure: string): void {
  console.log(`  ${name.padEnd(46)} ${figure}`);
}

async function main(): Promise<void> {
  for (const rows of sizes.length > 0 ? sizes : [100_000, 1_000_000]) await measure(rows);
}
void main();
