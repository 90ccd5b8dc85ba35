// `smart report`: the report of a run on standard output, as it stands now.
import { readOwnCheck } from '../app/ownCheckFigures';
import { reportsOf, type ReportFormat } from '../app/reportsOf';
import { InputError } from '../engine/inputError';
import type { Command } from './command';
import { readCommandLine } from './commandLine';
import { namedRun } from './namedRun';

const usage = `Usage:
  smart report RUN [--format md|html|json]   what the run promises, costs and decided, and what audits of it came to

  RUN            its id, or "last"
  --format F     Markdown (md, the default), HTML or JSON
  --runs FOLDER  where runs are kept (default: .smart/runs)
`;

const switches = {
  format: { type: 'string', default: 'md' },
  runs: { type: 'string' },
} as const;

export const reportCommand: Command = async (argv, io) => {
  const line = readCommandLine('smart report', usage, switches, argv, io);
  if (!line) return 0;
  const { values, positionals } = line;
  const folder = namedRun(positionals, values.runs);
  if (!isFormat(values.format)) throw new InputError(`--format "${values.format}" is unknown; give md, html or json.`);
  io.stdout.write((await reportsOf(folder, await readOwnCheck(folder)))(values.format));
  return 0;
};

const isFormat = (text: string): text is ReportFormat => text === 'md' || text === 'html' || text === 'json';
