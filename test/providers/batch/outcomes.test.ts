// What becomes of the requests of a batch, line by line, at its end, and where it was refused.
import assert from 'node:assert/strict';
import { ProviderError, type Reply } from '../../../src/engine/provider';
import { BatchBook, type KnownBatch } from '../../../src/providers/batch/batchBook';
import type { BatchLine, BatchRefusal, BatchService } from '../../../src/providers/batch/batchService';
import type { BatchEnd } from '../../../src/providers/batch/followBatch';
import { createOutcomes, type Followed } from '../../../src/providers/batch/outcomes';
import { Room } from '../../../src/providers/batch/room';
import { type Waiter, Waiters } from '../../../src/providers/batch/waiters';
import { memoryLedger } from '../../support/batchAsks';
import { manualClock } from '../../support/fakeClock';
import { testRequest } from '../../support/requests';
import { failureLine, fakeService, fault, replyLine, replyOf, watched } from './fakeBatchService';

/** Rows 0, 1, ... of one batch that wait for their answers; row n has 10 * (n + 1) bytes. */
function setUp(rows: number, service: Partial<BatchService> = {}, maxRetries = 2) {
  const [clock, ledger, room, waiters, book] = [
    manualClock(),
    memoryLedger(),
    new Room(),
    new Waiters(),
    new BatchBook(),
  ];
  const stop = new AbortController();
  const notes: string[] = [];
  const added: string[] = [];
  const shrunk: (readonly [number, number])[] = [];
  const gathering = {
    add: ({ key }: Waiter) => void added.push(key),
    remove: () => undefined,
    pump: () => undefined,
    shrink: (requests: number, bytes: number) => void shrunk.push([requests, bytes]),
  };
  const outcomes = createOutcomes({
    ...{
      name: 'vendor',
      service: fakeService(service),
      ledger,
      clock,
      note: (message) => notes.push(message),
      pollMs: 1000,
      maxRetries,
    },
    ...{ room, waiters, gathering, signal: () => stop.signal },
  });
  const open = Array.from({ length: rows }, (_, row) => waiters.open(`k${String(row)}`, testRequest(), 10 * (row + 1)));
  const ends = open.map(({ promise }) => watched(promise));
  const batch: KnownBatch = { reference: 'r', batchId: 'b', keys: open.map(({ key }) => key) };
  book.bind(batch);
  room.handedIn('m', 100);
  const followed: Followed = {
    ...{ batch, modelId: 'm', tokens: 100, sent: fakeService().quirksOf('m') },
    ...{ withLine: new Set(), replies: 0, failed: [] },
  };
  return {
    ...{ clock, ledger, room, waiters, book, stop, notes, added, shrunk, open, ends, followed, outcomes },
    take: (line: BatchLine) => {
      outcomes.take(followed, line, book);
    },
    finish: (end: BatchEnd) => outcomes.finish(followed, end, book),
    refuse: (refusal: Partial<BatchRefusal>) =>
      outcomes.finish(
        followed,
        {
          type: 'refused',
          refusal: { why: 'other', message: 'said', error: fault({ isRetryable: false }, 'quota'), ...refusal },
        },
        book,
      ),
    errors: () =>
      ends.map(({ error }) =>
        error instanceof ProviderError
          ? [error.kind, error.details.isRetryable, error.details.mayBeBilled ?? false]
          : error,
      ),
  };
}
const ended = (more: Partial<Extract<BatchEnd, { type: 'ended' }>> = {}): BatchEnd => ({
  ...{ type: 'ended', outcome: 'completed', read: 0, missing: 0 },
  ...more,
});
const turn = () => new Promise((resolve) => setImmediate(resolve));
const mayBeBilled = ['server', true, true];

