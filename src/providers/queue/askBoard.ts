// The requests of one provider as jobs of BullMQ, seen from the coordinator: each is put up once, and its outcome is awaited. A job is named by the
// run, by what is asked, and by the reservation that pays for it, so that whoever resumes a killed run finds it again instead of asking twice.
import type { Job, Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { onAbort } from '../../engine/onAbort';
import { ProviderError } from '../../engine/provider';
import { cancelChannel, kept, queueOf, queueOptions } from './bull';
import { readOutcome, type Outcome } from './requests';

export type Ask = {
  /** The run and what is asked: the same for every attempt. */
  readonly subject: string;
  /** What tells this attempt from others. */
  readonly attempt: string;
  readonly request: object;
  /** An earlier session of the run put it up, or was about to. */
  readonly isEarlier: boolean;
};

type Waiter = {
  readonly id: string;
  readonly settle: (id: string, outcome: Outcome) => void;
  readonly sinceMs: number;
  /** It is in Redis, as far as we know. */
  isUp: boolean;
};

/** Events can be missed while Redis is away; what waits longer than this is looked at. */
const lookAgainMs = 3000;
/** Within this an ask that is given up must have ended (attempt.ts). */
const withdrawWithinMs = 150;

export class AskBoard {
  private readonly waiters = new Map<string, Waiter>();
  /** Jobs whose outcome was taken and that are still in Redis. */
  private readonly taken = new Set<string>();
  /** Of them, those that nothing needs any more once the run has ended. */
  private readonly droppedAtEnd = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  /** `open` makes them all. */
  constructor(
    private readonly redis: Pick<Redis, 'lrem' | 'publish'>,
    private readonly queue: Pick<Queue, 'add' | 'getJob' | 'remove' | 'toKey' | 'close'>,
    private readonly events: Pick<QueueEvents, 'on' | 'close'>,
    private readonly hearing: Pick<Redis, 'disconnect'>,
  ) {
    this.listen();
  }

  static async open(redis: Redis, offer: string): Promise<AskBoard> {
    const { Queue, QueueEvents } = await import('bullmq');
    const queue = new Queue(queueOf(offer), queueOptions(redis));
    // It waits for events, and nothing else may pass there.
    const hearing = redis.duplicate();
    const events = new QueueEvents(queueOf(offer), queueOptions(hearing));
    // The first connection tells of trouble.
    queue.on('error', () => undefined);
    events.on('error', () => undefined);
    hearing.on('error', () => undefined);
    await events.waitUntilReady();
    return new AskBoard(redis, queue, events, hearing);
  }

  private listen(): void {
    const look = ({ jobId }: { readonly jobId: string }) => {
      this.look(jobId).catch(() => undefined); // looked at again
    };
    this.events.on('completed', look);
    this.events.on('failed', look);
    this.events.on('stalled', look);
    this.events.on('progress', look);
    this.timer = setInterval(() => {
      const nowMs = performance.now();
      for (const { id, sinceMs } of this.waiters.values()) if (nowMs - sinceMs > lookAgainMs) look({ jobId: id });
    }, lookAgainMs);
    this.timer.unref();
  }

  /**
   * @returns what a worker has found out, and what to call when it is on disk
   * @throws the signal's reason, or {ProviderError} that says that nobody had begun
   */
  async ask(
    { subject, attempt, request, isEarlier }: Ask,
    signal: AbortSignal,
  ): Promise<Outcome & { readonly id: string }> {
    signal.throwIfAborted();
    const id = `${subject}.${attempt}`;
    let forget: (() => void) | undefined;
    try {
      return await new Promise<Outcome & { readonly id: string }>((resolve, reject) => {
        this.waiters.set(subject, {
          id,
          sinceMs: performance.now(),
          isUp: isEarlier,
          settle: (from, outcome) => {
            resolve({ ...outcome, id: from });
          },
        });
        forget = onAbort(signal, () => {
          void this.withdraw(id, signal.reason).then(reject);
        });
        this.put(id, request, isEarlier).catch(reject);
      });
    } finally {
      forget?.();
      this.waiters.delete(subject);
    }
  }

  private async put(id: string, request: object, isEarlier: boolean): Promise<void> {
    if (!isEarlier) await this.queue.add('ask', request, { jobId: id, ...kept });
    const waiter = this.waiters.get(subjectOf(id));
    if (waiter?.id === id) waiter.isUp = true;
    // One that was there already tells no more of itself than it told then.
    await this.look(id);
  }

  /** Settles whoever waits for the job, where there is something to tell. */
  private async look(id: string): Promise<void> {
    if (this.taken.has(id)) return;
    const subject = subjectOf(id);
    const job = (await this.queue.getJob(id)) as Job<unknown> | undefined;
    const outcome = job && readOutcome(job.data);
    const waiter = this.waiters.get(subject);
    if (this.taken.has(id)) return;
    if (!waiter) {
      // Late, and answered by another since.
      if (outcome) this.drop(id);
      return;
    }
    const isOwn = waiter.id === id;
    if (outcome && (isOwn || 'reply' in outcome)) {
      this.waiters.delete(subject);
      this.taken.add(id);
      // A late answer of an attempt that was given up is as good: the one under way is not needed any more.
      if (!isOwn) void this.withdraw(waiter.id, undefined);
      waiter.settle(id, outcome);
    } else if (isOwn && waiter.isUp && (!job || isDead(job))) {
      this.waiters.delete(subject);
      // What the row says is not kept longer than it is under way.
      job?.updateData({ isLost: true }).catch(() => undefined);
      waiter.settle(id, { error: lost() });
    }
  }

  /** Takes back a job that nobody has begun. @returns why the ask ends */
  private async withdraw(id: string, reason: unknown): Promise<unknown> {
    const tried = this.takeBack(id).catch(() => false);
    const late = new Promise<boolean>((resolve) => {
      setTimeout(() => {
        resolve(false);
      }, withdrawWithinMs).unref();
    });
    if (await Promise.race([tried, late])) return notBegun();
    // A hang: the worker need not wait either. A run that is cut short finds the answer when it goes on.
    if (reason === undefined || reason instanceof ProviderError)
      this.redis.publish(cancelChannel, id).catch(() => undefined);
    return reason;
  }

  private async takeBack(id: string): Promise<boolean> {
    // Whoever takes it off the list of waiting jobs has it, a worker or we.
    if ((await this.redis.lrem(this.queue.toKey('wait'), 1, id)) === 0) return false;
    await this.queue.remove(id);
    return true;
  }

  /** The outcome is on disk: nothing of it stays in Redis. */
  drop(id: string): void {
    this.taken.delete(id);
    this.droppedAtEnd.delete(id);
    this.queue.remove(id).catch(() => undefined);
  }

  /** Whoever writes the outcome down does not say when that is done: it is dropped when the run ends. */
  dropLater(id: string): void {
    this.droppedAtEnd.add(id);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await Promise.allSettled([...this.droppedAtEnd].map((id) => this.queue.remove(id)));
    await Promise.allSettled([this.queue.close(), this.events.close()]);
    this.hearing.disconnect();
  }
}

const subjectOf = (id: string) => id.slice(0, Math.max(0, id.lastIndexOf('.')));

/** Its worker did not renew its hold, or it ended without telling how. */
function isDead({ stalledCounter, failedReason, finishedOn, deferredFailure }: Job): boolean {
  return stalledCounter > 0 || finishedOn !== undefined || Boolean(failedReason) || Boolean(deferredFailure);
}

function lost(): ProviderError {
  return new ProviderError('network', 'The worker that asked is gone, and what it was told with it.', {
    isRetryable: true,
    mayBeBilled: true,
  });
}

function notBegun(): ProviderError {
  return new ProviderError('network', 'No worker had begun to ask.', { isRetryable: true, mayBeBilled: false });
}
