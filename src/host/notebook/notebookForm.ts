// The form of rows that were taken from a notebook: named by notebook and cell, with a warning of what the output does not show.
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { freeOutputPath } from '../../datasets/results/outputPath';
import { InputError } from '../../engine/inputError';
import type { Draft } from '../../protocol';
import type { Host } from '../host';
import { openSetup } from '../setup/setupSubject';
import type { PartialRows, SetupSubject } from '../setup/setup';
import { insertResult } from './insertResult';
import { keepOrigin, type RowsOrigin } from './rowsOrigin';
import { writeWholeTable } from './wholeTable';

/** @param path of the file of rows. @param id of the setup that this one restores. @param like fills the form. */
export async function openNotebookForm(
  host: Host,
  path: string,
  origin: RowsOrigin,
  id?: string,
  like?: (fresh: Draft) => Draft,
): Promise<SetupSubject> {
  const { fsPath } = vscode.Uri.parse(origin.notebook);
  const stem = fsPath.replace(/^.*[\\/]/, '').replace(/\.\w+$/, '');
  const out = await freeOutputPath(join(dirname(fsPath), `${stem}.smart.csv`));
  return openSetup(host, path, {
    ...(id !== undefined && { id }),
    ...(like && { draft: like }),
    out,
    name: origin.name,
    isOwnFile: true,
    start: { onFinished: (result) => void insertResult(origin, result) },
    ...(origin.losses.length > 0 && { part: partOf(host, path, origin) }),
  });
}

function partOf(host: Host, path: string, first: RowsOrigin): PartialRows {
  let origin = first;
  let stopWaiting: () => void = () => undefined;
  return {
    told: () => ({
      losses: origin.losses,
      isAgreed: origin.isAgreed ?? false,
      ...(origin.whole && { code: origin.whole.code }),
    }),
    agree: () => {
      origin = { ...origin, isAgreed: true };
      keepOrigin(host, path, origin);
    },
    writeWhole: async (draft) => {
      const { whole } = origin;
      if (whole === undefined) throw new InputError(vscode.l10n.t('Write the whole table to a file, and open that.'));
      stopWaiting();
      stopWaiting = await writeWholeTable({ ...origin, whole }, () => {
        stopWaiting();
        void showWhole(host, { ...origin, whole }, draft);
      });
    },
    dispose: () => {
      stopWaiting();
    },
  };
}

async function showWhole(
  host: Host,
  { whole, ...origin }: RowsOrigin & Required<Pick<RowsOrigin, 'whole'>>,
  draft: Draft,
): Promise<void> {
  // Its cell stands between the one that shows the table and the results.
  const of = { ...origin, losses: [], after: origin.after + 1 };
  keepOrigin(host, whole.file, of);
  host.panel.show(await openNotebookForm(host, whole.file, of, undefined, (fresh) => ({ ...fresh, ...draft })));
}
