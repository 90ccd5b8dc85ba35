// delivery.json of a finished run's folder: per row which model's answer was delivered, why, and with what trust. Compact, because a run has
// up to a million rows: whole columns as base64 of little-endian numbers.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../engine/inputError';
import { deliveryReasons, type Delivery } from '../engine/strategy';

export const deliveryPath = (folder: string) => join(folder, 'delivery.json');

/** @param models ids by the index that the delivery uses; @param twins per row the first row identical to it, where rows repeat. */
export function formatDelivery(delivery: Delivery, models: readonly string[], twins?: Int32Array): string {
  const { model, reason, trust } = delivery;
  return `${JSON.stringify({
    format: 'smart-delivery',
    version: 1,
    models,
    reasons: deliveryReasons,
    model: base64(model),
    reason: base64(reason),
    ...(trust && { trust: base64(trust) }),
    ...(twins && { twins: base64(twins) }),
  })}\n`;
}

export type StoredDelivery = Delivery & { readonly models: readonly string[]; readonly twins?: Int32Array };

/** Undefined where the run has none (it is not finished). @throws {InputError} where the file is damaged. */
export function readDelivery(folder: string): StoredDelivery | undefined {
  const path = deliveryPath(folder);
  if (!existsSync(path)) return undefined;
  try {
    const stored = JSON.parse(readFileSync(path, 'utf8')) as {
      models: string[];
      reasons: string[];
      model: string;
      reason: string;
      trust?: string;
      twins?: string;
    };
    // Reasons are written by name, so that a later version may order them anew.
    const today = stored.reasons.map((name) => deliveryReasons.findIndex((reason) => reason === name));
    const reason = new Uint8Array(bytes(stored.reason)).map((index) => today[index]!);
    return {
      models: stored.models,
      model: new Int16Array(bytes(stored.model)),
      reason,
      ...(stored.trust !== undefined && { trust: new Float32Array(bytes(stored.trust)) }),
      ...(stored.twins !== undefined && { twins: new Int32Array(bytes(stored.twins)) }),
    };
  } catch (error) {
    throw new InputError(`${path} is damaged (${(error as Error).message}); the rows of this run cannot be shown.`);
  }
}

function base64(column: Int16Array | Int32Array | Uint8Array | Float32Array): string {
  return Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString('base64');
}

/** A copy whose start is aligned for any typed array. */
function bytes(text: string): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = Buffer.from(text, 'base64');
  return (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength);
}
