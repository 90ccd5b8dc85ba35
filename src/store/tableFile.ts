// What a run of a table leaves for the run that continues it once the table has grown: table.json in the folder of a finished run, and carried.json in
// that of the run that continues it, so that it can be resumed whatever becomes of its predecessor. Columns are base64 of little-endian numbers.
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../engine/inputError';
import { limits } from '../engine/limits';
import type { BatchLooks } from '../engine/strategy';
import { readRegularText } from '../files/regularFile';
import { isThere } from '../files/writeFile';
import { writeLargeFileAtomically } from './atomicFile';
import { jsonPieces } from './jsonPieces';

const version = 1;
const tablePath = (folder: string) => join(folder, 'table.json');
const carriedPath = (folder: string) => join(folder, 'carried.json');

/** Rows that one run answered, certified by a draw of its own. */
export type Batch = {
  readonly runId: string;
  /** Of its rows so many may deviate. */
  readonly allowed: number;
  /** Absent: nothing was certified, and no more than `allowed` rows were given away. */
  readonly looks?: BatchLooks | undefined;
  /** Of a way that was given up after it was tried on the first rows of the draw (strategy.ts, `PlanRows`). */
  readonly forgone?: BatchLooks | undefined;
};

export type StoredTable = {
  /** Per row what was asked about it (rowDigests.ts), and its key where the job names a column of them. */
  readonly digests: Uint32Array;
  readonly keys?: Uint32Array | undefined;
  /** Per row the batch that it was answered in; -1: it has no answer. */
  readonly batch: Int32Array;
  readonly batches: readonly Batch[];
  /** Rows that a plan drew at random, and those that it learned from for other reasons. */
  readonly drawn: readonly number[];
  readonly chosen: readonly number[];
  /** Of a table that is one batch: per row its place in the order of the draw, NaN where it has left the population. A first run's follow from its seed. */
  readonly places?: Float64Array | undefined;
  /** Candidates were tried on the first rows of the draw: a table that goes on as one batch draws anew. Absent: no. */
  readonly drawsAnew?: boolean | undefined;
};

export type StoredCarried = {
  /** The run that is continued. */
  readonly from: string;
  /** Ids of models, the student's among them. */
  readonly models: readonly string[];
  /** Per row an index into `models`; -1: the row is new. */
  readonly model: Int16Array;
  readonly trust: Float32Array;
  readonly batch: Int32Array;
  readonly batches: readonly Batch[];
  readonly drawn: readonly number[];
  readonly chosen: readonly number[];
  readonly student?:
    | { readonly answers: readonly { readonly key: string; readonly text: string }[]; readonly of: Int16Array }
    | undefined;
  /** Of the carried rows so many may deviate, and the looks of the batches that hide deviations. */
  readonly allowed: number;
  readonly looks: readonly BatchLooks[];
  readonly counts: CarriedCounts;
  /** Rows of reopened batches that are certified again, ascending (strategy.ts). Absent: there are none, or an earlier version wrote it. */
  readonly reopened?: Int32Array | undefined;
  /** The table is one batch (strategy.ts, `GrownBatch`). */
  readonly grown?:
    { readonly rows: Int32Array; readonly places: Float64Array; readonly isCertified: boolean } | undefined;
};

export type CarriedCounts = {
  /** Rows that are new or changed; of them those that are changed, known only where a column names the rows. */
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** Rows with a cheaper answer whose batch lost so many rows that they are certified again with the new ones. */
  readonly reopened: number;
  /** New rows with the content of rows that are gone, under other keys. Absent: an earlier version counted. */
  readonly renamed?: number | undefined;
};

export const isTableKept = (folder: string) => isThere(tablePath(folder));

const whole = z.int().nonnegative();
const wholes = z.array(whole);
const looks = z.object({
  population: whole,
  hiddenAllowed: whole,
  sizes: wholes,
  allowed: z.array(z.int().min(-1)),
  reserve: whole.optional(),
});
const batches = z.array(
  z.object({ runId: z.string(), allowed: whole, looks: looks.optional(), forgone: looks.optional() }),
);
const table = z.object({
  format: z.literal('smart-table'),
  version: z.literal(version, 'a newer version of SMART wrote it'),
  digests: z.base64(),
  keys: z.base64().optional(),
  batch: z.base64(),
  batches,
  drawn: wholes,
  chosen: wholes,
  places: z.base64().optional(),
  drawsAnew: z.boolean().optional(),
});
const carried = z.object({
  format: z.literal('smart-carried'),
  version: z.literal(version, 'a newer version of SMART wrote it'),
  from: z.string(),
  models: z.array(z.string()),
  model: z.base64(),
  trust: z.base64(),
  batch: z.base64(),
  batches,
  drawn: wholes,
  chosen: wholes,
  student: z.object({ answers: z.array(z.object({ key: z.string(), text: z.string() })), of: z.base64() }).optional(),
  allowed: whole,
  looks: z.array(looks),
  counts: z.object({ added: whole, changed: whole, removed: whole, reopened: whole, renamed: whole.optional() }),
  reopened: z.base64().optional(),
  grown: z.object({ rows: z.base64(), places: z.base64(), isCertified: z.boolean() }).optional(),
});

