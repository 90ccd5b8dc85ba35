// A run in the panel, live or read back from its journal: its state, its rows, and what can be done with it. A stored run that is resumed
// becomes a live one, and the panel follows it.
import { jobOfFolder } from '../../app/jobOfFolder';
import type { RaisedCaps } from '../../app/thresholds';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { RunEvent } from '../../engine/events';
import type { Job } from '../../engine/job';
import { foldEvent, type RunState } from '../../engine/runState';
import type { PanelView, RunFiles } from '../../protocol';
import { setKeyOfProvider } from '../models/apiKeys';
import type { Host } from '../host';
import { carryOut } from '../mend';
import type { RunController } from '../runs/runController';
import { datasetName } from '../runs/runs';
import { auditHandlers } from '../runs/audit';
import { explainRow } from '../runs/explainRow';
import { labellingHandlers } from '../runs/labelling';
import { ownCheckHandlers } from '../runs/ownCheck';
import { rowChangeHandlers } from '../runs/rowChanges';
import { createRowReader } from '../runs/rowReader';
import { exportReport } from '../runs/exportReport';
import { openOutput, openReport } from '../runs/runFiles';
import { onlyOnComparison, onlyOnSetup } from './wrongPage';
import type { PanelSubject } from './panelHost';
import { logHandlers } from './logHandlers';

/** What is shown of a run that no driver of this window works on. */
export type StoredRun = {
  readonly runId: string;
  readonly name: string;
  /** The run's own folder. */
  readonly folder: string;
  readonly state: RunState;
  readonly files: RunFiles;
};

/** Ways to go on with a run; both show it. */
export type GoOn = {
  readonly resume: (caps: RaisedCaps) => Promise<void> | void;
  /** Asks the rows again that failed. */
  readonly retryFailed: () => Promise<void> | void;
};

/** What the panel needs of a run. */
type ShownRun = {
  readonly name: string;
  /** Undefined until the run has its folder. */
  readonly runId: () => string | undefined;
  readonly folder: () => string;
  readonly runsFolder: () => string;
  readonly base: () => RunState;
  readonly ownFiles: () => RunFiles;
  readonly job: () => Job;
};

function ofLive(run: RunController): ShownRun {
  return {
    name: datasetName(run.job),
    runId: run.runId,
    folder: () => join(run.folder, run.runId() ?? ''),
    runsFolder: () => run.folder,
    base: run.state,
    ownFiles: run.files,
    job: () => run.job,
  };
}

function ofStored({ name, runId, folder, state, files }: StoredRun): ShownRun {
  return {
    name,
    runId: () => runId,
    folder: () => folder,
    runsFolder: () => dirname(folder),
    base: () => state,
    ownFiles: () => files,
    job: () => jobOfFolder(folder),
  };
}

export function makeRunSubject(host: Host, run: RunController | StoredRun, goOn: GoOn): PanelSubject {
  const live = 'stop' in run ? run : undefined;
  const { name, runId, folder, runsFolder, base, ownFiles, job } = 'stop' in run ? ofLive(run) : ofStored(run);
  /** The run's end, told anew by what the user did since. */
  let later: { readonly of: RunState; readonly state: RunState } | undefined;
  const state = () => (later?.of === base() ? later.state : base());
  const files = () => {
    const { output, report } = ownFiles();
    const now = later?.of === base() ? (later.state.finished?.output ?? output) : output;
    return { ...(now !== undefined && { output: now }), ...(report !== undefined && { report }) };
  };
  let hear: ((event: RunEvent) => void) | undefined;
  const rows = createRowReader(folder, explainRow, host.installation);

  const { dispose: leaveLabels, ...labels } = labellingHandlers(host, folder, () => goOn.resume({}));

  const view = (): PanelView => ({
    view: 'run',
    runId: runId() ?? '',
    state: state(),
    files: files(),
    isRunning: live?.isRunning() ?? false,
  });
  const stop = async (kind: 'pause' | 'cancel') => {
    await live?.stop(kind);
    return {};
  };
  return {
    title: vscode.l10n.t('SMART: {0}', name),
    about: () => {
      const id = runId();
      return id === undefined ? undefined : { type: 'run', folder: runsFolder(), runId: id };
    },
    view,
    isUnderWay: () => live?.isRunning() ?? false,
    listen(news) {
      hear = (event) => {
        news.tell('events', { events: [event] });
      };
      if (live === undefined) return () => undefined;
      return live.onEvents((events) => {
        // An empty batch marks the end of a session: what runs and which files there are has changed.
        if (events.length === 0) news.tell('view', view());
        else news.tell('events', { events });
      });
    },
    handlers: {
      ...onlyOnSetup,
      ...onlyOnComparison,
      pauseRun: () => stop('pause'),
      cancelRun: () => stop('cancel'),
      resumeRun: async (caps) => {
        await goOn.resume(caps);
        return {};
      },
      rerunFailed: async () => {
        await goOn.retryFailed();
        return {};
      },
      rowsPage: (page) => rows.page(page, state().phase === 'finished'),
      explainRow: ({ row }) => rows.explain(row),
      scan: async () => {
        const { readScan } = await import('../../app/scanRun');
        return readScan(folder());
      },
      ...ownCheckHandlers(folder, rows),
      ...auditHandlers(folder, rows),
      ...labels,
      ...rowChangeHandlers(host, {
        place: () => ({ folder: folder(), runsFolder: dirname(folder()), runId: basename(folder()) }),
        rows,
        tell: (event) => {
          later = { of: base(), state: foldEvent(state(), event) };
          hear?.(event);
          // The list reads the run from its folder from now on.
          host.runs.forget(basename(folder()));
        },
      }),
      setKey: async ({ provider }) => {
        await setKeyOfProvider(host, provider);
        return { models: [] };
      },
      openOutput: () => openOutput(files().output),
      openReport: () => openReport(files().report, name),
      exportReport: () => exportReport(files().report, name),
      mend: async (mend) => {
        await carryOut(host, mend);
        return {};
      },
      ...logHandlers(host),
      processNewRows: async () => {
        const { continueRun } = await import('../commands/processNewRows');
        await continueRun(host, dirname(folder()), basename(folder()));
        return {};
      },
      newRun: async ({ without, changesPrompt }) => {
        const { runAgain } = await import('../commands/runAgain');
        await runAgain(host, job(), runId(), {
          ...(without !== undefined && { without }),
          ...(changesPrompt && { changesPrompt }),
        });
        return {};
      },
    },
    dispose: async () => {
      await leaveLabels();
      await rows.dispose();
    },
  };
}
