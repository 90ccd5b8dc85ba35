import assert from 'node:assert/strict';
import { createAccounts, newAccount } from '../../../src/providers/pacing/accounts';

const placesOf = (account: ReturnType<typeof newAccount>) => {
  let count = 0;
  while (account.places.tryEnter()) count++;
  return count;
};

describe('accounts', () => {
  it('are one for each host and key', () => {
    const accounts = createAccounts();
    const first = accounts.of('https://a', 'key', 8);
    assert.equal(accounts.of('https://a', 'key', 2), first, 'whoever came first says how many are under way');
    const others = [
      accounts.of('https://b', 'key', 8),
      accounts.of('https://a', 'other', 8),
      accounts.of('https://a', undefined, 8),
    ];
    assert.equal(new Set([first, ...others]).size, 4);
    assert.equal(accounts.of('https://a', undefined, 8), others[2]);
  });

  it('let one request be under way at least, and as many as told after the first answer', () => {
    for (const [concurrency, places] of [
      [0, 1],
      [1, 1],
      [3, 3],
    ] as const) {
      const account = newAccount(concurrency);
      account.places.succeeded();
      assert.equal(placesOf(account), places, String(concurrency));
    }
  });

  it('let no more be under way than there is room for, and more as soon as there is more', () => {
    let tell: () => void = () => undefined;
    const room = { count: 1, onChange: (told: () => void) => (tell = told) };
    const account = createAccounts().of('https://a', 'key', 8, room);
    account.places.succeeded();
    assert.equal(placesOf(account), 1);
    let woken = 0;
    account.places.whenFree(() => woken++);
    tell();
    assert.equal(woken, 0);
    room.count = 3;
    tell();
    assert.equal(woken, 1);
    assert.equal(placesOf(account), 2);
  });
});
