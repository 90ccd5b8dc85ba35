// delivery.json of a finished run's folder: per row which model's answer was delivered, why, and with what trust. Compact, because a run has
// up to a million rows: whole columns as base64 of little-endian numbers.
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../engine/inputError';
import { limits } from '../engine/limits';
import { deliveryReasons, type Delivery } from '../engine/strategy';
import { inBlocks, inTurns, rest, type Resting, type Turns } from '../engine/turns';
import { readRegularBeside } from '../files/regularFile';
import { writeLargeFileAtomically } from './atomicFile';
import { jsonPieces } from './jsonPieces';
import { processTurns } from './processTurns';

const deliveryVersion = 1;
export const deliveryPath = (folder: string) => join(folder, 'delivery.json');

/** What the local student answered; its answers stand in no journal, since nobody was asked. */
export type StudentAnswers = {
  readonly answers: readonly { readonly key: string; readonly text: string }[];
  /** Per row an index into `answers`; -1: not delivered by the student. */
  readonly of: Int16Array;
};

/**
 * The file's text, in pieces.
 * @param models ids by the index that the delivery uses, the student's last where it delivers rows.
 * @param twins per row the first row identical to it, where rows repeat.
 */
export function* formatDelivery(
  { model, reason, trust }: Delivery,
  models: readonly string[],
  twins?: Int32Array,
  student?: StudentAnswers,
): Generator<string> {
  yield* jsonPieces({
    ...{ format: 'smart-delivery', version: deliveryVersion, models, reasons: deliveryReasons },
    ...{ model, reason, trust, twins },
    ...(student && { student: { answers: student.answers, of: student.of } }),
  });
  yield '\n';
}

/** Beside other work: it has 18 MB for a million rows. @param pieces of `formatDelivery` @throws {DiskError} */
export function writeDelivery(folder: string, pieces: Iterable<string>): Promise<void> {
  return writeLargeFileAtomically(deliveryPath(folder), pieces);
}

export type StoredDelivery = Delivery & {
  readonly models: readonly string[];
  readonly twins?: Int32Array;
  readonly student?: StudentAnswers;
};

/**
 * Undefined where the run has none (it is not finished). In turns, since it has 18 MB for a million rows.
 * @throws {InputError} where the file is damaged, or a newer version wrote it.
 */
export async function readDelivery(folder: string, turns: Turns = processTurns): Promise<StoredDelivery | undefined> {
  const path = deliveryPath(folder);
  try {
    const content = await readRegularBeside(path, limits.deliveryBytes);
    return content && (await inTurns(parseDelivery(content), turns));
  } catch (error) {
    throw new InputError(`${path} cannot be used (${(error as Error).message}); the rows of this run cannot be shown.`);
  }
}

/** Columns are checked where they are decoded: a pattern over megabytes of base64 takes longer than all the rest. */
const column = z.string();
const schema = z.object({
  format: z.literal('smart-delivery'),
  version: z.literal(deliveryVersion, 'a newer version of SMART wrote it'),
  models: z.array(z.string()),
  reasons: z.array(z.string()),
  model: column,
  reason: column,
  trust: column.optional(),
  twins: column.optional(),
  student: z.object({ answers: z.array(z.object({ key: z.string(), text: z.string() })), of: column }).optional(),
});

/** @throws {Error} with a clause of what is wrong. */
function* parseDelivery(content: Buffer): Resting<StoredDelivery> {
  const text = content.toString('utf8');
  yield rest;
  const json: unknown = JSON.parse(text);
  yield rest;
  const stored = schema.safeParse(json);
  if (!stored.success) throw new Error(stored.error.issues[0]!.message);
  const { models, reasons, model, reason, trust, twins, student } = stored.data;
  // Reasons are written by name, so that a later version may order them anew.
  const today = reasons.map((name) => deliveryReasons.findIndex((known) => known === name));
  const delivery: StoredDelivery = {
    models,
    model: new Int16Array(yield* bytes(model)),
    reason: yield* renamed(new Uint8Array(yield* bytes(reason)), today),
    ...(trust !== undefined && { trust: new Float32Array(yield* bytes(trust)) }),
    ...(twins !== undefined && { twins: new Int32Array(yield* bytes(twins)) }),
    ...(student && { student: { answers: student.answers, of: new Int16Array(yield* bytes(student.of)) } }),
  };
  const { length } = delivery.model;
  const isWhole = [delivery.reason, delivery.trust, delivery.twins, delivery.student?.of].every(
    (column) => (column?.length ?? length) === length,
  );
  if (!isWhole) throw new Error('its columns are of different lengths');
  if (!(yield* isWithin(delivery.reason, 0, deliveryReasons.length))) throw new Error('it gives an unknown reason');
  if (!(yield* isWithin(delivery.model, -1, models.length))) throw new Error('it names an unknown model');
  if (delivery.student && !(yield* isWithin(delivery.student.of, -1, delivery.student.answers.length)))
    throw new Error('it names an unknown answer of the student');
  return delivery;
}

/** Names that are not known today become 255. */
function* renamed(reasons: Uint8Array, today: readonly number[]): Resting<Uint8Array> {
  const of = Uint8Array.from({ length: 256 }, (_, index) => today[index] ?? -1);
  yield* inBlocks(reasons.length, (from, to) => {
    for (let row = from; row < to; row++) reasons[row] = of[reasons[row]!]!;
  });
  return reasons;
}

/** Whether every value is one of `least` up to `end`, exclusive. */
function* isWithin(values: Int16Array | Uint8Array, least: number, end: number): Resting<boolean> {
  let isGood = true;
  yield* inBlocks(values.length, (from, to) => {
    for (let row = from; row < to; row++) isGood &&= values[row]! >= least && values[row]! < end;
  });
  return isGood;
}

/** A copy whose start is aligned for any typed array. @throws {Error} where letters are none of base64, which decoding passes over. */
function* bytes(text: string): Resting<ArrayBuffer> {
  yield rest;
  const decoded = Buffer.from(text, 'base64');
  if (text.length % 4 !== 0 || decoded.length !== Buffer.byteLength(text, 'base64'))
    throw new Error('a column of it is not base64');
  return (decoded.buffer as ArrayBuffer).slice(decoded.byteOffset, decoded.byteOffset + decoded.byteLength);
}
