// Asks under way at a batch provider, by key: identical ones share.
import type { AskRequest, Reply } from '../../engine/provider';
import type { BatchBook, KnownBatch } from './batchBook';

/** An ask under way. */
export type Waiter = {
  readonly key: string;
  readonly request: AskRequest;
  /** Of the request as it is submitted. */
  readonly bytes: number;
  /** How often it was submitted and not run. */
  failures: number;
  /** How often it was refused for a parameter that is left out since. */
  lessons: number;
  readonly promise: Promise<Reply>;
  resolve(reply: Reply): void;
  reject(error: unknown): void;
};

export class Waiters {
  private readonly byKey = new Map<string, Waiter>();

  get(key: string): Waiter | undefined {
    return this.byKey.get(key);
  }

  isWaiting(waiter: Waiter): boolean {
    return this.byKey.get(waiter.key) === waiter;
  }

  /** Whoever waits for a request of the batch. */
  ofBatch(batch: KnownBatch, book: BatchBook): Waiter[] {
    return batch.keys.flatMap((key) => (book.of(key) === batch ? (this.byKey.get(key) ?? []) : []));
  }

  forget(key: string): void {
    this.byKey.delete(key);
  }

  open(key: string, request: AskRequest, bytes: number): Waiter {
    let resolve!: (reply: Reply) => void;
    let reject!: (error: unknown) => void;
    const promise = new Promise<Reply>((onReply, onError) => {
      resolve = onReply;
      reject = onError;
    });
    const ending =
      <T>(end: (value: T) => void) =>
      (value: T) => {
        if (this.isWaiting(waiter)) this.byKey.delete(key);
        end(value);
      };
    const waiter: Waiter = {
      ...{ key, request, bytes, failures: 0, lessons: 0, promise },
      resolve: ending(resolve),
      reject: ending(reject),
    };
    this.byKey.set(key, waiter);
    return waiter;
  }
}
