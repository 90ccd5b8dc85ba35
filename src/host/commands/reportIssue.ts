// What a maintainer needs to know about trouble, as a text that the user reads before they send it: versions, settings without addresses,
// the last run's figures and events. No key, no row, no prompt, no answer.
import * as vscode from 'vscode';
import { showInformation } from '../notify';
import type { RunState } from '../../engine/runState';
import { readManifest, runFolder } from '../../store/runFiles';
import { readRunState } from '../../store/runList';
import type { Host } from '../host';
import { listRunEntries } from '../runs/runEntries';
import type { Settings } from '../settingRules';
import { readSettings } from '../settings';

type Manifest = {
  readonly version: string;
  /** Where issues are taken; absent while there is no such page. */
  readonly bugs?: { readonly url: string };
};

export async function reportIssue(host: Host): Promise<void> {
  const { version, bugs } = host.context.extension.packageJSON as Manifest;
  const facts = [
    ['SMART', version],
    ['VS Code', `${vscode.version} (${vscode.env.appHost}, ${vscode.env.language})`],
    ['System', `${process.platform} ${process.arch}, Node ${process.versions.node}`],
    // The name itself may be that of a private machine.
    ['Remote', vscode.env.remoteName === undefined ? 'no' : 'yes'],
    ['Trusted', String(vscode.workspace.isTrusted)],
  ];
  const text = [
    '<!-- ' +
      vscode.l10n.t(
        'Say what you did, what you expected, and what happened instead. Read what follows before you send it.',
      ) +
      ' -->',
    '',
    ...facts.map(([name, value]) => `- ${name!}: ${value!}`),
    '',
    '## Settings',
    '',
    block(settingsFacts()),
    '',
    '## Last run',
    '',
    block(await lastRun(host)),
    '',
  ].join('\n');
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: text });
  await vscode.window.showTextDocument(document);
  const url = bugs?.url;
  const copy = url === undefined ? vscode.l10n.t('Copy') : vscode.l10n.t('Copy and Open Issue Page');
  const answer = await showInformation(
    vscode.l10n.t('Nothing was sent. Read the text, add what happened, then copy it into an issue.'),
    copy,
  );
  if (answer !== copy) return;
  await vscode.env.clipboard.writeText(document.getText());
  if (url !== undefined) await vscode.env.openExternal(vscode.Uri.parse(url));
}

/** Models by provider and id; of providers their kind only, because an address may be private. */
function settingsFacts(): object {
  let settings: Settings;
  try {
    settings = readSettings();
  } catch (error) {
    // A setting out of range may be what the issue is about.
    return { problem: (error as Error).message };
  }
  const { models, providers, ...rest } = settings;
  return {
    ...rest,
    models: models.map((model) => {
      const { provider, model: name } = (model ?? {}) as { readonly provider?: string; readonly model?: string };
      return `${provider ?? '?'}/${name ?? '?'}`;
    }),
    providers: Object.fromEntries(
      Object.entries(providers).map(([name, config]) => [name, (config as { readonly type?: unknown } | null)?.type]),
    ),
  };
}

async function lastRun(host: Host): Promise<object> {
  const [entry] = await listRunEntries(host);
  if (entry === undefined) return { runId: 'none' };
  const { runId, standing } = entry;
  if (standing === 'broken') return { runId, standing };
  const folder = runFolder(entry.folder, runId);
  const { job, software, dataset } = readManifest(folder);
  const state = await readRunState(folder, () => undefined);
  return {
    runId,
    standing,
    software,
    rows: dataset.rowCount,
    task: job.task.type,
    strategy: job.strategy,
    accuracy: job.accuracy,
    confidence: job.confidence,
    models: job.models.map(({ id }) => id),
    ...figures(state),
  };
}

function figures({ phase, progress, looks, failures, stop, finished }: RunState): object {
  return {
    phase,
    progress,
    looks: looks.at(-1),
    stop,
    // The message may quote what a server said about a row.
    failures: failures.slice(-20).map(({ kind, model }) => ({ kind, model })),
    finished: finished && {
      spentUsd: finished.spentUsd,
      referenceUsd: finished.referenceUsd,
      elapsedMs: finished.elapsedMs,
    },
  };
}

function block(content: unknown): string {
  return `\`\`\`json\n${JSON.stringify(content, null, 2)}\n\`\`\``;
}
