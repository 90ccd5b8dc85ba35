// The next batch of a table that has grown: the rows that are new or changed since a finished run are answered by a run that continues it, after the
// question before any run.
import * as vscode from 'vscode';
import { continueTable } from '../../app/growing/continueTable';
import { jobOfFolder } from '../../app/jobOfFolder';
import { planJob } from '../../app/planJob';
import { sendingOf } from '../../app/sending';
import type { Job } from '../../engine/job';
import { InputError } from '../../engine/inputError';
import { runFolder } from '../../store/runFiles';
import { isTableKept } from '../../store/tableFile';
import type { Host } from '../host';
import { loadHostLadder } from '../models/hostLadder';
import { MendableError } from '../mend';
import { showRun } from '../panel/showRun';
import { UserCancelled } from '../userCancelled';
import { capText, uncappable, unlimited, withoutCap } from '../runs/cap';
import { destinationsOf } from '../runs/destinations';
import { assertTrusted, startRun } from '../runs/startRun';
import { isEntry, pick } from './runCommands';

/** Of the run that a menu names, else of one that the user picks. */
export async function processNewRows(host: Host, entry: unknown): Promise<void> {
  const { folder, runId } = isEntry(entry)
    ? entry
    : await pick(
        host,
        vscode.l10n.t('Process New Rows'),
        (each) => each.standing === 'finished' && isTableKept(runFolder(each.folder, each.runId)),
      );
  await continueRun(host, folder, runId);
}

/** @throws {InputError} where the run cannot be continued, or nothing is new; {UserCancelled} when declined. */
export async function continueRun(host: Host, folder: string, runId: string): Promise<void> {
  assertTrusted();
  const ladder = await loadHostLadder();
  const { seed: _, out: __, ...rest } = jobOfFolder(runFolder(folder, runId));
  const missing = rest.models.find(({ provider }) => !ladder.providers.has(provider));
  if (missing !== undefined)
    throw new MendableError(
      vscode.l10n.t('The provider "{0}" of {1} is not set up. Add it in the settings.', missing.provider, missing.id),
      { action: 'open-settings', subject: 'smart.providers' },
    );
  const { rows, hash, name } = await newRowsOf(rest, runFolder(folder, runId));
  if (rows === 0) throw new InputError(vscode.l10n.t('{0} has no new or changed rows since that run.', name));
  const unpriced = unlimited(rest);
  const isWanted = await host.confirm({
    ...{ dataset: name, rows, models: rest.models.map(({ id }) => id) },
    reference: rest.reference ?? rest.models.at(-1)?.id ?? '',
    destinations: destinationsOf(rest, ladder),
    columns: sendingOf(rest, ladder).columns,
    money: capText(rest),
    ...(unpriced && { unpriced }),
  });
  if (!isWanted) throw new UserCancelled('declined');
  const job = uncappable(rest) === undefined ? rest : withoutCap(rest);
  const run = startRun(host, job, { ladder, runsFolder: folder, continueRun: runId, datasetHash: hash });
  showRun(host, run, ladder);
}

/** How many rows a run that continues the one in the folder would answer. */
async function newRowsOf(
  job: Job,
  folder: string,
): Promise<{ readonly rows: number; readonly hash: string; readonly name: string }> {
  const plan = await planJob(job);
  try {
    const { added, reopened } = (await continueTable(plan, folder)).plan.carried!.counts;
    return { rows: added + reopened, hash: plan.dataset.hash, name: plan.dataset.name };
  } finally {
    await plan.dataset.close();
  }
}
