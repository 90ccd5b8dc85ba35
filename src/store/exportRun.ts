// Copies all answers of a run out of its journal, as CSV or JSON lines, for use elsewhere. Streams; the run itself is only read.
import { closeSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import { InputError } from '../engine/inputError';
import type { JournalRecord } from '../engine/journal';
import { escapeFormula, FormulaWatch } from '../engine/text/formulas';
import { syncFile } from '../files/syncFile';
import {
  assertNameable,
  discardFile,
  isThere,
  nameNewFile,
  openNewFile,
  temporaryBeside,
  writeAll,
} from '../files/writeFile';
import { toDiskError } from './diskError';
import { readRecords } from './journalFile';
import { journalPath, readManifest } from './runFiles';

export type ExportedRun = {
  readonly answers: number;
  /** A sentence about cells that a spreadsheet would run; undefined where there are none, or they were escaped. */
  readonly formulas?: string;
  /** Damaged lines of the journal, each a sentence. */
  readonly problems: readonly string[];
};

/** Columns of the export. `row` counts the dataset's rows from 1; money is US dollars; an empty cell is unknown. */
export const exportColumns = [
  'row',
  'model',
  'status',
  'answer',
  'key',
  'confidence',
  'cost_usd',
  'billed_usd',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'cpu_seconds',
  'model_version',
  'cached',
  'failure',
] as const;
type Cells = Record<(typeof exportColumns)[number], string | number | boolean | undefined>;

const linesAtOnce = 5000;

/**
 * @param options escapeFormulas: put an apostrophe before cells of a CSV that a spreadsheet would run; JSON lines stay as they are.
 * @throws {InputError} when there is no such run or `out` exists already: nothing is overwritten.
 * @throws {DiskError} where `out` cannot be written; then nothing of it is left.
 */
export function exportRun(
  folder: string,
  out: string,
  format: 'csv' | 'jsonl',
  { escapeFormulas = false }: { readonly escapeFormulas?: boolean } = {},
): ExportedRun {
  readManifest(folder);
  assertNameable(out);
  if (isThere(out)) throw alreadyThere(out);
  const problems: string[] = [];
  const formulas = new FormulaWatch();
  const escape = (cell: string | number | boolean | undefined) =>
    typeof cell === 'string' && escapeFormulas ? escapeFormula(cell) : cell;
  const temporary = temporaryBeside(out);
  let answers = 0;
  try {
    const file = openNewFile(temporary);
    try {
      let lines = format === 'csv' ? stringify([[...exportColumns]]) : '';
      let held = 0;
      const records = readRecords(journalPath(folder), ({ message }) => {
        problems.push(message);
      });
      for (const record of records) {
        const cells = toCells(record);
        if (!cells) continue;
        answers++;
        if (format === 'csv' && !escapeFormulas) formulas.look(answers - 1, Object.values(cells));
        lines +=
          format === 'csv'
            ? stringify([exportColumns.map((name) => escape(cells[name]))])
            : `${JSON.stringify(cells)}\n`;
        if (++held < linesAtOnce) continue;
        writeAll(file, Buffer.from(lines));
        lines = '';
        held = 0;
      }
      writeAll(file, Buffer.from(lines));
      syncFile(file);
    } finally {
      closeSync(file);
    }
    nameNewFile(temporary, out);
  } catch (error) {
    discardFile(temporary);
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw alreadyThere(out);
    throw error instanceof InputError ? error : toDiskError(error, out);
  }
  const found = formulas.note('Cells', 'the option escapeFormulas (--escape-formulas) puts an apostrophe before them.');
  return { answers, ...(found !== undefined && { formulas: found }), problems };
}

const alreadyThere = (out: string) =>
  new InputError(`${out} exists already and is not overwritten; choose another name.`);

function toCells(record: JournalRecord): Cells | undefined {
  if (record.type === 'answer') {
    const { answer, usage } = record;
    return {
      row: record.row + 1,
      model: record.model,
      status: answer.status,
      answer: answer.text,
      key: answer.key,
      confidence: answer.confidence,
      cost_usd: answer.costUsd,
      billed_usd: record.billedUsd,
      input_tokens: usage.inputTokens,
      cached_input_tokens: usage.cachedInputTokens,
      output_tokens: usage.outputTokens,
      cpu_seconds: usage.cpuSeconds,
      model_version: record.modelVersion,
      cached: record.isCached,
      failure: undefined,
    };
  }
  if (record.type !== 'failure') return undefined;
  const { row, model, kind, message } = record;
  const unknown = Object.fromEntries(exportColumns.map((name) => [name, undefined])) as Cells;
  return { ...unknown, row: row + 1, model, status: 'failed', failure: `${kind}: ${message}` };
}
