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

export type Accounts = { readonly of: (endpoint: string, key: string | undefined, concurrency: number) => Account };

export function createAccounts(): Accounts {
  const accounts = new Map<string, Account>();
  return {
    of(endpoint, key, concurrency) {
      const name = JSON.stringify([endpoint, key]);
      let account = accounts.get(name);
      if (!account) accounts.set(name, (account = newAccount(concurrency)));
      return account;
    },
  };
}

/** @param concurrency most requests under way at once */
export function newAccount(concurrency: number): Account {
  return {
    places: createConcurrencyLimit(Math.max(1, concurrency)),
    lanes: new Map(),
    slowRows: new SlowRows(),
    beginning: new Beginning(),
  };
}
