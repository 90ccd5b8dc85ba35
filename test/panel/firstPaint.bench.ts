// How long the panel takes from being opened to its first paint, and what of that is ours: runs and a setup form in turns with a page that
// only asks the host and writes the reply's kind, in the same Chromium with the same messages. Usage: node dist/test/panel/firstPaint.bench.js [rounds]
import type { CDPSession, Page } from 'playwright-core';
import { emptyRunState } from '../../src/engine/runState';
import type { PanelView } from '../../src/protocol';
import { setupView, stateAfter } from './harness/fakeHost';
import { launchBrowser, openPanel } from './harness/openPanel';
import { recordRun } from './harness/recordedRun';
import { scriptedStrategy } from './harness/scriptedStrategy';

const rounds = Number(process.argv[2] ?? 9);

/** What any page costs: one script, one question to the host, one element drawn. */
const bareScript = `
  window.addEventListener('message', ({ data }) => {
    const page = document.createElement('div');
    page.className = 'page';
    page.textContent = data.result.view;
    document.body.append(page);
  });
  acquireVsCodeApi().postMessage({ type: 'request', id: 1, method: 'ready', params: {} });`;

type Figures = {
  readonly paintMs: number;
  readonly cpuMs: number;
  readonly scriptMs: number;
  readonly layoutMs: number;
};

async function main(): Promise<void> {
  const run = (events: Parameters<typeof stateAfter>[0]): PanelView => ({
    view: 'run',
    runId: 'bench',
    state: stateAfter(events),
    files: {},
    isRunning: false,
  });
  const { events } = recordRun({
    strategy: scriptedStrategy,
    name: 'certified',
    rows: 2000,
    seed: 7,
    accuracy: 0.95,
    isExplained: true,
  });
  const bare = { view: { ...run([]), state: emptyRunState } as PanelView, script: bareScript };
  const cases = {
    'run without events': { view: run([]) },
    'run under way': { view: run(events.slice(0, -1)) },
    'finished run': { view: run(events) },
    'setup form': { view: setupView() },
  };
  const browser = await launchBrowser();
  try {
    const open = async (options: { view: PanelView; script?: string }): Promise<Figures> => {
      let devtools: CDPSession | undefined;
      const panel = await openPanel(browser, {
        ...options,
        onPage: async (page: Page) => {
          devtools = await page.context().newCDPSession(page);
          await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
        },
      });
      const paintMs = await panel.page.evaluate<number>(
        `performance.getEntriesByName('first-contentful-paint')[0].startTime`,
      );
      const { metrics } = await devtools!.send('Performance.getMetrics');
      await panel.close();
      const ms = (name: string) => 1000 * (metrics.find((metric) => metric.name === name)?.value ?? NaN);
      const layoutMs = ms('LayoutDuration') + ms('RecalcStyleDuration');
      return { paintMs, cpuMs: ms('TaskDuration'), scriptMs: ms('ScriptDuration'), layoutMs };
    };
    await open(bare);
    console.log('median of pairs; CPU of the page until everything is drawn');
    for (const [name, options] of Object.entries(cases)) {
      const ours: Figures[] = [];
      const theirs: Figures[] = [];
      for (let round = 0; round < rounds; round++) {
        theirs.push(await open(bare));
        ours.push(await open(options));
      }
      const of = (list: readonly Figures[], key: keyof Figures) => median(list.map((figures) => figures[key]));
      const [paint, base] = [of(ours, 'paintMs'), of(theirs, 'paintMs')];
      console.log(
        `  ${name.padEnd(20)} first paint ${paint.toFixed(0)} ms, bare page ${base.toFixed(0)} ms, ratio ${(paint / base).toFixed(2)}` +
          `; CPU ${of(ours, 'cpuMs').toFixed(0)} ms, bare ${of(theirs, 'cpuMs').toFixed(0)} (script ${of(ours, 'scriptMs').toFixed(0)}, layout and style ${of(ours, 'layoutMs').toFixed(0)})`,
      );
    }
  } finally {
    await browser.close();
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

void main();
