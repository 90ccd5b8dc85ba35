// Writes a dataset with result columns appended, in the original order: byte-faithfully in its own format, or converted to another.
// The input is never touched; the output is there whole or not at all.
import { basename } from 'node:path';
import iconv from 'iconv-lite';
import { InputError } from '../../engine/inputError';
import { isThere } from '../../files/writeFile';
import { escapeFormula, FormulaWatch } from '../../engine/text/formulas';
import type { WrittenFormat } from '../formats';
import type { OpenedDataset } from '../openedDataset';
import { decodeScanned, encodeText, isScannedAsIs } from '../textEncoding';
import { appendToParquet } from '../parquet/writeParquet';
import { appendToText } from './appendToText';
import { writeAtomically } from './atomicFile';
import { convertRows } from './convertRows';
import {
  checkOutputPath,
  freeOutputPath,
  isFolderResult,
  isReplaceable,
  outputFormat,
  type OverwriteRule,
} from './outputPath';
import { packedAs } from './pack';
import { longestText } from './sheetCell';
import { writeFolder } from './writeFolder';
import { resultColumnNames, type ResultValue } from '../resultCells';

export type ResultsRequest = {
  readonly dataset: OpenedDataset;
  readonly outPath: string;
  /** Names of the appended columns; `_2` is put behind one that the dataset already has. */
  readonly columns: readonly string[];
  /** Values of a row (0-based), one a column. Rows are asked for in order; more than once for Parquet, or if the encoding has to change. */
  readonly valuesOf: (row: number) => readonly ResultValue[];
  /** Write the first rows only (a run with a limit). @default all */
  readonly rowCount?: number;
  /** Put an apostrophe before cells of a CSV or TSV result that a spreadsheet would run. @default false: they are told in the warnings */
  readonly escapeFormulas?: boolean;
  /** @default what the output's name says, else the dataset's own */
  readonly format?: WrittenFormat;
  /** @default false */
  readonly overwrite?: OverwriteRule;
  /** Another file at the name, which may not be written over: an error, or the next free name is taken, as for answers that are paid. @default refuse */
  readonly ifTaken?: 'refuse' | 'next-free';
  /** Hears what will stand where just before it does, so that after a kill our file is known for ours. */
  readonly announce?: (path: string, sha256: string) => void;
};

export type WrittenResults = {
  readonly path: string;
  readonly rowCount: number;
  /** Names as written. */
  readonly columns: readonly string[];
  readonly bytes: number;
  /** Of the written file: lets a later run of ours replace it, if nobody changed it meanwhile. */
  readonly sha256: string;
  readonly warnings: readonly string[];
};

/**
 * @throws {InputError} for an output that may not be written over, or a dataset that changed
 * @throws {DiskError} when the disk is full or read-only; nothing is left behind
 */
export async function writeResults(request: ResultsRequest): Promise<WrittenResults> {
  const { dataset, ifTaken = 'refuse', announce = () => undefined } = request;
  const { source, text } = dataset;
  const { outPath, overwrite } = await placeOf(request);
  await source.checkUnchanged(dataset.hash);
  const format = request.format ?? outputFormat(dataset, outPath);
  // JSON and Parquet have texts that nothing takes for a formula.
  const isForSpreadsheets = format === 'csv' || format === 'tsv';
  const escape = request.escapeFormulas === true && isForSpreadsheets;
  const wanted = escape ? request.columns.map(escapeFormula) : request.columns;
  const names = resultColumnNames(dataset, wanted);
  const rowCount = Math.min(request.rowCount ?? dataset.rowCount, dataset.rowCount);
  const warnings = names.flatMap((name, at) =>
    name === wanted[at]
      ? []
      : [`${source.name} already has a column "${wanted[at]!}"; the result's is called "${name}".`],
  );
  const formulas = new FormulaWatch();
  const valuesOf = (row: number) => {
    const values = request.valuesOf(row);
    if (escape) return values.map((value) => (typeof value === 'string' ? escapeFormula(value) : value));
    if (isForSpreadsheets) formulas.look(row, values);
    return values;
  };

  const movedNote = (path: string, isHeld: boolean) =>
    path === request.outPath
      ? []
      : [
          `${request.outPath} ${isHeld ? 'is open in another program' : 'was taken meanwhile'}; the result is ${basename(path)} in the same folder.`,
        ];
  const write = async (chunks: AsyncIterable<Buffer>) => {
    const packed = packedAs(outPath, chunks);
    const lastLook = async () => {
      await source.checkUnchanged(dataset.hash);
      // Another process may have put its own there while this one was being written.
      return overwrite === true || (await isReplaceable(outPath, overwrite)) ? 'replace' : ifTaken;
    };
    const written = await writeAtomically(outPath, packed, lastLook, announce);
    const found = formulas.note(
      'Result cells',
      'the option escapeFormulas (--escape-formulas) puts an apostrophe before them.',
    );
    return {
      ...{ rowCount, columns: names, ...written },
      warnings: [...warnings, ...movedNote(written.path, written.isHeld), ...(found === undefined ? [] : [found])],
    };
  };

  if (dataset.parts && isFolderResult(dataset, outPath)) {
    const { parts } = dataset;
    const isReplacing = overwrite !== false && isThere(outPath);
    const { isHeld, ...folder } = await writeFolder({
      parts,
      outPath,
      names,
      valuesOf,
      rowCount,
      isReplacing,
      ifTaken,
      announce,
      writeOne: writeResults,
    });
    return {
      rowCount,
      columns: names,
      ...folder,
      warnings: [...warnings, ...folder.warnings, ...movedNote(folder.path, isHeld)],
    };
  }
  if (dataset.parquet && format === 'parquet' && rowCount === dataset.rowCount)
    return write(appendToParquet({ file: dataset.parquet, names, valuesOf }));
  if (format === 'xlsx') {
    warnings.push(...cutNote(valuesOf, rowCount));
    if (dataset.workbook && !dataset.workbook.hasMacros)
      return write(answeredWorkbook(dataset, names, valuesOf, rowCount));
    if (dataset.workbook) warnings.push(`${source.name}: its macros and its other sheets are not in the result.`);
  }
  if (!text || format !== dataset.format) return write(convertRows({ dataset, format, names, valuesOf, rowCount }));
  const encoding = text.file.layout.encoding.name;
  const inEncoding = (target: string) => write(encoded({ dataset, names, valuesOf, rowCount, encoding: target }));
  try {
    return await inEncoding(encoding);
  } catch (error) {
    if (!(error instanceof Unencodable)) throw error;
    warnings.push(
      `${encoding} lacks the character "${error.character}" of an answer; the result is written as UTF-8 with a byte order mark.`,
    );
    return await inEncoding('utf-8');
  }
}

