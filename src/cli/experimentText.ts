// A report of an experiment as text for people.
import type { ExperimentReport } from './experiment';

export function describeReport(report: ExperimentReport): string {
  const lines = [
    `${report.dataset}: ${String(report.n)} rows, ${report.models.join(' < ')} (reference), ${report.strategy},` +
      ` accuracy ${String(report.accuracy)} at confidence ${String(report.confidence)}`,
  ];
  if (report.leftOut > 0) lines.push(`${String(report.leftOut)} rows lack an output of one of these and are left out`);
  for (const run of report.runs) {
    const asked = Object.entries(run.perModel).map(
      ([id, { asked, delivered }]) => `${id} ${String(asked)}/${String(delivered)}`,
    );
    lines.push(
      `seed ${String(run.seed)}: savings ${formatSavings(run.savings)}, ${String(run.deviating)} of ${String(run.allowed)} allowed deviate` +
        `${run.ok ? '' : ' (PROMISE BROKEN)'}, profiled ${String(run.profiled)}, asked/delivered ${asked.join(', ')}`,
    );
  }
  lines.push(
    `mean savings ${formatSavings(report.mean.savings)}, promise broken in ${String(report.violations)} of ${String(report.runs.length)} runs`,
  );
  return `${lines.join('\n')}\n`;
}

export function formatSavings(savings: number | undefined): string {
  return savings === undefined ? 'unknown' : `${savings.toPrecision(4)}x`;
}
