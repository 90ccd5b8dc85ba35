// What `smart runs` says of runs, for people and as JSON.
import { join } from 'node:path';
import { countOf, formatUsd } from '../engine/text/figures';
import { oneLine } from '../engine/text/plainText';
import { plannedSentence, promiseSentence } from '../engine/promise/sentence';
import { inEnglish } from '../engine/report/reasonsInEnglish';
import { promisedBy } from '../engine/promise/kinds';
import { personPromise } from '../app/personPromise';
import { allowedDeviations } from '../engine/strategy';
import type { RunState } from '../engine/runState';
import type { RunManifest } from '../store/manifest';
import { journalPath } from '../store/runFiles';
import type { ListedRun } from '../store/runList';
import { modelTable } from './runText';
import { textTable } from './textTable';

export function runsText(runs: readonly ListedRun[], folder: string): string {
  if (runs.length === 0) return `There are no runs in ${folder}.\n`;
  const rows = runs.flatMap((run) =>
    run.type === 'run'
      ? [
          [
            run.runId,
            run.isOwn ? run.standing : `${run.standing}, started elsewhere`,
            run.manifest.dataset.rowCount.toLocaleString('en'),
            run.manifest.job.strategy,
            spent(run.lastState),
          ],
        ]
      : [],
  );
  const broken = runs.flatMap((run) => (run.type === 'broken' ? [oneLine(`${run.runId}: ${run.problem}`)] : []));
  const table = rows.length > 0 ? textTable([['run', 'stands', 'rows', 'strategy', 'spent'], ...rows]) : [];
  return `${[...table, ...broken].join('\n')}\n`;
}

export function runText(manifest: RunManifest, state: RunState, folder: string): string {
  const { job, dataset } = manifest;
  const { finished, paused } = state;
  const perModel = finished?.perModel ?? state.progress?.perModel;
  const lines = [
    `Run ${manifest.runId}, made ${manifest.createdAt} by ${manifest.software.name} ${manifest.software.version}`,
    `Dataset: ${dataset.path} (${countOf(dataset.rowCount, 'row')})`,
    `Prompt:  ${job.prompt}`,
    `Asked for: ${plannedSentence(plannedOf(manifest, state))} Strategy ${job.strategy}, seed ${String(job.seed)}.`,
    '',
    finished
      ? promiseSentence(finished.promise)
      : paused
        ? `Paused: ${inEnglish(paused.message)}`
        : 'Cut off before its end; --resume goes on with it.',
    ...(perModel ? ['', ...modelTable(perModel)] : []),
    ...(finished ? ['', `Spent ${spent(state)}.`] : []),
    ...(finished?.output === undefined ? [] : [`Results: ${finished.output}`]),
    ...(finished === undefined ? [] : [`Report:  ${join(folder, 'report.html')}`]),
    `Folder:  ${folder}`,
  ];
  return `${lines.join('\n')}\n`;
}

function plannedOf({ job, dataset }: RunManifest, { started }: RunState) {
  const rows = Math.min(job.limit ?? Infinity, dataset.rowCount);
  return {
    rows,
    allowed: allowedDeviations(job.accuracy, rows),
    confidence: job.confidence,
    reference: job.reference ?? started?.reference ?? 'the reference',
    strategy: job.strategy,
    ...personPromise(job.models),
    ...promisedBy(job.task),
  };
}

function spent({ finished, progress }: RunState): string {
  const usd = finished ? finished.spentUsd : progress?.spentUsd;
  return usd === undefined ? 'unknown' : formatUsd(usd);
}

export function listedJson(run: ListedRun): unknown {
  if (run.type === 'broken') return run;
  const { runId, folder, isOwn, standing, manifest, lastState, journalBytes } = run;
  const { createdAt, dataset, job } = manifest;
  const { finished } = lastState;
  return {
    runId,
    folder,
    isOwn,
    standing,
    createdAt,
    dataset,
    strategy: job.strategy,
    spentUsd: finished?.spentUsd,
    journalBytes,
  };
}

export function runJson(manifest: RunManifest, state: RunState, folder: string): unknown {
  const { phase, failedRows, paused, finished } = state;
  return { ...manifest, folder, journal: journalPath(folder), phase, failedRows, paused, finished };
}
