// The prompts of earlier runs to take one up again. There is no history beside the runs themselves: whoever deletes a run deletes its prompt.
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Job } from '../../engine/job';
import { readManifest } from '../../store/runFiles';
import type { Host } from '../host';
import { showInformation } from '../notify';
import { listRunEntries } from '../runs/runEntries';

const mostOffered = 50;

export type EarlierPrompt = Pick<Job, 'prompt' | 'task' | 'examples'>;

/**
 * Of all runs that this window knows, newest first, each prompt with its task once. Undefined: the user gave up, or there is none.
 */
export async function pickPrompt(host: Host): Promise<EarlierPrompt | undefined> {
  const picks = new Map<string, vscode.QuickPickItem & { readonly earlier: EarlierPrompt }>();
  for (const { folder, runId, name, standing } of await listRunEntries(host)) {
    if (standing === 'broken' || picks.size === mostOffered) continue;
    const manifest = readOrNothing(join(folder, runId));
    if (manifest === undefined) continue;
    const { createdAt } = manifest;
    const { prompt, task, examples } = manifest.job;
    const key = JSON.stringify([prompt, task, examples]);
    if (picks.has(key)) continue;
    picks.set(key, {
      label: prompt.replace(/\s+/g, ' ').trim(),
      description: name,
      detail: [
        new Date(createdAt).toLocaleString(vscode.env.language),
        task.type === 'labels' ? task.labels.join(', ') : '',
      ]
        .filter(Boolean)
        .join(' · '),
      earlier: { prompt, task, ...(examples !== undefined && { examples }) },
    });
  }
  if (picks.size === 0) {
    void showInformation(vscode.l10n.t('No earlier prompts yet. Each run keeps its prompt, and it is offered here.'));
    return undefined;
  }
  const picked = await vscode.window.showQuickPick([...picks.values()], {
    title: vscode.l10n.t('Use an earlier prompt'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.earlier;
}

/** A run whose page is open may have been deleted meanwhile. */
function readOrNothing(folder: string) {
  try {
    return readManifest(folder);
  } catch {
    return undefined;
  }
}
