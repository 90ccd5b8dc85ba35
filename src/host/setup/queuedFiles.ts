// Several files chosen at once: the form is of the first, and each of the others gets a run of its own with the same settings, one after another. Every
// run is asked about when the first one starts, so that nobody is needed later.
import { formatCount } from '../figures';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Draft } from '../../protocol';
import type { Host } from '../host';
import { showRun } from '../panel/showRun';
import type { RunController } from '../runs/runController';
import { tellError } from '../tellError';
import { openPlainSetup, type PlainSetup } from './plainSetup';
import { startConfirmed, summaryOf } from './startDraft';

/** What the form says above its rows. */
export function queueNote(paths: readonly string[]): string {
  return vscode.l10n.t(
    'These settings are for {0} as well, one run each: {1}',
    paths.length === 1 ? vscode.l10n.t('1 more file') : vscode.l10n.t('{0} more files', formatCount(paths.length)),
    paths.map((path) => basename(path)).join(', '),
  );
}

/** @param first the run of the form. Resolves when the last run has ended; tells errors itself. */
export async function runQueued(
  host: Host,
  first: RunController,
  draft: Draft,
  paths: readonly string[],
): Promise<void> {
  const waiting: PlainSetup[] = [];
  try {
    for (const path of paths) {
      const setup = await openPlainSetup(host, path, (fresh) => ofFile(draft, fresh));
      if (await host.confirm(summaryOf(setup, setup.job, setup.feedback, setup.ladder()))) waiting.push(setup);
      else await setup.dataset.close();
    }
  } catch (error) {
    tellError(host, error);
  }
  const confirmed: Host = { ...host, confirm: () => Promise.resolve(true) };
  let before = first;
  for (const setup of waiting) {
    await before.ended().catch(() => undefined);
    try {
      const run = await startConfirmed(confirmed, setup, setup.job, setup.feedback);
      if (run === undefined) continue;
      showRun(host, run, setup.ladder());
      before = run;
      void run.ended().finally(() => setup.dataset.close());
    } catch (error) {
      tellError(host, error);
    }
  }
}

/** The same question of another file, whose result is its own. */
function ofFile({ answersOf: _, out: __, ...draft }: Draft, fresh: Draft): Draft {
  return { ...draft, ...(fresh.out !== undefined && { out: fresh.out }) };
}
