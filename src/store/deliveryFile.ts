// delivery.json of a finished run's folder: per row which model's answer was delivered, why, and with what trust. Compact, because a run has
// up to a million rows: whole columns as base64 of little-endian numbers.
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../engine/inputError';
import { limits } from '../engine/limits';
import { deliveryReasons, type Delivery } from '../engine/strategy';
import { readRegularText } from '../files/regularFile';

const deliveryVersion = 1;
export const deliveryPath = (folder: string) => join(folder, 'delivery.json');

/** What the local student answered; its answers stand in no journal, since nobody was asked. */
export type StudentAnswers = {
  readonly answers: readonly { readonly key: string; readonly text: string }[];
  /** Per row an index into `answers`; -1: not delivered by the student. */
  readonly of: Int16Array;
};

/**
 * @param models ids by the index that the delivery uses, the student's last where it delivers rows.
 * @param twins per row the first row identical to it, where rows repeat.
 */
export function formatDelivery(
  delivery: Delivery,
  models: readonly string[],
  twins?: Int32Array,
  student?: StudentAnswers,
): string {
  const { model, reason, trust } = delivery;
  return `${JSON.stringify({
    format: 'smart-delivery',
    version: deliveryVersion,
    models,
    reasons: deliveryReasons,
    model: base64(model),
    reason: base64(reason),
    ...(trust && { trust: base64(trust) }),
    ...(twins && { twins: base64(twins) }),
    ...(student && { student: { answers: student.answers, of: base64(student.of) } }),
  })}\n`;
}

export type StoredDelivery = Delivery & {
  readonly models: readonly string[];
  readonly twins?: Int32Array;
  readonly student?: StudentAnswers;
};

/**
 * Undefined where the run has none (it is not finished).
 * @throws {InputError} where the file is damaged, or a newer version wrote it.
 */
export function readDelivery(folder: string): StoredDelivery | undefined {
  const path = deliveryPath(folder);
  try {
    const text = readRegularText(path, limits.deliveryBytes);
    return text === undefined ? undefined : parseDelivery(text);
  } catch (error) {
    throw new InputError(`${path} cannot be used (${(error as Error).message}); the rows of this run cannot be shown.`);
  }
}

const schema = z.object({
  format: z.literal('smart-delivery'),
  version: z.literal(deliveryVersion, 'a newer version of SMART wrote it'),
  models: z.array(z.string()),
  reasons: z.array(z.string()),
  model: z.base64(),
  reason: z.base64(),
  trust: z.base64().optional(),
  twins: z.base64().optional(),
  student: z.object({ answers: z.array(z.object({ key: z.string(), text: z.string() })), of: z.base64() }).optional(),
});

/** @throws {Error} with a clause of what is wrong. */
function parseDelivery(text: string): StoredDelivery {
  const stored = schema.safeParse(JSON.parse(text));
  if (!stored.success) throw new Error(stored.error.issues[0]!.message);
  const { models, reasons, model, reason, trust, twins, student } = stored.data;
  // Reasons are written by name, so that a later version may order them anew.
  const today = reasons.map((name) => deliveryReasons.findIndex((known) => known === name));
  const delivery: StoredDelivery = {
    models,
    model: new Int16Array(bytes(model)),
    reason: new Uint8Array(bytes(reason)).map((index) => today[index] ?? -1),
    ...(trust !== undefined && { trust: new Float32Array(bytes(trust)) }),
    ...(twins !== undefined && { twins: new Int32Array(bytes(twins)) }),
    ...(student && { student: { answers: student.answers, of: new Int16Array(bytes(student.of)) } }),
  };
  const { length } = delivery.model;
  const isWhole = [delivery.reason, delivery.trust, delivery.twins, delivery.student?.of].every(
    (column) => (column?.length ?? length) === length,
  );
  if (!isWhole) throw new Error('its columns are of different lengths');
  if (delivery.reason.some((index) => index >= deliveryReasons.length)) throw new Error('it gives an unknown reason');
  if (delivery.model.some((index) => index < -1 || index >= models.length))
    throw new Error('it names an unknown model');
  if (delivery.student?.of.some((index) => index < -1 || index >= delivery.student!.answers.length))
    throw new Error('it names an unknown answer of the student');
  return delivery;
}

function base64(column: Int16Array | Int32Array | Uint8Array | Float32Array): string {
  return Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString('base64');
}

/** A copy whose start is aligned for any typed array. */
function bytes(text: string): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = Buffer.from(text, 'base64');
  return (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength);
}
