// When a batch is looked at, when it is done, and what of it is missing then.
import assert from 'node:assert/strict';
import { ProviderError } from '../../../src/engine/provider';
import type { BatchLine, BatchState } from '../../../src/providers/batch/batchService';
import { followBatch } from '../../../src/providers/batch/followBatch';
import { virtualClock } from '../../support/fakeClock';
import { failureLine, fakeService, fault, linesOf, replyLine } from './fakeBatchService';

const [hourMs, dayMs] = [3600_000, 24 * 3600_000];
const bornMs = 1e12;
type Look = BatchState | Error;

/** @param looks one after the other, the last one for good. @param ageMs of the batch when it is looked at first */
async function follow(
  looks: readonly Look[],
  { total = 4, ageMs = 0, pollMs = 1000, stop = new AbortController() } = {},
) {
  const clock = virtualClock();
  const epochMs = () => bornMs + ageMs + clock.nowMs();
  const [times, notes, taken]: [number[], string[], BatchLine[]] = [[], [], []];
  const service = fakeService({
    state: (batchId, signal) => {
      assert.equal(batchId, 'b');
      assert.notEqual(signal, stop.signal, 'each look has a signal of its own');
      times.push(clock.nowMs());
      const look = looks[Math.min(times.length, looks.length) - 1]!;
      return look instanceof Error ? Promise.reject(look) : Promise.resolve(look);
    },
  });
  const ports = { clock, epochMs, pollMs, signal: stop.signal, note: (message: string) => notes.push(message) };
  const end = await followBatch(service, { batchId: 'b', madeAt: bornMs, total }, ports, (line) =>
    taken.push(line),
  ).catch((error: unknown) => error);
  clock.stop();
  return { end, times, notes, taken, tookMs: clock.nowMs() };
}

const running: BatchState = { type: 'running' };
function ended(
  lines: readonly BatchLine[] | undefined,
  more: Partial<Extract<BatchState, { type: 'ended' }>> = {},
): BatchState {
  return { type: 'ended', outcome: 'completed', ...(lines && { results: () => linesOf(lines) }), ...more };
}
const replies = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => replyLine(`r-${String(from + at)}`));
const unreadable: BatchLine = { type: 'unreadable' };

