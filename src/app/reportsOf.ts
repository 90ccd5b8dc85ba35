// The reports of a run, made from its own journal, so that they can be made again at any time.
import { formatHtml } from '../engine/report/formatHtml';
import { formatJson } from '../engine/report/formatJson';
import { formatMarkdown } from '../engine/report/formatMarkdown';
import type { OwnCheckFigures } from '../engine/report/ownCheck';
import { reportData, type ReportData } from '../engine/report/reportData';
import { shellAtHand } from '../engine/report/shell';
import { builtInProviders } from '../providers/providerConfig';
import { readManifest } from '../store/runFiles';
import { readRunState } from '../store/runList';
import { afterwardsOfRun } from './afterwardsOfRun';
import { auditOfRun } from './auditOfRun';

export type ReportFormat = 'html' | 'md' | 'json';

const formatOf: Record<ReportFormat, (data: ReportData) => string> = {
  html: formatHtml,
  md: formatMarkdown,
  json: formatJson,
};

/** Reads the journal once, however many formats are wanted. @throws {InputError} when the folder holds no run. */
export async function reportsOf(folder: string, ownCheck?: OwnCheckFigures): Promise<(format: ReportFormat) => string> {
  const { job, runId, createdAt, software, dataset, continues } = readManifest(folder);
  const state = await readRunState(folder, () => undefined);
  const audit = auditOfRun(folder);
  const afterwards = await afterwardsOfRun(folder);
  const data = reportData(job, state, {
    runId,
    createdAt,
    software,
    dataset,
    shell: shellAtHand(process.platform, process.env),
    hasOwnServers: [...job.models, ...(job.judge ? [job.judge.model] : [])].some(
      ({ provider }) => !builtInProviders.has(provider),
    ),
    ...(continues && { continues }),
    ...(ownCheck && { ownCheck }),
    ...(audit && { audit }),
    ...(afterwards && { afterwards }),
  });
  return (format) => formatOf[format](data);
}
