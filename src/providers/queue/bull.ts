// How BullMQ is set up, the same for coordinators and workers. It is loaded when a queue is used and not before.
import type { QueueOptions, WorkerOptions } from 'bullmq';
import type { Redis } from 'ioredis';

/** All of our keys in Redis begin so. */
const prefix = 'smart';

/** A worker that did not renew its hold on a request for so long is taken for dead. */
export const lockMs = 8000;
/** How often workers look for requests of dead ones. */
const lookMs = 2000;

/** An outcome that no coordinator took (it was killed, and nobody resumed the run) is forgotten after so many seconds. */
const keptSeconds = 7 * 24 * 3600;

export const kept = { removeOnComplete: { age: keptSeconds }, removeOnFail: { age: keptSeconds } };

export const queueOf = (offer: string) => `asks-${offer}`;

export function queueOptions(redis: Redis): QueueOptions {
  return { connection: redis, prefix, skipVersionCheck: true };
}

/** A request is begun once: what its worker left behind when it died may have been billed, and is the coordinator's to judge. */
export function workerOptions(redis: Redis, slots: number): WorkerOptions {
  return {
    ...queueOptions(redis),
    ...kept,
    concurrency: slots,
    lockDuration: lockMs,
    stalledInterval: lookMs,
    maxStalledCount: 0,
  };
}

/** Where coordinators tell that nobody waits for a request any more. */
export const cancelChannel = 'smart:cancel';
