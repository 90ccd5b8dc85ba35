// Run inside VS Code by largeTables.bench.ts in the place of the tests: opens large tables, runs over them and looks at the results, as a user does, and
// writes what each took. It shares the extension's process, so that its clock and memory are the extension host's.
import { readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { watchStalls } from '../../bench/stallWatch';
import { fullCollection } from '../../support/heapOf';
import { page as connectedPage, type PageActions } from '../pageActions';
import { activate, answerConfirmations, setSetting, workspaceFile } from '../testApi';
import { bigFiles, tableVariables, type Figure } from './figures';

const [rows, liveRows] = [tableVariables.rows, tableVariables.liveRows].map((name) => Number(process.env[name])) as [
  number,
  number,
];
/** Below that of the line to the page, which ends a question after five minutes. */
const patienceMs = 280_000;
const mostPatience = 6;
const start = 'vscode-button.start:not([disabled])';
const outcome = '.outcome .promise';
const count = (value: number) => value.toLocaleString('en');
const seconds = (ms: number) => (ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`);

const figures: Figure[] = [];
const note = (name: string, value: string) => {
  figures.push({ name, value });
  // A window that is closed in mid-way leaves what was measured till then.
  writeFileSync(process.env.SMART_TEST_RESULT!, JSON.stringify(figures));
};

/** In the panel: counts what the extension sends it from now on. */
const countMessages = `(() => {
  window.smartMessages = { count: 0, bytes: 0, largest: 0 };
  window.smartMessages.fromMs = performance.now();
  window.addEventListener('message', ({ data }) => {
    const bytes = JSON.stringify(data)?.length ?? 0;
    const all = window.smartMessages;
    all.count++;
    all.bytes += bytes;
    all.largest = Math.max(all.largest, bytes);
  }, true);
})()`;
const countedMessages = '({ ...window.smartMessages, forMs: performance.now() - window.smartMessages.fromMs })';
type Messages = { readonly count: number; readonly bytes: number; readonly largest: number; readonly forMs: number };

/** In the panel: milliseconds from scrolling to the middle of the grid to its rows' answers. */
const jumpToMiddle = `new Promise((resolve) => {
  const grid = document.querySelector('.grid');
  const from = performance.now();
  grid.scrollTop = grid.scrollHeight / 2;
  const look = () => {
    const row = document.querySelector('.grid-rows .grid-row');
    const isThere = Number(row?.dataset.row) > 1000 && /\\w/.test(row.querySelector('.column-answer')?.textContent ?? '');
    if (isThere) resolve(performance.now() - from);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})`;

/** Of the whole process, in MB. */
function watchMemory() {
  const megabytes = () => process.memoryUsage().rss / 1e6;
  let peak = megabytes();
  const timer = setInterval(() => (peak = Math.max(peak, megabytes())), 200);
  return {
    peak: () => {
      const told = Math.max(peak, megabytes());
      peak = megabytes();
      return told;
    },
    now: megabytes,
    parts: () => {
      const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
      const [all, used, total, outside] = [rss, heapUsed, heapTotal, external].map((bytes) => (bytes / 1e6).toFixed(0));
      return `${all!} MB: V8's heap ${total!}, of which used ${used!}; outside of it ${outside!}`;
    },
    end: () => {
      clearInterval(timer);
    },
  };
}

