// A run cut off at any record of its journal goes on with the same groups, at the step that each row had come to: of packs that answer nothing or half,
// no request is made again whose reply is on disk, and all requests of both sessions together are those of an undisturbed run.
import assert from 'node:assert/strict';
import type { Row } from '../../../src/engine/dataset';
import { drive, type DriveInput } from '../../../src/engine/drive/drive';
import { readEarlierAnswers } from '../../../src/engine/drive/readEarlierAnswers';
import type { Asked, AskedTogether } from '../../../src/engine/drive/asked';
import { Totals } from '../../../src/engine/drive/totals';
import type { JournalRecord } from '../../../src/engine/journal';
import type { Model } from '../../../src/engine/model';
import { DeliveryBuilder, type Strategy } from '../../../src/engine/strategy';
import { ladder, memoryJournal } from './memoryRun';

const rowCount = 60;
const size = 8;
const models: Model[] = ladder('small', 'big').map((model, at) =>
  at === 0 ? { ...model, settings: { rowsPerRequest: size } } : model,
);

/** Asks the packed model about every row. */
const askAll: Strategy = function* () {
  yield {
    type: 'ask',
    phase: 'profile',
    calls: [{ model: 0, rows: Array.from({ length: rowCount }, (_, row) => row) }],
  };
  return new DeliveryBuilder(rowCount);
};

const oneRow = (row: number, costUsd: number): Asked => ({
  answer: { status: 'valid', key: String(row), costUsd },
  usage: {},
  billedUsd: costUsd,
});

/** A request costs a dollar, shared alike. Whole packs with an odd sum of rows say nothing; others leave their first row out. */
function reply(rows: readonly Row[]): AskedTogether {
  const isSilent = rows.reduce((sum, { index }) => sum + index, 0) % 2 === 1;
  const share = 1 / rows.length;
  const answers = rows.map(({ index }, at) => (isSilent || at === 0 ? undefined : oneRow(index, share)));
  const left = answers.filter((answer) => !answer).length;
  return { answers, costsUsd: rows.map(() => share), rest: { usage: {}, billedUsd: left * share } };
}

async function session(earlier: readonly JournalRecord[]) {
  const journal = memoryJournal(earlier);
  const requests: string[] = [];
  const totals = new Totals(models);
  const named = (rows: readonly Row[]) => rows.map(({ index }) => index).join();
  const input: DriveInput = {
    strategy: askAll,
    problem: {
      ...{ models, reference: 1, rowCount, accuracy: 0.9, confidence: 0.95, seed: 1 },
      features: { length: () => 10 },
    },
    equivalence: (a, b) => a === b,
    rows: async function* (indices): AsyncGenerator<Row> {
      for (const index of indices) {
        await Promise.resolve();
        yield { index, get: () => undefined };
      }
    },
    ask: (_, row) => {
      requests.push(named([row]));
      return Promise.resolve(oneRow(row.index, 1));
    },
    askTogether: (_, rows) => {
      requests.push(named(rows));
      return Promise.resolve(reply(rows));
    },
    journal,
    clock: { nowMs: () => 0, sleep: () => Promise.resolve() },
    emit: () => undefined,
    signal: new AbortController().signal,
    earlier: await readEarlierAnswers(journal, models, rowCount, totals),
    concurrencyOf: () => 3,
    totals,
  };
  const result = await drive(input);
  assert.ok(result.state === 'finished');
  const costs = Array.from({ length: rowCount }, (_, row) => result.table.costOf(0, row));
  return { journal, requests, costs, spentUsd: totals.spentUsd! };
}

/** Records of one reply reach the disk together: the last one is what its rows left unanswered took, or the answer of a row asked alone. */
function endsReply(record: JournalRecord): boolean {
  return record.type === 'unread' || (record.type === 'answer' && record.billedUsd === 1);
}

describe('requests about several rows', () => {
  it('go on where a session was cut off, and cost what an undisturbed run costs', async () => {
    const calm = await session([]);
    const sizes = calm.requests.map((request) => request.split(',').length);
    assert.ok(sizes.includes(1) && sizes.includes(4) && sizes.some((rows) => rows > 4), sizes.join());
    assert.equal(calm.spentUsd.toFixed(9), calm.requests.length.toFixed(9));
    const sum = calm.costs.reduce((all, usd) => all + usd, 0);
    assert.equal(sum.toFixed(9), calm.spentUsd.toFixed(9), 'what rows cost adds up to the bill');
    const all = calm.journal.records;
    const cuts = [...all.keys()].filter((at) => endsReply(all[at]!)).map((at) => at + 1);
    assert.ok(cuts.length > 10, String(cuts.length));
    for (const end of cuts) {
      const { requests, costs, spentUsd } = await session(all.slice(0, end));
      assert.ok(
        requests.every((request) => calm.requests.includes(request)),
        `cut at ${String(end)}: ${requests.join(' ')}`,
      );
      assert.equal(spentUsd.toFixed(9), calm.spentUsd.toFixed(9), `cut at ${String(end)}`);
      assert.deepEqual(
        costs.map((usd) => usd.toFixed(9)),
        calm.costs.map((usd) => usd.toFixed(9)),
      );
    }
  });
});