describe('a line of results', () => {
  it('answers its row, and teaches how many tokens a byte is', async () => {
    const { take, ends, room, followed, waiters } = setUp(2);
    take(replyLine('r-1', replyOf('spam', 40)));
    await turn();
    assert.equal(ends[1]!.value?.text, 'spam');
    assert.equal(ends[0]!.value, undefined);
    assert.equal(room.tokensOf('m', 20), 42);
    assert.deepEqual([followed.replies, [...followed.withLine], waiters.get('k1')], [1, ['k1'], undefined]);
  });

  it('of nobody is let alone', async () => {
    const { take, ends, followed, waiters, added } = setUp(2);
    for (const line of [
      { type: 'unreadable' },
      { type: 'unrun', customId: 'r-0' },
      failureLine('x-0'),
      failureLine('r-7'),
    ] as const)
      take(line);
    assert.deepEqual([followed.replies, followed.withLine.size, added], [0, 0, []]);
    take(replyLine('other-0'));
    assert.equal(followed.replies, 1, 'it was paid for all the same');
    waiters.forget('k0');
    take(replyLine('r-0'));
    take(failureLine('r-0'));
    await turn();
    assert.deepEqual([followed.replies, [...followed.withLine], ends[0], added], [2, ['k0'], {}, []]);
  });

  it('that says the request failed has it submitted again, some times', async () => {
    const { take, added, followed, book, ends, open } = setUp(2);
    for (const failures of [1, 2]) {
      take(failureLine('r-0'));
      assert.deepEqual([added.length, open[0]!.failures], [failures, failures]);
      assert.equal(book.of('k0'), undefined);
      book.bind(followed.batch);
    }
    take(failureLine('r-0'));
    assert.equal(added.length, 2);
    assert.equal(followed.failed.length, 1);
    take(failureLine('r-1', fault({ isRetryable: false })));
    assert.deepEqual(
      followed.failed.map(({ waiter }) => waiter.key),
      ['k0', 'k1'],
    );
    assert.equal(open[1]!.failures, 0);
    await turn();
    assert.deepEqual(ends, [{}, {}], 'they fail at its end');
  });

  it('that refuses a parameter has the row submitted without it, six times at most', () => {
    const learned: unknown[] = [];
    const { take, added, followed, book, open } = setUp(2, { learn: (...all) => learned.push(all) > 0 });
    for (let lesson = 1; lesson <= 6; lesson++) {
      take(failureLine('r-0', fault({ isRetryable: false })));
      assert.deepEqual(
        [added.length, open[0]!.lessons, open[0]!.failures, book.of('k0')],
        [lesson, lesson, 0, undefined],
      );
      book.bind(followed.batch);
    }
    assert.deepEqual(learned[0], ['m', followed.sent, 500, 'broken']);
    take(failureLine('r-0', fault({ isRetryable: false })));
    assert.deepEqual([added.length, followed.failed.length, learned.length], [6, 1, 6]);
  });

  it('with a reply that cannot be used is possibly billed, or submitted again, or a fault of ours', async () => {
    const { take, ends, errors, added, book } = setUp(3);
    const [lost, free, bug] = [
      fault({ mayBeBilled: true, isRetryable: false }, 'malformed'),
      fault(),
      new Error('a bug'),
    ];
    take(replyLine('r-0', lost as unknown as Reply));
    take(replyLine('r-1', free as unknown as Reply));
    take(replyLine('r-2', bug as unknown as Reply));
    await turn();
    assert.equal(ends[0]!.error, lost);
    assert.equal(book.of('k0'), undefined);
    assert.deepEqual([added, errors()[1], ends[2]!.error], [['k1'], undefined, bug]);
  });
});

