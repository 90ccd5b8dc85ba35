// `smart correct`: a user's answers in place of delivered ones of a finished run, kept apart from the models', and written into the result where that is wished.
import { resolve } from 'node:path';
import { correctedRows, correctRows, type CorrectedRow, type RowCorrection } from '../app/correctRows';
import { deliverCorrections } from '../app/deliverCorrections';
import { isBlank, wholeNumberIn } from '../app/spreadsheetCells';
import { renewReportsOrNote } from '../app/writeReports';
import { openDataset } from '../datasets/openDataset';
import { InputError } from '../engine/inputError';
import { countOf } from '../engine/text/figures';
import { oneLine } from '../engine/text/plainText';
import { readCorrections } from '../store/correctionsFile';
import { userInstallation } from '../store/installation';
import { withStorage } from './cliStorage';
import type { Command } from './command';
import { readCommandLine, switchesOfRuns } from './commandLine';
import { namedRun } from './namedRun';
import { rowNumber } from './rowNumbers';
import { splitRun } from './splitRun';

const usage = `Usage:
  smart correct RUN ROW ANSWER          put your answer in place of the delivered one; -- before one that begins with -
  smart correct RUN ROW --undo          use the delivered answer again
  smart correct RUN --import FILE.csv   many at once, in the columns "row" and "answer"; rows without an answer are left alone
  smart correct RUN                     the corrections of the run

  RUN            its id, or "last"; a finished run
  ROW            from 1, as the column "row" of smart audit and the grid in VS Code count
  --deliver      write the result file anew with all corrections, marked, what was delivered in a column beside them
  --undeliver    write it anew with the models' answers alone; the corrections are kept
  --runs FOLDER  where runs are kept (default: .smart/runs)
  --json         one JSON object on stdout

Nothing is asked and nothing is paid. Corrections are no model's answers: agreement, cost and the promise stay as they were.
`;

const switches = {
  undo: { type: 'boolean', default: false },
  import: { type: 'string' },
  deliver: { type: 'boolean', default: false },
  undeliver: { type: 'boolean', default: false },
  ...switchesOfRuns,
} as const;

export const correctCommand: Command = async (argv, io) => {
  const line = readCommandLine('smart correct', usage, switches, argv, io);
  if (!line) return 0;
  const { values, positionals } = line;
  if (values.deliver && values.undeliver) throw new InputError('Either --deliver or --undeliver.');
  const [run, ...said] = positionals;
  const folder = namedRun(run === undefined ? [] : [run], values.runs);
  const wanted = await correctionsOf(said, values.undo, values.import);
  if (wanted.length > 0) await correctRows(folder, wanted);
  const { runsFolder, runId } = splitRun(folder);
  let output: string | undefined;
  if (values.deliver || values.undeliver) {
    const { finished, warnings } = await withStorage((storage) =>
      deliverCorrections(runsFolder, runId, values.deliver, userInstallation(), storage),
    );
    ({ output } = finished);
    for (const warning of warnings) io.stderr.write(`${warning}\n`);
  }
  if (wanted.length > 0 || values.deliver || values.undeliver)
    await renewReportsOrNote(folder, (sentence) => io.stderr.write(`${sentence}\n`));

  const corrected = await correctedRows(folder);
  const { isDelivered, isCurrent } = readCorrections(folder);
  io.stdout.write(
    values.json
      ? `${JSON.stringify({ runId, corrections: corrected.map(told), isInResult: isDelivered && isCurrent, output })}\n`
      : `${textOf(corrected, new Set(wanted.map(({ row }) => row)), { isDelivered, isCurrent, runId, output })}\n`,
  );
  return 0;
};

/** @throws {InputError} where it is not clear what is meant. */
async function correctionsOf(
  said: readonly string[],
  isUndo: boolean,
  path: string | undefined,
): Promise<readonly RowCorrection[]> {
  const [row, answer, ...more] = said;
  if (path !== undefined) {
    if (row !== undefined || isUndo) throw new InputError('Either one row, or --import with a file of rows.');
    return readFile(resolve(path));
  }
  if (row === undefined) {
    if (isUndo) throw new InputError('Say which row: smart correct RUN ROW --undo.');
    return [];
  }
  if (more.length > 0)
    throw new InputError('One row and its answer at a time; put an answer of several words in quotes.');
  if (isUndo && answer !== undefined) throw new InputError('Either an answer, or --undo.');
  if (!isUndo && answer === undefined)
    throw new InputError(`Say what row ${row} is to be: smart correct RUN ${row} ANSWER, or --undo.`);
  return [{ row: rowNumber(row), ...(answer !== undefined && { text: answer }) }];
}

/** @throws {InputError} with file and line of a row that is none or stands there twice. */
async function readFile(path: string): Promise<readonly RowCorrection[]> {
  const file = await openDataset(path);
  try {
    for (const column of ['row', 'answer'])
      if (!file.columns.includes(column))
        throw new InputError(`${file.name} has no column "${column}"; the columns "row" and "answer" are read.`);
    const found = new Map<number, RowCorrection>();
    for await (const line of file.rows()) {
      if (isBlank(line, file.columns)) continue;
      const where = `${file.name}, ${line.line === undefined ? `record ${String(line.index + 1)}` : `line ${String(line.line)}`}`;
      const id = (line.get('row') ?? '').trim();
      const text = line.get('answer') ?? '';
      const row = (wholeNumberIn(id) ?? 0) - 1;
      if (row < 0) throw new InputError(`${where}: "${id}" is no row; rows are numbered from 1.`);
      if (found.has(row)) throw new InputError(`${where}: row ${id} stands there twice.`);
      if (text.trim() !== '') found.set(row, { row, text, where });
    }
    return [...found.values()];
  } finally {
    await file.close();
  }
}

function told({ row, ...rest }: CorrectedRow) {
  return { row: row + 1, ...rest };
}

/** Rows that a list shows before it says how many there are besides. */
const shownRows = 50;

type Delivered = {
  readonly isDelivered: boolean;
  readonly isCurrent: boolean;
  readonly runId: string;
  /** The result file, where it was just written. */
  readonly output: string | undefined;
};

function textOf(
  all: readonly CorrectedRow[],
  changed: ReadonlySet<number>,
  { isDelivered, isCurrent, runId, output }: Delivered,
): string {
  const shown = changed.size > 0 ? all.filter(({ row }) => changed.has(row)) : all;
  const lines = shown.slice(0, shownRows).map(({ row, answer, delivered }) => {
    const before = delivered ? `${oneLine(delivered.model)} answered ${oneLine(delivered.answer)}` : 'it has no answer';
    return `Row ${String(row + 1)}: ${oneLine(answer)} (${before})`;
  });
  const more = shown.length > shownRows ? [`and ${countOf(shown.length - shownRows, 'row')} more`] : [];
  const undone = [...changed].filter((row) => !all.some((each) => each.row === row));
  const back = undone.map((row) => `Row ${String(row + 1)}: the delivered answer again.`);
  const state = !isDelivered
    ? 'The result file holds what the models answered.'
    : isCurrent
      ? 'The result file holds the corrections, marked.'
      : 'The result file holds earlier corrections.';
  const next = all.length > 0 && !(isDelivered && isCurrent) ? ` To write them: smart correct ${runId} --deliver` : '';
  const result = output === undefined ? [] : [`Results: ${output}`];
  return [...lines, ...more, ...back, `${countOf(all.length, 'row')} corrected. ${state}${next}`, ...result].join('\n');
}
