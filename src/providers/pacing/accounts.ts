// The accounts that a process sends to: per host and key the requests under way, per model the queue. Providers of one ladder that share host and key share them.
import type { ConcurrencyLimit } from '../concurrencyLimit';
import { createConcurrencyLimit } from '../concurrencyLimit';
import type { Lane } from './lane';

export type Account = {
  readonly places: ConcurrencyLimit;
  readonly lanes: Map<string, Lane>;
  readonly slowRows: SlowRows;
  readonly beginning: Beginning;
};

export type Accounts = {
  readonly of: (endpoint: string, key: string | undefined, concurrency: number, slots?: Room) => Account;
};

export function createAccounts(): Accounts {
  const accounts = new Map<string, Account>();
  return {
    of(endpoint, key, concurrency, slots) {
      const name = JSON.stringify([endpoint, key]);
      let account = accounts.get(name);
      if (!account) accounts.set(name, (account = newAccount(concurrency, slots)));
      return account;
    },
  };
}

/** Who sends the requests has room for so many now. */
export type Room = { readonly count: number; onChange(tell: () => void): void };

/** @param concurrency most requests under way at once @param room absent: room for all of them */
export function newAccount(concurrency: number, room?: Room): Account {
  const places = createConcurrencyLimit(Math.max(1, concurrency), undefined, room && (() => room.count));
  room?.onChange(() => {
    places.widened();
  });
  return {
    places,
    lanes: new Map(),
    slowRows: new SlowRows(),
    beginning: new Beginning(),
  };
}

/**
 * What an account has shown before its first answers, whoever asked: what is refused for all rows pauses a run after a few requests, and a second
 * provider of the same account begins with what the first has seen.
 */
class Beginning {
  /** Whether the address has ever replied, if only with an error. */
  hasReplied = false;
  private readonly answered = new Set<string>();
  private readonly failures = new Map<string, number>();

  hasAnswered(model: string): boolean {
    return this.answered.has(model);
  }

  answeredBy(model: string): void {
    this.hasReplied = true;
    this.answered.add(model);
  }

  /** Counts a request that the model did not answer. @returns so many of the model, or of all models where none has answered yet */
  failed(model: string): number {
    const ofModel = (this.failures.get(model) ?? 0) + 1;
    this.failures.set(model, ofModel);
    if (this.answered.size > 0) return ofModel;
    let sum = 0;
    for (const count of this.failures.values()) sum += count;
    return sum;
  }
}

/** Forgotten beyond, the oldest first: a thousand rows that hang at once are an outage. */
const mostRows = 1000;

/** Rows that have hung, whatever the model: one that hung at one model hangs at the next more often than not, and has used up its patience already. */
class SlowRows {
  private readonly hangs = new Map<string, number>();

  /** How often the row hung without an answer since. @param content the row's part of the request */
  of(content: string): number {
    return this.hangs.get(content) ?? 0;
  }

  hung(content: string): void {
    const times = this.of(content) + 1;
    this.hangs.delete(content);
    this.hangs.set(content, times);
    if (this.hangs.size > mostRows) this.hangs.delete(this.hangs.keys().next().value!);
  }

  answered(content: string): void {
    if (this.hangs.size > 0) this.hangs.delete(content);
  }
}