describe('a batch that is followed', () => {
  it('is looked at after a while that grows by half, twenty times the first at most', async () => {
    const { times, end, notes } = await follow([...Array.from({ length: 11 }, () => running), ended(replies(4))]);
    const waits = times.slice(1).map((time, at) => time - times[at]!);
    assert.deepEqual(
      waits.map((ms) => Math.round(ms)),
      [1000, 1500, 2250, 3375, 5063, 7594, 11_391, 17_086, 20_000, 20_000, 20_000],
    );
    assert.deepEqual(end, { type: 'ended', outcome: 'completed', read: 4, missing: 0 });
    assert.deepEqual(notes, []);
  });

  it('ends as the service says', async () => {
    const refusal = { why: 'other', message: 'no', error: fault() } as const;
    assert.deepEqual((await follow([{ type: 'refused', refusal }])).end, { type: 'refused', refusal });
    assert.deepEqual((await follow([{ type: 'deleted' }])).end, { type: 'gone' });
    for (const outcome of ['expired', 'cancelled'] as const) {
      const { end, taken } = await follow([ended([...replies(2), failureLine('r-2')], { outcome, answered: 2 })]);
      assert.deepEqual(end, { type: 'ended', outcome, read: 3, missing: 0, answered: 2 });
      assert.deepEqual(
        taken.map((line) => line.type),
        ['reply', 'reply', 'failure'],
      );
    }
  });

  it('gives each line once, and is looked at again while answers are missing, for an hour', async () => {
    const more = { answered: 4 };
    const { end, taken, times, notes } = await follow([
      ended(replies(2), more),
      ended(replies(3), more),
      ended(replies(4), more),
    ]);
    assert.deepEqual(end, { type: 'ended', outcome: 'completed', read: 4, missing: 0, answered: 4 });
    assert.deepEqual(
      taken.map((line) => 'customId' in line && line.customId),
      ['r-0', 'r-1', 'r-2', 'r-3'],
    );
    assert.equal(times.length, 3);
    assert.deepEqual(notes, [
      'The batch b has ended; 4 answers are counted, and 2 are in its results so far. It is looked at again.',
      'The batch b has ended; 4 answers are counted, and 3 are in its results so far. It is looked at again.',
    ]);
  });

  for (const [name, state, end, least, most] of [
    [
      'two counted answers never come',
      ended(replies(2), { answered: 4 }),
      { read: 2, missing: 2, answered: 4 },
      hourMs,
      2 * hourMs,
    ],
    ['nothing is counted and two never come', ended(replies(2)), { read: 2, missing: 2 }, hourMs, 2 * hourMs],
    [
      'two lines cannot be read',
      ended([...replies(2), unreadable, unreadable], { answered: 4 }),
      { read: 2, missing: 2, answered: 4 },
      hourMs,
      2 * hourMs,
    ],
    [
      'of four counted one cannot be read and three fail',
      ended([failureLine('r-0'), failureLine('r-1'), failureLine('r-2'), unreadable], { answered: 0 }),
      { read: 3, missing: 1, answered: 0 },
      hourMs,
      2 * hourMs,
    ],
    [
      'a completed batch has a line too few, though all answers that count are there',
      ended(replies(3), { answered: 3 }),
      { read: 3, missing: 0, answered: 3 },
      hourMs,
      2 * hourMs,
    ],
    [
      'an expired one has too few',
      ended(replies(3), { outcome: 'expired', answered: 3 }),
      { outcome: 'expired', read: 3, missing: 0, answered: 3 },
      0,
      0,
    ],
    [
      'an expired one that counts nothing has too few',
      ended(replies(3), { outcome: 'expired' }),
      { outcome: 'expired', read: 3, missing: 1 },
      hourMs,
      2 * hourMs,
    ],
    [
      'an expired one lacks an answer beside failures',
      ended([...replies(1), failureLine('r-1'), failureLine('r-2')], { outcome: 'expired', answered: 2 }),
      { outcome: 'expired', read: 3, missing: 1, answered: 2 },
      hourMs,
      2 * hourMs,
    ],
    ['it has more than it counts', ended(replies(4), { answered: 3 }), { read: 4, missing: 0, answered: 3 }, 0, 0],
    [
      'no line ever comes',
      ended(undefined, { answered: 4 }),
      { read: 0, missing: 4, answered: 4 },
      dayMs,
      dayMs + hourMs,
    ],
    [
      'no line comes of one that ended long ago',
      ended(undefined, { answered: 4, endedAt: bornMs - dayMs }),
      { read: 0, missing: 4, answered: 4 },
      hourMs,
      2 * hourMs,
    ],
    [
      'no line comes of one that ended half a day ago',
      ended(undefined, { answered: 4, endedAt: bornMs - dayMs / 2 }),
      { read: 0, missing: 4, answered: 4 },
      dayMs / 2,
      dayMs / 2 + hourMs,
    ],
  ] as const)
    it(`is waited for as long as it may be late: ${name}`, async () => {
      const { end: found, tookMs } = await follow([state], { pollMs: 15_000 });
      assert.deepEqual(found, { type: 'ended', outcome: 'completed', ...end });
      assert.ok(tookMs >= least && tookMs <= most, `${String(tookMs / hourMs)} h`);
    });

  it('says how many answers are known of where the service counts none', async () => {
    const { notes } = await follow([ended(replies(1)), ended(replies(4))]);
    assert.deepEqual(notes, [
      'The batch b has ended; 4 answers are counted, and 1 are in its results so far. It is looked at again.',
    ]);
  });

  it('of a week ago that has no results is given up after an hour: batches end within a day', async () => {
    const { tookMs } = await follow([ended(undefined, { answered: 4 })], { ageMs: 7 * dayMs, pollMs: 15_000 });
    assert.ok(tookMs >= hourMs && tookMs <= 2 * hourMs, String(tookMs));
  });

  it('that is not found is looked for during a day from when it was made or ended, and then gone', async () => {
    const unknown = fault({ status: 404, isRetryable: false });
    const young = await follow([unknown], { pollMs: 15_000 });
    assert.deepEqual(young.end, { type: 'gone' });
    assert.ok(young.tookMs >= dayMs && young.tookMs < dayMs + hourMs);
    assert.deepEqual(young.notes, ['The batch b is not found (yet). It is looked for again, for a day.'], 'said once');
    assert.deepEqual((await follow([unknown], { ageMs: dayMs })).times.length, 1);
    assert.ok((await follow([unknown], { ageMs: dayMs - 1 })).times.length > 1);
    // Its results were seen to be late, and then it is not found: a day from its end.
    const late = await follow([ended(undefined, { answered: 4, endedAt: bornMs + 2 * dayMs }), unknown], {
      ageMs: 2 * dayMs,
      pollMs: 15_000,
    });
    assert.deepEqual(late.end, { type: 'gone' });
    assert.ok(late.tookMs >= dayMs, String(late.tookMs));
  });

  it('is looked at again after what may pass, thirty times in a row', async () => {
    const passing = await follow([
      ...Array.from({ length: 30 }, () => fault()),
      running,
      ...Array.from({ length: 30 }, () => fault()),
      ended(replies(4)),
    ]);
    assert.deepEqual(passing.end, { type: 'ended', outcome: 'completed', read: 4, missing: 0 });
    const { end, times } = await follow([fault()]);
    assert.ok(end instanceof ProviderError);
    assert.deepEqual([end.kind, end.details.isRetryable, end.details.isStillOut], ['quota', false, true]);
    assert.equal(
      end.message,
      'The batch b cannot be looked at. Nothing is lost: resume the run to go on. Last: said: server',
    );
    assert.equal(times.length, 31);
  });

  it('pauses the run at once where looking again helps nothing, and passes on what is no answer of the service', async () => {
    const { end, times } = await follow([fault({ isRetryable: false }, 'auth')]);
    assert.ok(end instanceof ProviderError && end.kind === 'auth' && end.details.isStillOut);
    assert.equal(times.length, 1);
    const broken = new Error('a bug');
    assert.equal((await follow([broken])).end, broken);
  });

  it('is let alone when nobody wants it any more', async () => {
    const stop = new AbortController();
    const reason = new Error('stopped');
    const service = { type: 'running' } as const;
    const following = follow([service], { stop });
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort(reason);
    assert.equal((await following).end, reason);
    const late = new AbortController();
    late.abort(reason);
    const { end, times } = await follow([fault()], { stop: late });
    assert.deepEqual([end, times], [reason, []]);
  });
});
