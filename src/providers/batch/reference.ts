// The name that we give a hand-in before the service gives it an id. It carries its time, so that looking for it ends at older batches.
import { randomBytes } from 'node:crypto';

/** Clocks of the service and of this machine may differ by so much. */
const clockSkewMs = 10 * 60_000;

export function newReference(nowEpochMs: number): string {
  return `smart-${nowEpochMs.toString(36)}-${randomBytes(8).toString('hex')}`;
}

/** Whether something of that time is surely older than the reference. */
export function isBefore(epochMs: number, reference: string): boolean {
  const madeAt = Number.parseInt(reference.split('-')[1] ?? '', 36);
  return epochMs < madeAt - clockSkewMs;
}
