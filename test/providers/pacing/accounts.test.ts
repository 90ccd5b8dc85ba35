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

describe('what an account has shown before its first answers', () => {
  it('counts failures of all models together until one answers, then of each by itself', () => {
    const beginning = newAccount(1).beginning;
    assert.deepEqual(
      ['a', 'b', 'a', 'c'].map((model) => beginning.failed(model)),
      [1, 2, 3, 4],
    );
    beginning.answeredBy('b');
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].map((model) => beginning.failed(model)),
      [3, 2, 2, 1],
    );
  });

  it('knows who has answered, and that the address replies', () => {
    const beginning = newAccount(1).beginning;
    assert.equal(beginning.hasReplied, false);
    beginning.failed('a');
    assert.equal(beginning.hasReplied, false, 'a failure may be a missing connection');
    assert.equal(beginning.hasAnswered('a'), false);
    beginning.answeredBy('a');
    assert.deepEqual(
      [beginning.hasReplied, beginning.hasAnswered('a'), beginning.hasAnswered('b')],
      [true, true, false],
    );
  });
});

describe('rows that have hung', () => {
  it('are counted until they are answered', () => {
    const rows = newAccount(1).slowRows;
    assert.equal(rows.of('a'), 0);
    rows.answered('a');
    for (const times of [1, 2, 3]) {
      rows.hung('a');
      assert.equal(rows.of('a'), times);
    }
    rows.hung('b');
    rows.answered('a');
    assert.deepEqual([rows.of('a'), rows.of('b')], [0, 1]);
  });

  it('are a thousand, those that hung the longest ago forgotten first', () => {
    const rows = newAccount(1).slowRows;
    for (let row = 0; row < 1000; row++) rows.hung(String(row));
    rows.hung('0');
    assert.deepEqual([rows.of('0'), rows.of('1')], [2, 1]);
    rows.hung('1000');
    assert.deepEqual([rows.of('0'), rows.of('1'), rows.of('2'), rows.of('1000')], [2, 0, 1, 1]);
  });
});
