// The original bytes of a text dataset with more cells in each record: everything that was there stays as it was, byte for byte, quoting,
// line ends, blank lines and indentation included.
import type { TextForm } from '../openedDataset';
import { readAllRecords, type RecordFile } from '../recordFile';
import { decodeScanned } from '../textEncoding';
import { textHead } from '../textStream';
import { formatCell, jsonOfValue, quotesAllCells, type CellFormat, type ResultValue } from '../resultCells';

export type Appending = {
  readonly file: RecordFile;
  readonly form: TextForm;
  readonly names: readonly string[];
  readonly valuesOf: (row: number) => readonly ResultValue[];
  /** First rows only. */
  readonly rowCount: number;
  /** Original bytes -> bytes of the output, where they change their encoding. */
  readonly keep?: (bytes: Buffer) => Buffer;
  /** @throws what the caller catches when the encoding lacks a character */
  readonly encode: (text: string) => Buffer;
};

/** Scanned bytes of the output, without a byte order mark. */
export async function* appendToText(appending: Appending): AsyncGenerator<Buffer, void, undefined> {
  const { file, form, keep = asIs, rowCount } = appending;
  if (file.from.offset > 0) yield keep(await textHead(file.layout, file.from.offset));
  const insertion = form.kind === 'delimited' ? delimitedInsertion(appending) : jsonInsertion(appending);
  let isBroken = false;
  for await (const batch of readAllRecords(file)) {
    const places: number[] = [];
    const texts: string[] = [];
    let to = 0;
    let isOver = false;
    for (let place = 0; place < batch.starts.length && !isOver; place++) {
      const row = batch.firstRow + place;
      const [start, end] = [batch.starts[place]! - batch.base, batch.ends[place]! - batch.base];
      isOver = row >= rowCount;
      if (isOver) {
        // Rows that are lines keep the line end before this one; an array is closed anew.
        if (form.kind !== 'json') to = start;
        else {
          places.push(to);
          texts.push(isBroken ? '\n]\n' : ']\n');
        }
      } else {
        if (row === 0) isBroken = batch.bytes.subarray(0, start).includes(10);
        const { at, text } = insertion(batch.bytes, start, end, row, batch.cells[place]!);
        places.push(at);
        texts.push(text);
        to = end;
      }
    }
    if (batch.isLast && !isOver) to = batch.bytes.length;
    if (to > 0 || texts.length > 0) yield withInsertions(batch.bytes.subarray(0, to), places, texts, appending);
    if (isOver) return;
  }
}

/** @param places where each of the texts goes, ascending */
function withInsertions(
  bytes: Buffer,
  places: readonly number[],
  texts: readonly string[],
  { keep, encode }: Appending,
): Buffer {
  if (keep) return inPieces(bytes, places, texts, keep, encode);
  const joined = texts.join('');
  const inserted = encode(joined);
  // More bytes than characters: UTF-8, which also stands for encodings that are made of it afterwards.
  const lengthOf = inserted.length === joined.length ? (text: string) => text.length : Buffer.byteLength;
  // One buffer for all: a piece of its own for each row costs more than copying its bytes.
  const out = Buffer.allocUnsafe(bytes.length + inserted.length);
  let [from, taken, put] = [0, 0, 0];
  for (let place = 0; place < places.length; place++) {
    const at = places[place]!;
    out.set(bytes.subarray(from, at), put);
    put += at - from;
    from = at;
    for (const end = taken + lengthOf(texts[place]!); taken < end; taken++) out[put++] = inserted[taken]!;
  }
  out.set(bytes.subarray(from), put);
  return out;
}

function inPieces(
  bytes: Buffer,
  places: readonly number[],
  texts: readonly string[],
  keep: (bytes: Buffer) => Buffer,
  encode: (text: string) => Buffer,
): Buffer {
  const pieces = places.flatMap((at, place) => [
    keep(bytes.subarray(places[place - 1] ?? 0, at)),
    encode(texts[place]!),
  ]);
  return Buffer.concat([...pieces, keep(bytes.subarray(places.at(-1) ?? 0))]);
}

const asIs = (bytes: Buffer) => bytes;

type Insertion = (
  bytes: Buffer,
  start: number,
  end: number,
  row: number,
  cells: number,
) => { readonly at: number; readonly text: string };

function delimitedInsertion({ file, form, names, valuesOf }: Appending): Insertion {
  if (form.kind !== 'delimited') throw new TypeError(form.kind);
  const { dialect, header, width } = form;
  let format: CellFormat = { dialect, quotesAll: false };
  return (bytes, start, end, row, cells) => {
    if (row < 0) {
      const record = decodeScanned(bytes, start, end, file.layout.encoding.name);
      format = { dialect, quotesAll: quotesAllCells(record, header, dialect) };
    }
    let text = dialect.delimiter.repeat(width - cells);
    for (const value of row < 0 ? names : valuesOf(row)) text += dialect.delimiter + formatCell(value, format);
    return { at: end, text };
  };
}

function jsonInsertion({ names, valuesOf }: Appending): Insertion {
  const keys = names.map((name) => JSON.stringify(name));
  return (bytes, start, end, row) => {
    let at = end - 1;
    while (isBlank(bytes[at - 1]!)) at--;
    const isEmpty = bytes[at - 1] === 0x7b && at - 1 === start;
    let inner = start + 1;
    while (isBlank(bytes[inner]!)) inner++;
    const lead = bytes.toString('latin1', start + 1, inner);
    // Python's json.dumps puts a blank behind colons and commas, most others put none.
    const isSpaced = lead.includes('\n') || hasSpacedColon(bytes, inner, end);
    const comma = `,${lead.includes('\n') ? lead : isSpaced ? ' ' : ''}`;
    const colon = isSpaced ? ': ' : ':';
    const members = valuesOf(row).map((value, place) => keys[place]! + colon + jsonOfValue(value));
    return { at, text: (isEmpty || members.length === 0 ? '' : comma) + members.join(comma) };
  };
}

/** Is there a blank behind the first key's colon? `at`: the key's opening quote. */
function hasSpacedColon(bytes: Buffer, at: number, end: number): boolean {
  for (let place = at + 1; place < end; place++) {
    if (bytes[place] === 0x5c) place++;
    else if (bytes[place] === 0x22) return bytes[place + 1] === 0x3a && bytes[place + 2] === 0x20;
  }
  return false;
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 10 || byte === 13 || byte === 9;
}
