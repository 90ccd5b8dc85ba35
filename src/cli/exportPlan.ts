// `smart export-plan`: what a run asks next, for a cluster to ask.
import { resolve } from 'node:path';
import { exportPlan, type PartFormat } from '../app/cluster/exportPlan';
import { openLadder } from '../app/openLadder';
import { InputError } from '../engine/inputError';
import { countOf } from '../engine/text/figures';
import { oneLine } from '../engine/text/plainText';
import { userInstallation } from '../store/installation';
import { withStorage } from './cliStorage';
import type { Command } from './command';
import { readCommandLine, switchesOfRuns } from './commandLine';
import { namedRun } from './namedRun';
import { splitRun } from './splitRun';

const usage = `Usage:
  smart export-plan RUN --to DIR    write what the run asks next, and jobs that ask it on a cluster

  RUN            its id, or "last"; a run that is paused, was interrupted, or was stopped with --until plan
  --to DIR       a folder that is made; nothing is overwritten
  --models FILE  the ladder, where its servers want their requests in a form of their own
  --format F     parquet (default) or jsonl, of the files with the requests
  --runs FOLDER  where runs are kept (default: .smart/runs)
  --json         one JSON object on stdout
`;

const switches = {
  to: { type: 'string' },
  models: { type: 'string' },
  format: { type: 'string', default: 'parquet' },
  ...switchesOfRuns,
} as const;

export const exportPlanCommand: Command = async (argv, io) => {
  const line = readCommandLine('smart export-plan', usage, switches, argv, io);
  if (!line) return 0;
  const { values, positionals } = line;
  if (values.to === undefined) throw new InputError('Say where to: smart export-plan RUN --to plan.');
  const { runsFolder, runId } = splitRun(namedRun(positionals, values.runs));
  const to = resolve(values.to);
  const ladder = values.models === undefined ? undefined : await openLadder(values.models, new Date());
  const format = formatOf(values.format);
  const { plan, left } = await withStorage((storage) =>
    exportPlan(runsFolder, runId, {
      ...{ to, format, storage },
      installation: userInstallation(),
      ...(ladder && { ladder }),
    }),
  );
  const models = plan.models.map(({ id, rows }) => ({ id, rows }));
  if (values.json) {
    io.stdout.write(`${JSON.stringify({ to, runId, models, left })}\n`);
    return 0;
  }
  const asked = models.map(({ id, rows }) => `  ${oneLine(id)}: ${countOf(rows, 'row')}\n`).join('');
  const rest = left.length === 0 ? '' : `The run asks ${left.map(oneLine).join(', ')} itself.\n`;
  io.stdout.write(
    `What run ${runId} asks next is in ${to}:\n${asked}${rest}` +
      'The files hold the text of these rows, and no key. Run one of the jobs there (dask_job.py, ray_job.py, spark_job.py, daft_job.py);\n' +
      `SMART_BASE_URL names the endpoint. Then: smart import-answers ${runId} ${values.to}\n`,
  );
  return 0;
};

function formatOf(format: string): PartFormat {
  if (format === 'parquet' || format === 'jsonl') return format;
  throw new InputError(`--format is parquet or jsonl, not "${format}".`);
}
