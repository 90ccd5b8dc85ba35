// `smart audit`: a user looks at answers that a judge called the same, in a file; what it came to bounds what the judge overlooked.
import { resolve } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { auditOfRun, drawToAudit, letsPass, proposersOf, wordsOfAudit, wordsToKeep } from '../app/auditOfRun';
import { type AuditedPair, auditPairs } from '../app/auditPairs';
import { openDataset } from '../datasets/openDataset';
import { isBlank, wholeNumberIn } from '../app/spreadsheetCells';
import { renewReportsOrNote } from '../app/writeReports';
import { auditConfidence } from '../engine/audit/audit';
import type { AuditWord } from '../engine/audit/auditView';
import { InputError } from '../engine/inputError';
import type { Job } from '../engine/job';
import { auditSentence } from '../engine/promise/sentence';
import { FormulaWatch } from '../engine/text/formulas';
import { countOf } from '../engine/text/figures';
import { isThere, saveNamedFile } from '../files/writeFile';
import { readAudit, type StoredAudit } from '../store/auditFile';
import { toDiskError } from '../store/diskError';
import { userInstallation } from '../store/installation';
import { keepPersonVerdicts } from '../store/personVerdicts';
import { readManifest } from '../store/runFiles';
import { readRunState } from '../store/runList';
import { withStorage } from './cliStorage';
import type { Command } from './command';
import { readCommandLine, switchesOfRuns } from './commandLine';
import { namedRun } from './namedRun';

const usage = `Usage:
  smart audit RUN --rows M --export FILE.csv   write what a person is to look at of the first M rows that were drawn
  smart audit RUN --import FILE.csv            take it back, with yes or no in the column "same" of every row; where the
                                               judge was asked what is worse (--no-worse): yes, or a or b for the worse one
  smart audit RUN                              what the audit came to

  RUN                its id, or "last"
  --rows M           say how many before you know anything of them; of 5,000 rows 72, 178 or 348 without a
                     disagreement leave at most 5, 2 or 1 % that you would call different
  --confidence C     of the audit alone (default ${String(auditConfidence)})
  --runs FOLDER      where runs are kept (default: .smart/runs)
  --json             one JSON object on stdout
`;

const switches = {
  rows: { type: 'string' },
  export: { type: 'string' },
  import: { type: 'string' },
  confidence: { type: 'string' },
  ...switchesOfRuns,
} as const;

export const auditCommand: Command = async (argv, io) => {
  const line = readCommandLine('smart audit', usage, switches, argv, io);
  if (!line) return 0;
  const { values, positionals } = line;
  const folder = namedRun(positionals, values.runs);
  const say = (json: object, text: string) => io.stdout.write(values.json ? `${JSON.stringify(json)}\n` : `${text}\n`);
  if (values.export !== undefined && values.import !== undefined)
    throw new InputError('Either --export or --import: first the rows go out, then they come back.');
  if (values.export !== undefined) {
    const out = resolve(values.export);
    const wanted = { audited: wholeNumber(values.rows), confidence: confidenceOf(values.confidence) };
    const { audit, pairs } = await withStorage((storage) =>
      auditPairs(folder, wanted, userInstallation(), () => assertFree(out), storage),
    );
    const isNoWorse = readManifest(folder).job.judge?.noWorse ?? false;
    const note = writePairs(out, pairs);
    if (note !== undefined) io.stderr.write(`${note}\n`);
    say(
      { out, audited: audit.audited, shown: pairs.length },
      `Of the first ${countOf(audit.audited, 'row')} that were drawn ${countOf(pairs.length, 'row')} need${pairs.length === 1 ? 's' : ''} a look: ${out}\n` +
        (isNoWorse
          ? 'Write into its column "same" yes where neither answer is worse, else a or b for the worse one, and take it back with --import.'
          : 'Write yes or no into its column "same" and take it back with --import.'),
    );
    return 0;
  }
  if (values.import !== undefined) {
    const begun = readAudit(folder);
    if (!begun)
      throw new InputError(
        'No audit of this run was begun; write its rows first: smart audit RUN --rows M --export FILE.csv.',
      );
    const { job } = readManifest(folder);
    const proposer = proposersOf(drawToAudit(folder, job));
    const said = await readVerdicts(values.import, begun, job);
    await keepPersonVerdicts(folder, wordsToKeep(said, proposer, wordsOfAudit(folder, begun, proposer)));
    await renewReportsOrNote(folder, (sentence) => io.stderr.write(`${sentence}\n`));
  }
  const figures = auditOfRun(folder);
  if (!figures)
    throw new InputError('No audit of this run is finished; begin one: smart audit RUN --rows M --export FILE.csv.');
  const { finished } = await readRunState(folder, () => undefined);
  const promise = finished?.promise;
  if (!promise) throw new InputError('The run is not finished; go on with it (--resume).');
  say({ ...figures, allowed: promise.allowed, covered: promise.covered }, auditSentence(promise, figures));
  return 0;
};

