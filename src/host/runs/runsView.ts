// The list of runs in the side bar: those of this session first, then those found in the folders of runs. Redrawn when something changes,
// at most once a second; the journals are read only while the view is visible.
import * as vscode from 'vscode';
import { commandIds } from '../ids';
import type { Host } from '../host';
import { oneLine } from '../../engine/text/plainText';
import { formatCount, formatPercent, formatUsd, rowsText } from '../figures';
import { isResumable, listRunEntries, type RunEntry } from './runEntries';

const redrawIntervalMs = 1000;

export type ShownRuns = {
  readonly list: () => Promise<RunEntry[]>;
  readonly item: (entry: unknown) => vscode.TreeItem;
};

/** @param redraw asks the view for its list again. */
export function showRunsIn(host: Host, view: vscode.TreeView<unknown>, redraw: () => void): ShownRuns {
  let timer: NodeJS.Timeout | undefined;
  host.context.subscriptions.push(
    host.runs.onDidChange(() => {
      if (!view.visible || timer !== undefined) return;
      timer = setTimeout(() => {
        timer = undefined;
        redraw();
      }, redrawIntervalMs);
    }),
    view.onDidChangeVisibility(({ visible }) => {
      if (visible) redraw();
    }),
    {
      dispose: () => {
        clearTimeout(timer);
      },
    },
  );
  return { list: () => listRunEntries(host), item: (entry) => treeItem(entry as RunEntry) };
}

const icons: Record<RunEntry['standing'], string> = {
  running: 'sync~spin',
  paused: 'debug-pause',
  cancelled: 'circle-slash',
  interrupted: 'debug-disconnect',
  finished: 'pass',
  broken: 'warning',
};

function treeItem(entry: RunEntry): vscode.TreeItem {
  const item = new vscode.TreeItem(entry.name);
  item.id = `${entry.folder}/${entry.runId}`;
  item.description = describeRun(entry);
  item.iconPath = new vscode.ThemeIcon(icons[entry.standing]);
  // An interrupted or cancelled run is resumed exactly as a paused one.
  item.contextValue = isResumable(entry) ? 'paused' : entry.standing;
  item.tooltip = entry.problem ?? [entry.name, entry.runId, describeRun(entry), ...details(entry)].join('\n');
  item.accessibilityInformation = { label: [entry.name, standingInWords(entry), describeRun(entry)].join(', ') };
  if (entry.standing !== 'broken')
    item.command = { command: commandIds.openRun, title: vscode.l10n.t('Open Run'), arguments: [entry] };
  return item;
}

/** What does not fit a line of the list. */
function details({ createdAt, accuracy, bytes, models, prompt }: RunEntry): string[] {
  const { language } = vscode.env;
  const megabytes = (size: number) => (size / 2 ** 20).toLocaleString(language, { maximumSignificantDigits: 2 });
  return [
    ...(createdAt === undefined ? [] : [vscode.l10n.t('Started {0}', new Date(createdAt).toLocaleString(language))]),
    ...(accuracy === undefined ? [] : [vscode.l10n.t('Threshold {0}', formatPercent(accuracy))]),
    ...(models === undefined ? [] : [vscode.l10n.t('Models: {0}', models.join(', '))]),
    ...(prompt === undefined ? [] : [vscode.l10n.t('Prompt: {0}', oneLine(prompt))]),
    ...(bytes === undefined ? [] : [vscode.l10n.t('{0} MB on disk', megabytes(bytes))]),
  ];
}

/** How a run stands, what it came to, and what was asked, on one line. */
export function describeRun(entry: RunEntry): string {
  const { share, rows, failedRows, accuracy, prompt, createdAt } = entry;
  const count =
    rows === undefined
      ? ''
      : failedRows === undefined
        ? rowsText(rows)
        : vscode.l10n.t('{0} of {1}', formatCount(rows - failedRows), rowsText(rows));
  // What tells runs of one dataset apart comes first: a side bar is narrow.
  return [
    // The icon says that a run is finished, as most are.
    entry.standing === 'finished' ? '' : standingInWords(entry),
    accuracy === undefined ? '' : formatPercent(accuracy),
    createdAt === undefined ? '' : shortDate(createdAt),
    entry.isForeign ? vscode.l10n.t('started elsewhere') : '',
    share === undefined || share === 1 ? '' : vscode.l10n.t('{0} done', formatPercent(share)),
    prompt === undefined ? '' : `“${shortPrompt(prompt)}”`,
    count,
    entry.spentUsd === undefined ? '' : formatUsd(entry.spentUsd),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function standingInWords({ standing }: RunEntry): string {
  const words: Record<RunEntry['standing'], string> = {
    running: vscode.l10n.t('running'),
    paused: vscode.l10n.t('paused'),
    cancelled: vscode.l10n.t('cancelled'),
    interrupted: vscode.l10n.t('interrupted'),
    finished: vscode.l10n.t('finished'),
    broken: vscode.l10n.t('cannot be read'),
  };
  return words[standing];
}

const promptCharacters = 40;

function shortPrompt(prompt: string): string {
  const line = oneLine(prompt);
  return line.length <= promptCharacters ? line : `${line.slice(0, promptCharacters - 1)}…`;
}

function shortDate(createdAt: string): string {
  return new Date(createdAt).toLocaleString(vscode.env.language, {
    ...({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' } as const),
  });
}
