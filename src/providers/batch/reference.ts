// The name that we give a submission before the service gives it an id. It carries its time, so that looking for it ends at older batches.
import { randomBytes } from 'node:crypto';

/** Clocks of the service and of this machine may differ by so much. */
const clockSkewMs = 10 * 60_000;

export function newReference(nowEpochMs: number): string {
  return `smart-${Math.floor(nowEpochMs).toString(36)}-${randomBytes(8).toString('hex')}`;
}

/** As long as a request's custom id gets, for measuring. */
export const longestCustomId = `${newReference(Date.UTC(2050, 0))}-99999`;

/** When the submission was planned, in milliseconds since 1970; 0 where the name does not say it. */
export function madeAt(reference: string): number {
  return Number.parseInt(reference.split('-')[1] ?? '', 36) || 0;
}

/** Whether something of that time is surely older than the reference. */
export function isBefore(epochMs: number, reference: string): boolean {
  return epochMs < madeAt(reference) - clockSkewMs;
}