/** @throws {InputError} where the file is there already. */
function assertFree(out: string): void {
  if (isThere(out)) throw new InputError(`${out} exists already and is not overwritten; choose another name.`);
}

/** @returns a sentence about cells that a spreadsheet would run. @throws {DiskError} */
function writePairs(out: string, pairs: readonly AuditedPair[]): string | undefined {
  const formulas = new FormulaWatch();
  const lines = pairs.map(({ row, input, answers }, at) => {
    formulas.look(at, [input, ...answers]);
    return [String(row + 1), input, ...answers, ''];
  });
  try {
    saveNamedFile(out, stringify([['row', 'input', 'answer_a', 'answer_b', 'same'], ...lines]));
  } catch (error) {
    throw toDiskError(error, out);
  }
  return formulas.note('Cells', 'open the file with a program that does not run them.');
}

const words: Readonly<Record<string, AuditWord>> = {
  ...{ yes: 'same', y: 'same', true: 'same' },
  ...{ no: 'different', n: 'different', false: 'different' },
};
/** Where it is asked which of the two is worse. */
const worse: Readonly<Record<string, AuditWord>> = { a: 'first-worse', b: 'second-worse' };

/** What the user says of each row: whether its answers are the same. @throws {InputError} with file and line for what is missing, doubled or neither yes nor no. */
async function readVerdicts(path: string, { shown }: StoredAudit, job: Job): Promise<Map<number, boolean>> {
  const known = job.judge?.noWorse ? { ...words, ...worse } : words;
  const dataset = await openDataset(resolve(path));
  try {
    for (const column of ['row', 'same'])
      if (!dataset.columns.includes(column))
        throw new InputError(`${dataset.name} has no column "${column}"; give the file that --export wrote.`);
    const said = new Map<number, boolean>();
    for await (const row of dataset.rows()) {
      if (isBlank(row, dataset.columns)) continue;
      const where = `${dataset.name}${row.line === undefined ? '' : `, line ${String(row.line)}`}`;
      const number = (wholeNumberIn(row.get('row')) ?? 0) - 1;
      const word = (row.get('same') ?? '').trim().toLowerCase();
      if (!shown.includes(number))
        throw new InputError(`${where}: row "${row.get('row') ?? ''}" is none of the audit's rows.`);
      if (said.has(number)) throw new InputError(`${where}: row ${String(number + 1)} stands there twice.`);
      if (word !== '' && !Object.hasOwn(known, word))
        throw new InputError(
          `${where}: "${row.get('same') ?? ''}" in the column "same" is ${job.judge?.noWorse ? 'none of yes, no, a and b' : 'neither yes nor no'}.`,
        );
      if (word !== '') said.set(number, letsPass(job, number, known[word]!));
    }
    const open = shown.filter((row) => !said.has(row));
    if (open.length > 0)
      throw new InputError(
        `${dataset.name}: ${countOf(open.length, 'row')} of ${String(shown.length)} ${open.length === 1 ? 'has' : 'have'} neither yes nor no yet, the first of them row ${String(open[0]! + 1)}. An audit counts only as a whole: rows that are left out may be just those that differ.`,
      );
    return said;
  } finally {
    await dataset.close();
  }
}

function wholeNumber(text: string | undefined): number {
  const rows = Number(text);
  if (text === undefined || !Number.isInteger(rows) || rows < 1)
    throw new InputError('Say how many rows of the draw the audit is about: --rows 178.');
  return rows;
}

function confidenceOf(text: string | undefined): number {
  const confidence = text === undefined ? auditConfidence : Number(text);
  if (!(confidence > 0 && confidence < 1))
    throw new InputError(`--confidence ${text ?? ''} is no share between 0 and 1; give 0.975, say.`);
  return confidence;
}
