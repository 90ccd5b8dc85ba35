// The accounts that a process sends to: per host and key the requests under way, per model the queue. Providers of one ladder that share host and key share them.
import type { ConcurrencyLimit } from '../concurrencyLimit';
import { createConcurrencyLimit } from '../concurrencyLimit';
import { Beginning } from './beginning';
import type { Lane } from './lane';
import { SlowRows } from './slowRows';

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