export async function run(): Promise<void> {
  const page = connectedPage!;
  answerConfirmations(await activate());
  const baseUrl = `${process.env[tableVariables.server]!}/v1`;
  await setSetting('providers', { local: { type: 'openai-compatible', baseUrl } });
  await setSetting('concurrency', 8);
  // The default cap would pause 100,000 rows at these prices.
  await setSetting('budgetUsd', 1000);
  await setSetting('seed', 1);
  const stalls = watchStalls();
  const memory = watchMemory();
  note('extension host before anything', `${memory.now().toFixed(0)} MB`);

  /** Does it, and notes how long it took, how long others waited and how much memory there was at most. */
  async function measured(name: string, act: () => Promise<void>): Promise<void> {
    stalls.read();
    memory.peak();
    const began = performance.now();
    await act();
    const tookMs = performance.now() - began;
    const { wallMs, cpuMs, over100 } = stalls.read();
    note(
      name,
      `${seconds(tookMs)}; longest stall ${wallMs.toFixed(0)} ms by the clock, ${cpuMs.toFixed(0)} ms of the processor (over 100 ms: ${String(over100.wall)}, ${String(over100.cpu)}); peak ${memory.peak().toFixed(0)} MB`,
    );
  }
  const openFile = async (name: string, title = name) => {
    await vscode.commands.executeCommand('smart.processFile', workspaceFile(name));
    await page.panelWaitFor('h1', `Process ${title}`, patienceMs);
    await page.panelWaitFor('.scroller.preview td', undefined, patienceMs);
  };
  /** On a busy machine a run of a million rows takes longer than one question to the page may. */
  const untilPromise = async () => {
    for (let patience = 1; ; patience++)
      try {
        await page.panelWaitFor(outcome, undefined, patienceMs);
        return;
      } catch (error) {
        if (patience === mostPatience) throw error;
      }
  };
  const close = () => vscode.commands.executeCommand('workbench.action.closeAllEditors');

  for (const [name, what] of [
    [bigFiles.csv, `CSV of ${count(rows)} rows`],
    [bigFiles.jsonl, `JSON lines of ${count(Math.ceil(rows / 5))}`],
    [bigFiles.parquet, `Parquet of ${count(Math.ceil(0.3 * rows))}`],
    [bigFiles.wide, '60 columns with texts of 5 KB'],
  ] as const) {
    const megabytes = (statSync(workspaceFile(name).fsPath).size / 1e6).toFixed(0);
    await measured(`form with preview: ${what} (${megabytes} MB)`, () => openFile(name));
    await close();
  }
  await typed(page, 'idle');

  await openFile(bigFiles.job, bigFiles.csv);
  // Optional classifiers that this machine has installed: no part of the packaged extension.
  for (const id of ['wink', 'use'])
    if ((await page.panelCount(`.rung.in [data-key="in ${id}"]`)) > 0) await page.panelClick(`[data-key="in ${id}"]`);
  await page.panelWaitFor(start, undefined, patienceMs);
  let messages: Messages | undefined;
  await measured(`${count(rows)} rows at 90%, three embedded models: start to the middle`, async () => {
    await page.panelClick(start);
    await page.panelWaitFor('.run-head', undefined, patienceMs);
    await typed(page, 'in mid-run');
    // The page is made anew each time it is shown.
    await vscode.commands.executeCommand('smart.openPanel');
    await page.panelWaitFor('.run-head', undefined, patienceMs);
    await page.panelEvaluate(countMessages);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    messages = (await page.panelEvaluate(countedMessages)) as Messages;
  });
  if (messages !== undefined)
    note(
      'messages to the panel, in mid-run',
      `${((1000 * messages.count) / messages.forMs).toFixed(1)} and ${(messages.bytes / messages.forMs).toFixed(1)} kB a second, largest ${(messages.largest / 1000).toFixed(1)} kB`,
    );
  await measured('pause', async () => {
    await vscode.commands.executeCommand('smart.pause');
    await vscode.commands.executeCommand('smart.openPanel');
    await page.panelWaitFor('.banner vscode-button:has-text("Resume")', undefined, patienceMs);
  });
  await measured('gone on with: first sign of life', async () => {
    await page.panelClick('.banner vscode-button:has-text("Resume")');
    await page.panelWaitFor('.run-head vscode-button:has-text("Pause")', undefined, patienceMs);
  });
  await measured('gone on with, to the promise', untilPromise);
  await measured('its rows after the promise', () => page.panelWaitFor('.grid-rows .grid-row', undefined, patienceMs));
  await lookAtRows(page, measured);
  await noteRenderer(page, 'after its rows');

  await openFile(bigFiles.liveJob, bigFiles.live);
  await page.panelWaitFor(start, undefined, patienceMs);
  await measured(`live, ${count(liveRows)} rows, no delay, 8 at a time`, async () => {
    await page.panelClick(start);
    await page.panelWaitFor('.run-head', undefined, patienceMs);
    await typed(page, 'in a live run');
    await vscode.commands.executeCommand('smart.openPanel');
    await untilPromise();
  });
  await noteRenderer(page, 'after the live run');
  await close();
  await lookAtEarlierRuns(page, measured);
  await openFile(bigFiles.againJob, bigFiles.again);
  await page.panelWaitFor(start, undefined, patienceMs);
  await measured(`live, ${count(Math.ceil(liveRows / 10))} rows, beside the list of runs`, async () => {
    await page.panelClick(start);
    await untilPromise();
  });
  await close();
  await new Promise((resolve) => setTimeout(resolve, 20_000));
  note('extension host at rest, 20 s later', memory.parts());
  fullCollection()();
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  note('extension host at rest, after a full collection', memory.parts());
  memory.end();
  stalls.end();
}

