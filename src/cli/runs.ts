// `smart runs`: the runs of a folder, what each came to, and their answers as a table. Nothing is asked and nothing but `delete` changes a run.
import { countOf } from '../engine/text/figures';
import { join, resolve } from 'node:path';
import { compareRunFolders } from '../app/compareRuns';
import { InputError } from '../engine/inputError';
import { exportRun } from '../store/exportRun';
import { readManifest } from '../store/runFiles';
import { deleteRun, listRuns, readRunState } from '../store/runList';
import type { Command, CommandIo } from './command';
import { readCommandLine } from './commandLine';
import { comparisonJson, comparisonText } from './comparisonText';
import { takeRunOver } from '../store/runLock';
import { namedRun } from './namedRun';
import { splitRun } from './splitRun';
import { runJson, runsText, runText, listedJson } from './runsText';

const usage = `Usage:
  smart runs [list]                     the runs of the folder, newest first
  smart runs show RUN                   what the run is and what it came to
  smart runs compare A B                two runs of the same rows: changed answers, costs, promises
  smart runs export RUN --out FILE      every answer of every model, as CSV (or JSON lines: FILE.jsonl)
  smart runs delete RUN                 delete the run and its answers for good
  smart runs take-over RUN              free a run whose process is surely gone and cannot be seen from here: another
                                        machine's, a container's that is no more; if it lives, it stops at its next write

  RUN            its id, or "last" (not for delete)
  --runs FOLDER  where runs are kept (default: .smart/runs)
  --out FILE     of export; a file that exists is not overwritten
  --escape-formulas
                 of export as CSV: put an apostrophe before texts that a spreadsheet would run
  --json         one JSON object on stdout
`;

type Request = {
  readonly runs: string;
  readonly runId: string | undefined;
  /** The second run of a comparison. */
  readonly otherId: string | undefined;
  readonly out?: string;
  readonly json: boolean;
  readonly escapeFormulas: boolean;
};

const switches = {
  runs: { type: 'string', default: join('.smart', 'runs') },
  out: { type: 'string' },
  'escape-formulas': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

export const runsCommand: Command = async (argv, io) => {
  const line = readCommandLine('smart runs', usage, switches, argv, io);
  if (!line) return 0;
  const { values, positionals } = line;
  const [action = 'list', runId, otherId, ...more] = positionals;
  if (action === 'compare' && more.length > 0)
    throw new InputError(`Two runs at a time: "${more.join('", "')}" is one too many.`);
  if (action !== 'compare' && otherId !== undefined) more.unshift(otherId);
  if (more.length > 0) throw new InputError(`One run at a time: "${more.join('", "')}" is one too many.`);
  const { runs, out, json, 'escape-formulas': escapeFormulas } = values;
  const act = Object.hasOwn(actions, action) ? actions[action as keyof typeof actions] : undefined;
  if (!act) throw new InputError(`There is no "smart runs ${action}"; there are ${Object.keys(actions).join(', ')}.`);
  await act(
    { runs: resolve(runs), runId, otherId, ...(out !== undefined && { out: resolve(out) }), json, escapeFormulas },
    io,
  );
  return 0;
};

const actions = { list, show, compare, export: exportAnswers, delete: deleteOne, 'take-over': takeOver };

function list({ runs, runId, json }: Request, io: CommandIo): void {
  if (runId !== undefined)
    throw new InputError(`"smart runs list" takes no run; "smart runs show ${runId}" shows one.`);
  const listed = listRuns(runs);
  io.stdout.write(json ? `${JSON.stringify({ runs: listed.map(listedJson) })}\n` : runsText(listed, runs));
}

async function show(request: Request, io: CommandIo): Promise<void> {
  const folder = folderOf(request);
  const problems: string[] = [];
  const manifest = readManifest(folder);
  const state = await readRunState(folder, (message) => problems.push(message));
  for (const problem of problems) io.stderr.write(`${problem}\n`);
  io.stdout.write(
    request.json ? `${JSON.stringify(runJson(manifest, state, folder))}\n` : runText(manifest, state, folder),
  );
}

async function compare({ runs, runId, otherId, json }: Request, io: CommandIo): Promise<void> {
  if (runId === undefined || otherId === undefined)
    throw new InputError('Name two runs by their ids: smart runs compare A B; "smart runs" lists them.');
  const compared = await compareRunFolders(namedRun([runId], runs), namedRun([otherId], runs));
  io.stdout.write(json ? `${JSON.stringify(comparisonJson(compared))}\n` : comparisonText(compared));
}

function exportAnswers(request: Request, io: CommandIo): void {
  const { out, json, escapeFormulas } = request;
  const folder = folderOf(request);
  if (out === undefined) throw new InputError('Say where to: smart runs export RUN --out answers.csv.');
  const format = /\.(jsonl|ndjson)$/i.test(out) ? 'jsonl' : 'csv';
  const { answers, formulas, problems } = exportRun(folder, out, format, { escapeFormulas });
  for (const problem of formulas === undefined ? problems : [...problems, formulas]) io.stderr.write(`${problem}\n`);
  io.stdout.write(json ? `${JSON.stringify({ out, answers })}\n` : `${countOf(answers, 'answer')}: ${out}\n`);
}

function deleteOne({ runs, runId, json }: Request, io: CommandIo): void {
  if (runId === undefined || runId === 'last')
    throw new InputError('Name the run to delete by its id; "smart runs" lists them.');
  deleteRun(runs, runId);
  io.stdout.write(json ? `${JSON.stringify({ deleted: runId })}\n` : `Run ${runId} is deleted.\n`);
}

function takeOver(request: Request, io: CommandIo): void {
  const folder = folderOf(request);
  readManifest(folder);
  takeRunOver(folder);
  const { runId } = splitRun(folder);
  io.stdout.write(request.json ? `${JSON.stringify({ takenOver: runId })}\n` : `Run ${runId} is free.\n`);
}

function folderOf({ runs, runId }: Request): string {
  return namedRun(runId === undefined ? [] : [runId], runs);
}