/** Columns and all else, and the end of the line. */
function* piecesOf(file: object): Generator<string> {
  yield* jsonPieces(file);
  yield '\n';
}

/** Beside other work: it has 30 MB for a million rows. @throws {DiskError} */
export function writeTable(folder: string, stored: StoredTable): Promise<void> {
  return writeLargeFileAtomically(tablePath(folder), piecesOf({ format: 'smart-table', version, ...stored }));
}

/** Undefined where the run left none. @throws {InputError} where the file is damaged, or a newer version wrote it. */
export function readTable(folder: string): StoredTable | undefined {
  return readWith(tablePath(folder), (value) => {
    const { digests, keys, batch, batches, drawn, chosen, places, drawsAnew } = table.parse(value);
    const stored: StoredTable = {
      digests: new Uint32Array(bytes(digests)),
      ...(keys !== undefined && { keys: new Uint32Array(bytes(keys)) }),
      batch: new Int32Array(bytes(batch)),
      ...{ batches, drawn, chosen },
      ...(places !== undefined && { places: new Float64Array(bytes(places)) }),
      ...(drawsAnew !== undefined && { drawsAnew }),
    };
    const rows = stored.batch.length;
    if (stored.places && stored.places.length !== rows) throw new Error('its columns are of different lengths');
    if (stored.digests.length !== 4 * rows || (stored.keys && stored.keys.length !== 4 * rows))
      throw new Error('its columns are of different lengths');
    if ([...drawn, ...chosen].some((row) => row >= rows)) throw new Error('it names a row that is not there');
    if (stored.batch.some((index) => index < -1 || index >= batches.length))
      throw new Error('it names an unknown batch');
    return stored;
  });
}

/** As `writeTable`. @throws {DiskError} */
export function writeCarried(folder: string, stored: StoredCarried): Promise<void> {
  return writeLargeFileAtomically(carriedPath(folder), piecesOf({ format: 'smart-carried', version, ...stored }));
}

/** @param rows of the table now. @throws {InputError} where the file is missing or damaged, or a newer version wrote it. */
export function readCarried(folder: string, rows: number): StoredCarried {
  const path = carriedPath(folder);
  const stored = readWith(path, (value): StoredCarried => {
    const { format: _, version: __, model, trust, batch, student, reopened, grown, ...rest } = carried.parse(value);
    const columns = {
      model: new Int16Array(bytes(model)),
      trust: new Float32Array(bytes(trust)),
      batch: new Int32Array(bytes(batch)),
      ...(student && { student: { answers: student.answers, of: new Int16Array(bytes(student.of)) } }),
      ...(reopened !== undefined && { reopened: new Int32Array(bytes(reopened)) }),
      ...(grown && {
        grown: {
          ...grown,
          rows: new Int32Array(bytes(grown.rows)),
          places: new Float64Array(bytes(grown.places)),
        },
      }),
    };
    if (columns.grown && columns.grown.places.length !== rows) throw new Error('it is about another number of rows');
    if (columns.grown?.rows.some((row) => row < 0 || row >= rows)) throw new Error('it names a row that is not there');
    if (columns.reopened?.some((row) => row < 0 || row >= rows)) throw new Error('it names a row that is not there');
    if ([columns.model, columns.trust, columns.batch].some((column) => column.length !== rows))
      throw new Error('it is about another number of rows');
    if (columns.model.some((index) => index < -1 || index >= rest.models.length))
      throw new Error('it names an unknown model');
    if ([...rest.drawn, ...rest.chosen].some((row) => row >= rows)) throw new Error('it names a row that is not there');
    return { ...rest, ...columns };
  });
  if (!stored) throw new InputError(`${path} is not there; the run cannot be resumed. Continue its predecessor anew.`);
  return stored;
}

function readWith<T>(path: string, read: (value: unknown) => T): T | undefined {
  try {
    const text = readRegularText(path, limits.deliveryBytes);
    return text === undefined ? undefined : read(JSON.parse(text));
  } catch (error) {
    const message = error instanceof z.ZodError ? error.issues[0]!.message : (error as Error).message;
    throw new InputError(`${path} cannot be used (${message}); the run cannot be continued.`);
  }
}

/** A copy whose start is aligned for any typed array. */
function bytes(text: string): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = Buffer.from(text, 'base64');
  return (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength);
}
