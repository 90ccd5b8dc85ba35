// What the user changes in the rows of a finished run: answers corrected, the result file written with them, one row asked again.
import * as vscode from 'vscode';
import { InputError } from '../../engine/inputError';
import type { RunEvent } from '../../engine/events';
import { makeAnswerParser } from '../../engine/task/parseAnswer';
import type { PanelRequests } from '../../protocol';
import type { RequestHandlers } from '../../rpc';
import { keepCorrection } from '../../store/correctionsFile';
import { readManifest } from '../../store/runFiles';
import type { Host } from '../host';
import { loadHostLadder } from '../models/hostLadder';
import { showInformation } from '../notify';
import { readSettings } from '../settings';
import { openOutput } from './runFiles';
import type { RowReader } from './rowReader';
import { assertTrusted } from './startRun';

type Handled = Pick<RequestHandlers<PanelRequests>, 'correctRow' | 'askRowAgain' | 'deliverCorrections'>;

export type ChangedRun = {
  /** The run's own folder, the folder of runs that holds it, and its id. */
  readonly place: () => { readonly folder: string; readonly runsFolder: string; readonly runId: string };
  readonly rows: RowReader;
  /** Told the run's end anew: its bill, or the file that it names, is another. */
  readonly tell: (finished: Extract<RunEvent, { type: 'run-finished' }>) => void;
};

export function rowChangeHandlers(host: Host, { place, rows, tell }: ChangedRun): Handled {
  /** One at a time: each holds the run's lock. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(change: () => Promise<T>): Promise<T> => {
    const done = last.then(change, change);
    last = done.catch(() => undefined);
    return done;
  };
  return {
    correctRow: ({ row, text }) =>
      inTurn(async () => {
        const { delivery, job } = await rows.all();
        if (row >= delivery.model.length) throw new InputError(vscode.l10n.t('The run has no such row.'));
        const { folder } = place();
        if (text === undefined) await keepCorrection(folder, { type: 'correction', row });
        else {
          const read = makeAnswerParser(job.task)(text);
          if (read.type !== 'valid')
            throw new InputError(vscode.l10n.t('Not a valid answer to this question: {0}', read.reason));
          await keepCorrection(folder, { type: 'correction', row, text: read.answer });
        }
        return rows.explain(row);
      }),
    askRowAgain: ({ row, model }) =>
      inTurn(async () => {
        assertTrusted();
        const { runsFolder, runId, folder } = place();
        const [{ askAgain }, { openHostProviders }, { systemClock }, { withWorkers }] = await Promise.all([
          import('../../app/askAgain'),
          import('../models/openHostProviders'),
          import('../../providers/systemClock'),
          import('../models/hostWorkers'),
        ]);
        const ladder = await loadHostLadder();
        const { seed = 0 } = readManifest(folder).job;
        const views = { show: () => undefined, tell: host.log.info };
        const again = await withWorkers(host, views, async (workers) =>
          askAgain(
            runId,
            { rows: [row], model },
            {
              openProvider: await openHostProviders(host, ladder, seed, readSettings().concurrency, workers),
              clock: systemClock,
              now: () => new Date().toISOString(),
              runsFolder,
              emit: () => undefined,
              signal: new AbortController().signal,
              installation: await host.installation(),
            },
          ),
        );
        tell(again);
        return rows.explain(row);
      }),
    deliverCorrections: ({ isDelivered }) =>
      inTurn(async () => {
        const { deliverCorrections } = await import('../../app/deliverCorrections');
        const { runsFolder, runId } = place();
        const { finished, warnings } = await deliverCorrections(
          runsFolder,
          runId,
          isDelivered,
          await host.installation(),
        );
        tell(finished);
        void offerResult(finished.output!, warnings);
        return {};
      }),
  };
}

async function offerResult(output: string, warnings: readonly string[]): Promise<void> {
  const open = vscode.l10n.t('Open Results');
  const told = [vscode.l10n.t('The result file is written: {0}.', output), ...warnings].join(' ');
  if ((await showInformation(told, open)) === open) await openOutput(output);
}