/** Where the result goes, and whether what stands there is replaced. @throws as checkOutputPath */
async function placeOf({ dataset, outPath, overwrite = false, ifTaken }: ResultsRequest) {
  try {
    await checkOutputPath(dataset.source, outPath, overwrite);
    return { outPath, overwrite };
  } catch (error) {
    if (!(error instanceof InputError) || ifTaken !== 'next-free') throw error;
    const free = await freeOutputPath(outPath);
    // Nothing stands there: the folder is what is wrong.
    if (free === outPath) throw error;
    return { outPath: free, overwrite: false };
  }
}

async function* answeredWorkbook(
  { source, workbook }: OpenedDataset,
  names: readonly string[],
  valuesOf: ResultsRequest['valuesOf'],
  rowCount: number,
): AsyncGenerator<Buffer> {
  const { appendToWorkbook } = await import('./appendToWorkbook');
  const parts: Buffer[] = [];
  for await (const chunk of source.read(0)) parts.push(chunk);
  yield appendToWorkbook({
    bytes: Buffer.concat(parts),
    table: workbook!,
    names,
    valuesOf,
    rowCount,
    label: source.label,
  });
}

/** Answers that are longer than a cell can be. */
function cutNote(valuesOf: ResultsRequest['valuesOf'], rowCount: number): string[] {
  let cut = 0;
  for (let row = 0; row < rowCount; row++)
    for (const value of valuesOf(row)) if (typeof value !== 'number' && String(value).length > longestText) cut++;
  if (cut === 0) return [];
  return [
    `${cut === 1 ? '1 answer is' : `${String(cut)} answers are`} longer than a cell of a workbook can be (${longestText.toLocaleString('en')} characters) and cut off there; a .csv result holds them whole.`,
  ];
}

/** An answer holds a character that the dataset's encoding lacks. */
class Unencodable extends Error {
  constructor(readonly character: string) {
    super(character);
  }
}

type Encoding = {
  readonly dataset: OpenedDataset;
  readonly names: readonly string[];
  readonly valuesOf: (row: number) => readonly ResultValue[];
  readonly rowCount: number;
  readonly encoding: string;
};

/** The text with its new cells, in the encoding and with the byte order mark of the file. */
async function* encoded({ dataset, names, valuesOf, rowCount, encoding }: Encoding): AsyncGenerator<Buffer> {
  const { file, form } = dataset.text!;
  const own = file.layout.encoding;
  const isKept = encoding === own.name;
  const isDirect = isScannedAsIs(encoding);
  const checked = (text: string): Buffer => {
    const bytes = encodeText(text, encoding);
    if (!bytes) throw new Unencodable([...text].find((each) => !encodeText(each, encoding)) ?? '?');
    return isDirect ? bytes : Buffer.from(text, 'utf8');
  };
  const appended = appendToText({
    file,
    form,
    names,
    valuesOf,
    rowCount,
    ...(isKept || own.name !== 'windows-1252'
      ? {}
      : { keep: (bytes: Buffer) => Buffer.from(decodeScanned(bytes, 0, bytes.length, own.name), 'utf8') }),
    encode: checked,
  });
  if (isKept ? own.bomBytes > 0 : true) yield encodeText('\ufeff', encoding)!;
  if (isDirect) yield* appended;
  else yield* recoded(appended, encoding);
}

async function* recoded(chunks: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const encoder = iconv.getEncoder(encoding, { addBOM: false });
  for await (const chunk of chunks) yield Buffer.from(encoder.write(decoder.decode(chunk, { stream: true })));
  const rest = encoder.end();
  if (rest) yield Buffer.from(rest);
}
