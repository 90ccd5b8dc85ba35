// Two runs of the same rows side by side: the one that a menu names, else one that the user picks, and another of the same dataset.
import * as vscode from 'vscode';
import { readManifest, runFolder } from '../../store/runFiles';
import type { Host } from '../host';
import { comparisonSubject } from '../panel/comparisonSubject';
import type { RunEntry } from '../runs/runEntries';
import { isEntry, pick } from './runCommands';

const isFinished = ({ standing }: RunEntry) => standing === 'finished';
const folderOf = ({ folder, runId }: RunEntry) => runFolder(folder, runId);

export async function compareRuns(host: Host, entry: unknown): Promise<void> {
  const one = isEntry(entry) ? entry : await pick(host, vscode.l10n.t('Compare Runs: the First'), isFinished);
  const { hash } = readManifest(folderOf(one)).dataset;
  const other = await pick(
    host,
    vscode.l10n.t('Compare With'),
    (run) => isFinished(run) && folderOf(run) !== folderOf(one) && hashOf(run) === hash,
  );
  const began = (run: RunEntry) => readManifest(folderOf(run)).createdAt;
  const [before, after] = began(one) <= began(other) ? [one, other] : [other, one];
  host.panel.show(await comparisonSubject(host, folderOf(before), folderOf(after)));
}

/** Undefined where it cannot be read: such a run is not offered. */
function hashOf(run: RunEntry): string | undefined {
  try {
    return readManifest(folderOf(run)).dataset.hash;
  } catch {
    return undefined;
  }
}