describe('the end of a batch', () => {
  it('is on the ledger, and gives its room back', async () => {
    for (const [end, record] of [
      [ended({ read: 2, answered: 2 }), { outcome: 'completed', read: 2, answered: 2 }],
      [ended({ outcome: 'cancelled', read: 1 }), { outcome: 'cancelled', read: 1 }],
      [{ type: 'gone' } as const, { outcome: 'gone' }],
    ] as const) {
      const { finish, ledger, room, take } = setUp(1);
      take(replyLine('r-0'));
      room.refused('m', { why: 'enqueued', message: '', error: fault() });
      await finish(end);
      assert.deepEqual(ledger.records, [{ type: 'ended', reference: 'r', ...record }]);
      assert.deepEqual(room.of('m'), { left: 62.5, allowed: 62.5, isAnythingOut: false });
    }
  });

  it('that the service forgot leaves its rows possibly billed, with a sentence', async () => {
    const { finish, errors, notes, take, book } = setUp(3);
    take(replyLine('r-1'));
    await finish({ type: 'gone' });
    await turn();
    assert.deepEqual(errors(), [mayBeBilled, undefined, mayBeBilled]);
    assert.match(notes.join('\n'), /^The service does not know the batch b any more\./);
    assert.equal(book.of('k0'), undefined);
  });

  it('leaves the longest rows possibly billed where answers are missing, and hands the others in again', async () => {
    const { finish, errors, notes, added, take } = setUp(5);
    take(replyLine('r-4'));
    await finish(ended({ read: 1, answered: 3, missing: 2 }));
    await turn();
    assert.deepEqual(errors(), [undefined, undefined, mayBeBilled, mayBeBilled, undefined]);
    assert.deepEqual(added, ['k1', 'k0']);
    assert.equal(notes.length, 1);
    assert.match(notes[0]!, /^The service counts 2 more answers of the batch b than its results hold\./);
    const { finish: whole, notes: none, take: answer } = setUp(1);
    answer(replyLine('r-0'));
    await whole(ended({ read: 1 }));
    assert.deepEqual(none, []);
  });

  it('before some rows were run submits them again, with a sentence, not told of one that is complete', async () => {
    for (const [outcome, said] of [
      ['expired', 'The batch b expired before 2 of its rows were run. They are submitted again.'],
      ['cancelled', 'The batch b was cancelled before 2 of its rows were run. They are submitted again.'],
      ['completed', undefined],
    ] as const) {
      const { finish, notes, added, take } = setUp(3);
      take(replyLine('r-1'));
      await finish(ended({ outcome, read: 1 }));
      assert.deepEqual([notes, added.sort()], [said === undefined ? [] : [said], ['k0', 'k2']]);
      const { finish: all, notes: none, take: answer } = setUp(1);
      answer(replyLine('r-0'));
      await all(ended({ outcome, read: 1 }));
      assert.deepEqual(none, []);
    }
  });

  it('that comes three times before their turn pauses the run, an expired batch that got somewhere aside', async () => {
    for (const [outcome, replies, retries] of [
      ['expired', 0, 2],
      ['cancelled', 1, 2],
      ['expired', 1, 10],
    ] as const) {
      const { finish, ends, followed, book, added, take, ledger } = setUp(2);
      if (replies > 0) take(replyLine('r-1'));
      else followed.withLine.add('k1');
      for (let time = 1; time <= 10; time++) {
        book.bind(followed.batch);
        await finish(ended({ outcome }));
      }
      await turn();
      assert.equal(added.length, retries, `${outcome} ${String(replies)}`);
      assert.equal(ledger.records.length, 10);
      const { error } = ends[0]!;
      if (retries === 10) assert.equal(error, undefined);
      else {
        assert.ok(error instanceof ProviderError);
        assert.deepEqual([error.kind, error.details.isRetryable], ['quota', false]);
        assert.match(error.message, /^vendor: 3 times a batch (expired|was cancelled) before the row's turn\./);
      }
    }
  });

  it('fails the rows that failed for good, each by its own kind', async () => {
    const { finish, ends, take, errors } = setUp(3);
    take(failureLine('r-0', fault({ isRetryable: false, status: 400 }, 'bad-request')));
    take(failureLine('r-1', fault({ isRetryable: false }, 'rate-limit')));
    take(replyLine('r-2'));
    await finish(ended({ read: 3 }));
    await turn();
    assert.deepEqual(errors(), [['bad-request', false, false], ['quota', false, false], undefined]);
    const { error } = ends[0]!;
    assert.ok(error instanceof ProviderError && error.message === 'said: bad-request' && error.details.status === 400);
  });

  it('pauses the run where twelve fail and a model that never answered answers nothing', async () => {
    for (const [failures, replies, answeredBefore, isPause] of [
      [12, 0, false, true],
      [11, 0, false, false],
      [12, 1, false, false],
      [12, 0, true, false],
    ] as const) {
      const { finish, take, ends, room } = setUp(13);
      if (answeredBefore) room.counted('m', 10, { inputTokens: 3 });
      for (let row = 0; row < failures; row++)
        take(failureLine(`r-${String(row)}`, fault({ isRetryable: false }, 'bad-request')));
      for (let row = 12; row < 12 + replies; row++) take(replyLine('r-12'));
      await finish(ended({ read: failures }));
      await turn();
      const { error } = ends[0]!;
      assert.ok(error instanceof ProviderError);
      assert.equal(error.kind, isPause ? 'quota' : 'bad-request', JSON.stringify([failures, replies, answeredBefore]));
      if (isPause)
        assert.equal(
          error.message,
          'm has answered nothing in a batch and failed 12 requests. The run pauses rather than fail every row. Last: said: bad-request',
        );
    }
  });
});

describe('a batch that was refused', () => {
  it('for what is enqueued waits for the room, that is told once', async () => {
    const { refuse, added, notes, room, ledger, book, clock } = setUp(3);
    room.handedIn('m', 50);
    await refuse({ why: 'enqueued', limitTokens: 120 });
    assert.deepEqual(ledger.records, [
      { type: 'ended', reference: 'r', outcome: 'refused', why: 'said' },
      { type: 'limit', model: 'm', tokens: 120, stated: 120 },
    ]);
    assert.equal(book.of('k0'), undefined);
    assert.deepEqual(room.of('m'), { left: 70, allowed: 120, isAnythingOut: true });
    assert.deepEqual(added, ['k0', 'k1', 'k2'], 'an end of what is out says when there is room');
    assert.equal(clock.sleepers, 0);
    assert.deepEqual(notes, [
      'No more than 120 tokens may be enqueued for m at once. The rest is submitted as batches end.',
    ]);
    await refuse({ why: 'enqueued' });
    assert.equal(notes.length, 1);
  });

  it('for what others have enqueued waits for a while, ever longer until a batch ends, and forgets who gave up', async () => {
    const { refuse, added, notes, clock, waiters, book, followed, room, stop, finish, open } = setUp(3);
    await refuse({ why: 'enqueued' });
    assert.deepEqual(notes, [
      'No more than about 50 tokens may be enqueued for m at once. The rest is submitted as batches end.',
    ]);
    assert.deepEqual(added, []);
    assert.equal(room.of('m').allowed, 50, 'a refusal makes no room');
    waiters.forget('k1');
    await clock.advance(3999);
    assert.deepEqual(added, []);
    await clock.advance(1);
    assert.deepEqual(added, ['k0', 'k2']);
    const again = async () => {
      added.length = 0;
      book.bind(followed.batch);
      room.handedIn('m', 100);
      await refuse({ why: 'enqueued' });
    };
    await again();
    await clock.advance(5999);
    assert.deepEqual(added, []);
    await clock.advance(1);
    assert.equal(added.length, 2);
    room.handedIn('m', 100);
    for (const { key } of open) followed.withLine.add(key);
    await finish(ended());
    await again();
    await clock.advance(4000);
    assert.equal(added.length, 2, 'as at first');
    await again();
    stop.abort(new Error('stopped'));
    await clock.advance(100_000);
    assert.deepEqual(added, [], 'nobody waits any more');
  });

  it('and holds one request that is larger than the whole limit fails it', async () => {
    // Of 10 bytes, four tokens.
    for (const [rows, limitTokens, isFailed] of [
      [1, 3, true],
      [1, 4, false],
      [2, 3, false],
      [1, undefined, false],
    ] as const) {
      const { refuse, ends } = setUp(rows);
      await refuse({ why: 'enqueued', ...(limitTokens !== undefined && { limitTokens }) });
      await turn();
      assert.equal(ends[0]!.error !== undefined, isFailed, JSON.stringify([rows, limitTokens]));
    }
  });

  it('for a parameter goes in again without it, six times at most', async () => {
    const { refuse, added, errors, open } = setUp(2, {
      learn: (_, __, status, message) => status === 400 && message === 'said',
    });
    open[1]!.lessons = 6;
    await refuse({});
    await turn();
    assert.deepEqual([added, open[0]!.lessons], [['k0'], 1]);
    assert.deepEqual(errors(), [undefined, ['quota', false, false]]);
    const { refuse: last, added: once, open: rows } = setUp(1, { learn: () => true });
    rows[0]!.lessons = 5;
    await last({});
    assert.deepEqual(once, ['k0']);
  });

  it('for its size is halved, unless it is one request', async () => {
    const { refuse, added, shrunk } = setUp(3);
    await refuse({ why: 'size' });
    assert.deepEqual([added, shrunk], [['k0', 'k1', 'k2'], [[3, 60]]]);
    const { refuse: alone, added: none, errors } = setUp(1);
    await alone({ why: 'size' });
    await turn();
    assert.deepEqual([none, errors()], [[], [['quota', false, false]]]);
  });

  it('for some lines fails these, and hands the others in again', async () => {
    const { refuse, added, ends } = setUp(3);
    await refuse({ why: 'lines', lines: new Map([[1, 'too long']]) });
    await turn();
    assert.deepEqual(added, ['k0', 'k2']);
    const { error } = ends[1]!;
    assert.ok(error instanceof ProviderError);
    assert.deepEqual(
      [error.kind, error.message, error.details.isRetryable],
      ['bad-request', 'vendor: too long', false],
    );
  });

  it('as such fails all of it, and teaches the room nothing', async () => {
    const { refuse, added, errors, ledger, room, notes } = setUp(2);
    await refuse({});
    await turn();
    assert.deepEqual(errors(), [
      ['quota', false, false],
      ['quota', false, false],
    ]);
    assert.deepEqual([added, notes, ledger.records.length], [[], [], 1]);
    assert.deepEqual(room.of('m'), { left: Infinity, allowed: Infinity, isAnythingOut: false });
  });
});
