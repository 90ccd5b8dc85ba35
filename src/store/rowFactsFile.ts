// rows.bin in a run's folder: what planning learned of each row of a large table, so that a session which goes on need not put ten million prompts together
// again before it asks. Signed by this installation and bound to the folder, the table's content and the question: a stranger's file, or one about anything
// else, is no such file, and the rows are read again. A run without it is whole. Little-endian: a head in JSON, then the columns.
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { limits } from '../engine/limits';
import { digestWords } from '../engine/rowDigests';
import { realPath } from '../files/confine';
import { openRegular, statRegular } from '../files/regularFile';
import { discardFile, moveOver, openNewFile, temporaryBeside, writeAll } from '../files/writeFile';
import type { Installation } from './installation';
import { processTurns as turns } from './processTurns';

export type StoredRowFacts = {
  /** What is asked about which table (SHA-256, hex): facts of another question are none of this one's. */
  readonly question: string;
  /** Characters of each row's own text. */
  readonly lengths: Float32Array;
  /** Of models that are asked otherwise: characters of what they are asked about each row. */
  readonly variantLengths: ReadonlyMap<string, Float32Array>;
  readonly digests: Uint32Array;
  /** Of all rows: characters, bytes of the longest content, rows without any text, and per field rows without it. No row's text is kept. */
  readonly characters: number;
  readonly longestBytes: number;
  readonly emptyRows: number;
  readonly emptyFields: ReadonlyMap<string, number>;
};

export const rowFactsPath = (folder: string) => join(folder, 'rows.bin');

const magic = Buffer.from('SMARTRW1');
const chunkBytes = 1 << 20;
const whole = z.int().nonnegative();
const headShape = z.object({
  question: z.string(),
  rows: whole,
  variants: z.array(z.string()),
  characters: whole,
  longestBytes: whole,
  emptyRows: whole,
  emptyFields: z.array(z.tuple([z.string(), whole])),
  columns: z.string(),
  signature: z.string(),
});
type Head = z.infer<typeof headShape>;

/** @returns false: it could not be kept, and the run goes on without it. */
export async function keepRowFacts(
  folder: string,
  installation: Installation,
  facts: StoredRowFacts,
): Promise<boolean> {
  const { question, characters, longestBytes, emptyRows } = facts;
  const temporary = temporaryBeside(rowFactsPath(folder));
  try {
    const columns = columnsOf(facts);
    const unsigned = {
      question,
      rows: facts.lengths.length,
      variants: [...facts.variantLengths.keys()],
      characters,
      longestBytes,
      emptyRows,
      emptyFields: [...facts.emptyFields],
      columns: await hashOf(columns),
    };
    const signature = installation.sign(signedText(folder, unsigned));
    if (signature === undefined) return false;
    const head = Buffer.from(JSON.stringify({ ...unsigned, signature }));
    const file = openNewFile(temporary);
    try {
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(head.length));
      writeAll(file, Buffer.concat([magic, length, head]));
      for (const column of columns)
        for (const chunk of chunksOf(column)) {
          writeAll(file, chunk);
          if (turns.isDue()) await turns.next();
        }
    } finally {
      closeSync(file);
    }
    await moveOver(temporary, rowFactsPath(folder));
    return true;
  } catch {
    // Nothing rests on it: the next session reads the rows again.
    discardFile(temporary);
    return false;
  }
}

/** Undefined: there are none, or they are not this installation's about this question; the rows are to be read. */
export async function readRowFacts(
  folder: string,
  installation: Installation,
  question: string,
  rowCount: number,
): Promise<StoredRowFacts | undefined> {
  const path = rowFactsPath(folder);
  try {
    if (statRegular(path) === undefined) return undefined;
    const file = openRegular(path, 'read');
    try {
      const start = Buffer.alloc(magic.length + 8);
      if (readSync(file, start, 0, start.length, 0) < start.length || !start.subarray(0, magic.length).equals(magic))
        return undefined;
      const headLength = Number(start.readBigUInt64LE(magic.length));
      if (headLength > limits.documentBytes) return undefined;
      const text = Buffer.alloc(headLength);
      if (readSync(file, text, 0, headLength, start.length) < headLength) return undefined;
      const { signature, ...head } = headShape.parse(JSON.parse(text.toString('utf8')));
      if (head.question !== question || head.rows !== rowCount) return undefined;
      if (!installation.hasSigned(signedText(folder, head), signature)) return undefined;
      const facts = {
        question,
        lengths: new Float32Array(rowCount),
        variantLengths: new Map(head.variants.map((id) => [id, new Float32Array(rowCount)])),
        digests: new Uint32Array(digestWords * rowCount),
        ...{ characters: head.characters, longestBytes: head.longestBytes, emptyRows: head.emptyRows },
        emptyFields: new Map(head.emptyFields),
      };
      const columns = columnsOf(facts);
      const from = start.length + headLength;
      const bytes = columns.reduce((sum, column) => sum + column.length, 0);
      if (fstatSync(file).size !== from + bytes) return undefined;
      let at = from;
      for (const column of columns)
        for (const chunk of chunksOf(column)) {
          for (let done = 0; done < chunk.length;) {
            const read = readSync(file, chunk, done, chunk.length - done, at + done);
            if (read === 0) return undefined;
            done += read;
          }
          at += chunk.length;
          if (turns.isDue()) await turns.next();
        }
      return (await hashOf(columns)) === head.columns ? facts : undefined;
    } finally {
      closeSync(file);
    }
  } catch {
    // Whatever is wrong with it, the rows themselves are there.
    return undefined;
  }
}

/** Of a finished run, which is rarely gone on with. */
export const discardRowFacts = (folder: string) => {
  discardFile(rowFactsPath(folder));
};

function columnsOf({
  lengths,
  variantLengths,
  digests,
}: Pick<StoredRowFacts, 'lengths' | 'variantLengths' | 'digests'>) {
  return [lengths, ...variantLengths.values(), digests].map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
}

function* chunksOf(column: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < column.length; at += chunkBytes) yield column.subarray(at, at + chunkBytes);
}

async function hashOf(columns: readonly Uint8Array[]): Promise<string> {
  const hash = createHash('sha256');
  for (const column of columns)
    for (const chunk of chunksOf(column)) {
      hash.update(chunk);
      if (turns.isDue()) await turns.next();
    }
  return hash.digest('hex');
}

/** Fields in one order, whatever the file has. */
function signedText(folder: string, head: Omit<Head, 'signature'>): string {
  const { question, rows, variants, characters, longestBytes, emptyRows, emptyFields, columns } = head;
  const counts = [rows, variants, characters, longestBytes, emptyRows, emptyFields];
  return JSON.stringify(['smart-rows 1', realPath(folder), question, counts, columns]);
}
