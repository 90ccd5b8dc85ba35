// From a scan to the run: what was agreed to was a few rows, so the whole run's question is asked before it goes on, with what the scan expects it to cost.
import * as vscode from 'vscode';
import { sendingOf } from '../../app/sending';
import type { Job } from '../../engine/job';
import type { RunState } from '../../engine/runState';
import type { Ladder } from '../../providers/ladder';
import type { Host } from '../host';
import { capText, unlimited } from './cap';
import { destinationsOf } from './destinations';

/** Whether a paused run may go on: at once, unless it is a scan that is done. */
export async function mayGoOn(
  host: Host,
  job: Job,
  { started, paused }: Pick<RunState, 'started' | 'paused'>,
  ladder: Ladder,
): Promise<boolean> {
  if (paused?.reason !== 'scanned' || !started) return true;
  const unpriced = unlimited(job);
  return host.confirm({
    ...{ dataset: started.dataset, rows: started.rows, models: started.models, reference: started.reference },
    destinations: destinationsOf(job, ladder),
    columns: sendingOf(job, ladder).columns,
    money: vscode.l10n.t('as the scan expects; {0}', capText(job)),
    ...(unpriced && { unpriced }),
  });
}
