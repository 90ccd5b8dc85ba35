// Reports of experiments as text for people: one in words, several as a table.
import type { ExperimentReport, ExperimentRun } from './experiment';

export function describeReport(report: ExperimentReport): string {
  const lines = [describeSetting(report), ...report.runs.map(describeRun)];
  lines.push(
    `mean savings ${formatSavings(report.mean.savings)}, promise broken in ${String(report.violations)} of ${String(report.runs.length)} runs`,
  );
  return `${lines.join('\n')}\n`;
}

function describeSetting(report: ExperimentReport): string {
  const { dataset, n, models, strategy, accuracy, looser, atMostUsd, confidence, leftOut } = report;
  const wanted = looser
    ? `the strictest accuracy of ${[accuracy, ...looser].join(', ')} that $${String(atMostUsd)} buy`
    : `accuracy ${String(accuracy)}`;
  const promise = `${wanted} at confidence ${String(confidence)}`;
  const setting = `${dataset}: ${String(n)} rows, ${models.join(' < ')} (reference), ${strategy}, ${promise}`;
  return leftOut === 0 ? setting : `${setting}\n${describeLeftOut(leftOut)}`;
}

const describeLeftOut = (rows: number) => `${String(rows)} rows lack an output of one of these models and are left out`;

function describeRun(run: ExperimentRun): string {
  const perModel = Object.entries(run.perModel)
    .filter(([, { asked, delivered }]) => asked > 0 || delivered > 0)
    .map(([id, { asked, delivered }]) => `${id} ${String(asked)}/${String(delivered)}`);
  const kept = run.ok ? '' : ' (PROMISE BROKEN)';
  return (
    `seed ${String(run.seed)}: ${run.accuracy === undefined ? '' : `accuracy ${String(run.accuracy)}, `}savings ${formatSavings(run.savings)}, ${String(run.deviating)} of ${String(run.allowed)} allowed rows ` +
    `deviate${kept}, profiled ${String(run.profiled)}, asked/delivered ${perModel.join(', ')}`
  );
}

export function describeGrid(reports: readonly ExperimentReport[]): string {
  const first = reports[0]!;
  const lines = [
    `${first.dataset}: ${String(first.n)} rows, ${first.models.join(' < ')} (reference), confidence ${String(first.confidence)}, ` +
      `${String(first.runs.length)} seeds`,
    ...(first.leftOut > 0 ? [describeLeftOut(first.leftOut)] : []),
    ...alignColumns([gridHeader, ...reports.map(gridRow)]),
  ];
  return `${lines.join('\n')}\n`;
}

export const gridHeader = ['delta', 'strategy', 'savings', 'worst', 'deviating', 'broken', 'profiled', 'planning ms'];

/** The cells of a report under the header. */
export function gridRow({ accuracy, strategy, mean, runs, violations, n }: ExperimentReport): string[] {
  const savings = runs.map((run) => run.savings);
  const worst = savings.includes(undefined) ? undefined : Math.min(...(savings as number[]));
  const average = (valueOf: (run: ExperimentRun) => number) =>
    runs.reduce((sum, run) => sum + valueOf(run), 0) / runs.length;
  return [
    formatDelta(accuracy),
    strategy,
    formatSavings(mean.savings),
    formatSavings(worst),
    `${((100 * average((run) => run.deviating)) / n).toFixed(2)}%`,
    `${String(violations)}/${String(runs.length)}`,
    average((run) => run.profiled).toFixed(0),
    average((run) => run.planningMs).toFixed(1),
  ];
}

function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}

export function formatSavings(savings: number | undefined): string {
  return savings === undefined ? 'unknown' : `${savings.toPrecision(4)}x`;
}

/** The allowed share as it was meant: 1 - 0.95 is 0.05. */
export function formatDelta(accuracy: number): string {
  return String(Number((1 - accuracy).toPrecision(12)));
}
