// Two finished runs of the same rows side by side in the panel.
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ComparedRuns } from '../../app/compareRuns';
import type { OpenedDataset } from '../../datasets/openedDataset';
import { makePrompt } from '../../engine/prompt/template';
import type { ChangedAnswer } from '../../protocol';
import { readManifest } from '../../store/runFiles';
import type { Host } from '../host';
import { carryOut } from '../mend';
import type { PanelSubject } from './panelHost';
import { onlyOnRun, onlyOnSetup } from './wrongPage';
import { logHandlers } from './logHandlers';

const previewCharacters = 300;

/** @param before folder of the earlier run, `after` of the later one. @throws {InputError} where they cannot be compared. */
export async function comparisonSubject(host: Host, before: string, after: string): Promise<PanelSubject> {
  const { compareRunFolders } = await import('../../app/compareRuns');
  const compared = await compareRunFolders(before, after);
  const rows = await openRows(host, after);
  return {
    title: vscode.l10n.t('Compare: {0}', compared.comparison.dataset),
    about: () => ({ type: 'comparison', before, after }),
    view: () => ({ view: 'comparison', comparison: compared.comparison }),
    listen: () => () => undefined,
    handlers: {
      ...onlyOnSetup,
      ...onlyOnRun,
      changedRows: async ({ offset, limit }) => ({
        rows: await changedAnswers(compared, rows, compared.changedRows.subarray(offset, offset + limit)),
      }),
      setKey: () => ({ models: [] }),
      mend: async (mend) => {
        await carryOut(host, mend);
        return {};
      },
      ...logHandlers(host),
      newRun: () => ({}),
      processNewRows: () => ({}),
    },
    dispose: () => void rows?.dataset.close(),
  };
}

type Rows = { readonly dataset: OpenedDataset; readonly columns: readonly string[] };

/** The rows' own text; undefined where the dataset is gone: the answers are compared all the same. */
async function openRows(host: Host, folder: string): Promise<Rows | undefined> {
  try {
    const { openDatasetOfRun } = await import('../../app/datasetOfRun');
    const dataset = await openDatasetOfRun(folder, await host.installation());
    const { job } = readManifest(folder);
    const { prompt } = makePrompt(job.prompt, dataset.columns, job.task, job.examples);
    return { dataset, columns: (prompt?.fields ?? []).map(({ name }) => name) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    host.log.warn(`The rows of ${basename(folder)} are compared without their text: ${why}`);
    return undefined;
  }
}

async function changedAnswers(compared: ComparedRuns, rows: Rows | undefined, wanted: Int32Array) {
  const previews = new Map<number, string>();
  if (rows !== undefined)
    for await (const row of rows.dataset.rows(wanted)) {
      const text = rows.columns.map((column) => row.get(column) ?? '').join(' · ');
      previews.set(row.index, text.replace(/\s+/g, ' ').slice(0, previewCharacters));
    }
  return Array.from(wanted, (row): ChangedAnswer => ({
    ...compared.changedRow(row),
    preview: previews.get(row) ?? '',
  }));
}