async function lookAtRows(
  page: PageActions,
  measured: (name: string, act: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const rowsShown = () => page.panelWaitFor('.grid-rows .grid-row', undefined, patienceMs);
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.commands.executeCommand('workbench.view.extension.smart');
  await measured('its page opened from the list of runs, to its rows', async () => {
    await page.clickWorkbench('.customview-tree .monaco-list-row', 'positive or negative?');
    await rowsShown();
  });
  await vscode.commands.executeCommand('workbench.view.explorer');
  if (rows > 10_000) {
    const ms = (await page.panelEvaluate(jumpToMiddle)) as number;
    note('its grid: a jump to the middle, to the rows there', seconds(ms));
  }
  await measured('its grid: only the rows that were checked', async () => {
    await page.panelClick('[data-filter="checked"]');
    await page.panelWaitFor('.filter[aria-pressed="true"][data-filter="checked"]');
    await rowsShown();
  });
  await measured('a row explained', async () => {
    await page.panelClick('.grid-rows .grid-row .column-answer');
    await page.panelWaitFor('.drawer', undefined, patienceMs);
  });
  await page.press('Escape');
  if (statSync(workspaceFile('big.smart.csv').fsPath).size > 50 * 2 ** 20)
    await measured('results above 50 MB asked for: the way to their rows', async () => {
      await page.panelClick('.outcome vscode-button:has-text("Open results")');
      await vscode.commands.executeCommand('notifications.showList');
      await page.notificationText('more than the editor shows');
    });
  await vscode.commands.executeCommand('notifications.clearAll');
}

async function noteRenderer(page: PageActions, when: string): Promise<void> {
  const megabytes = await page.rendererMemory();
  note(
    `largest process that draws a page, ${when}`,
    megabytes === undefined ? 'not told' : `${megabytes.toFixed(0)} MB`,
  );
}

/** Puts many earlier runs beside those of the window, and opens the list of runs. */
async function lookAtEarlierRuns(
  page: PageActions,
  measured: (name: string, act: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const runs = workspaceFile(join('.smart', 'runs')).fsPath;
  const files = readdirSync(runs, { recursive: true, encoding: 'utf8' });
  for (const file of files) {
    const { size } = statSync(join(runs, file));
    if (size > 1e6) note(`on disk: ${basename(file)}`, `${(size / 1e6).toFixed(0)} MB`);
  }
  await vscode.commands.executeCommand('workbench.view.explorer');
  const earlier = process.env[tableVariables.earlierRuns]!;
  const names = readdirSync(earlier);
  for (const name of names) renameSync(join(earlier, name), join(runs, name));
  const listed = () => page.workbenchWaitFor('.customview-tree .monaco-list-row', 'review positive or negative?');
  await measured(`list of runs, ${String(names.length)} more: first opening`, async () => {
    await vscode.commands.executeCommand('workbench.view.extension.smart');
    await listed();
  });
  await vscode.commands.executeCommand('workbench.view.explorer');
  await measured('list of runs: later opening', async () => {
    await vscode.commands.executeCommand('workbench.view.extension.smart');
    await listed();
  });
}

/** How soon letters stand in an editor that is typed into. */
async function typed(page: PageActions, when: string): Promise<void> {
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: '' }));
  const delays = (await page.typingDelays(60)).sort((a, b) => a - b);
  note(
    `typing, ${when}: median / longest of ${String(delays.length)} letters`,
    `${delays[delays.length >> 1]!.toFixed(0)} / ${delays.at(-1)!.toFixed(0)} ms`,
  );
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}
