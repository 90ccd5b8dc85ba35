import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readEarlierAnswers } from '../../../src/engine/drive/readEarlierAnswers';
import { createReservationLog } from '../../../src/engine/drive/reservationLog';
import { Totals } from '../../../src/engine/drive/totals';
import { createBudget } from '../../../src/engine/money/budget';
import type { JournalRecord } from '../../../src/engine/journal';
import { ladder, memoryJournal } from './memoryRun';

const models = ladder('cheap', 'dear');
const ends = ['answered', 'unread', 'refused', 'lost', 'under way'] as const;
type Attempt = { readonly usd: number; readonly end: (typeof ends)[number]; readonly request?: string };

/** What a session writes: each attempt's reservation, then its end, ends in the order of attempts. */
async function session(attempts: readonly Attempt[], earlier: readonly JournalRecord[] = []) {
  const journal = memoryJournal(earlier);
  const totals = new Totals(models);
  const known = await readEarlierAnswers(journal, models, 1000, totals);
  const before = totals.possiblyBilledUsd;
  const log = createReservationLog(journal, known.reservations, totals);
  const ids = await Promise.all(attempts.map(({ usd, request }) => log.open('dear', usd, request)));
  for (const [i, { usd, end }] of attempts.entries()) {
    const settles = [ids[i]!];
    if (end === 'refused') log.release(ids[i]!);
    if (end === 'lost') log.lose('dear', ids[i]!, usd, true);
    if (end === 'unread')
      await journal.append({ type: 'unread', model: 'dear', billedUsd: usd / 2, usage: {}, settles });
    if (end === 'answered')
      await journal.append({
        type: 'answer',
        model: 'dear',
        row: ids[i]!,
        answer: { status: 'valid', key: 'k', costUsd: usd / 2 },
        billedUsd: usd / 2,
        usage: {},
        settles,
      });
  }
  return { records: [...earlier, ...journal.records], ids, before, log, totals };
}

const attempt = fc.record({ usd: fc.integer({ min: 1, max: 1000 }).map((n) => n / 64), end: fc.constantFrom(...ends) });

describe('reservations', () => {
  it('that no record ends count as possibly billed, wherever the journal was cut off, over several sessions', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(attempt, { maxLength: 9 }),
        fc.array(attempt, { maxLength: 9 }),
        fc.nat(),
        async (first, second, cut) => {
          const one = await session(first);
          const kept = one.records.slice(0, cut % (one.records.length + 1));
          const two = await session(second, kept);
          const three = await session([], two.records);
          const ended = new Map<number, number>();
          let [lost, open] = [0, 0];
          for (const record of two.records) {
            if (record.type === 'reservation') ended.set(record.id, record.usd);
            if (record.type === 'release') ended.delete(record.reservation);
            if (record.type === 'answer' || record.type === 'unread')
              for (const id of record.settles!) ended.delete(id);
            if (record.type === 'lost-attempt') {
              ended.delete(record.reservation!);
              lost += record.reservedUsd;
            }
          }
          for (const usd of ended.values()) open += usd;
          assert.equal(three.before, lost + open);
          const reserved = two.records.flatMap((record) => (record.type === 'reservation' ? [record.id] : []));
          assert.equal(new Set(reserved).size, reserved.length, 'numbers are given once');
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });

  it('of an attempt that outlives the process are taken over once by whoever asks the same again', async () => {
    const first = await session([{ usd: 2, end: 'under way', request: 'abc' }]);
    const second = await session([], first.records);
    assert.equal(second.before, 2);
    assert.equal(second.log.takeOver('other'), undefined);
    const taken = second.log.takeOver('abc');
    assert.equal(taken?.id, first.ids[0]);
    createBudget(10, { lost: second.totals.lost }).takeOver(taken!.usd, 'dear');
    assert.equal(second.totals.possiblyBilledUsd, 0);
    assert.equal(second.log.takeOver('abc'), undefined);
    const third = await session([], second.records);
    assert.equal(third.before, 2, 'killed again before its end: still open');
  });

  it('are not known to journals of older versions, which count lost attempts as before', async () => {
    const old: JournalRecord[] = [{ type: 'lost-attempt', model: 'dear', reservedUsd: 3 }];
    assert.equal((await session([], old)).before, 3);
  });

  it('of answers whose bill nobody knows count at their most for good', async () => {
    const settled: JournalRecord[] = [
      { type: 'reservation', model: 'dear', id: 1, usd: 3 },
      { type: 'answer', model: 'dear', row: 1, answer: { status: 'valid', key: 'k' }, usage: {}, settles: [1] },
    ];
    assert.equal((await session([], settled)).before, 3);
  });

  it('are forgotten down to what so many requests cost, once twenty of the model were answered', async () => {
    const lost = await session([
      ...Array.from({ length: 16 }, () => ({ usd: 64, end: 'under way' as const })),
      ...Array.from({ length: 19 }, () => ({ usd: 64, end: 'answered' as const })),
    ]);
    const before = await session([], lost.records);
    assert.equal(before.before, 16 * 64);
    const after = await session(
      [],
      [...lost.records, ...(await session([{ usd: 64, end: 'answered' }], lost.records)).records.slice(-2)],
    );
    assert.equal(after.before, 16 * 32);
  });
});
