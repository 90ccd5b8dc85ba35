import assert from 'node:assert/strict';
import { AnswerTable, type Answer } from '../../../src/engine/answerTable';
import type { Row } from '../../../src/engine/dataset';
import { askTwice, type AskTwiceInput } from '../../../src/engine/drive/askTwice';
import { reason } from '../../../src/engine/reasons';
import { Stop } from '../../../src/engine/drive/stop';
import { Totals } from '../../../src/engine/drive/totals';
import { DeliveryBuilder } from '../../../src/engine/strategy';
import { ladder, memoryJournal } from './memoryRun';

const models = ladder('small', 'large');
const valid = (key: string): Answer => ({ status: 'valid', key, text: key });

/** Of 60 rows the reference answered the first 40, of which those from 30 on were escalated to it; row 5 is row 4 again, row 6 is unreadable. */
async function measure(wanted: number, change: Partial<AskTwiceInput> & { readonly seed?: number } = {}) {
  const rowCount = 60;
  const table = new AnswerTable(2, rowCount, 1);
  const delivery = new DeliveryBuilder(rowCount);
  for (let row = 0; row < rowCount; row++) {
    if (row < 40) table.record(1, row, row === 6 ? { status: 'invalid' } : valid('yes'));
    delivery.set(row, row < 40 ? 1 : 0, row < 30 ? 'profiled' : row < 40 ? 'escalated' : 'trusted');
  }
  const twins = Int32Array.from({ length: rowCount }, (_, row) => (row === 5 ? 4 : row));
  const journal = memoryJournal();
  const asked: number[] = [];
  const told = await askTwice({
    wanted,
    problem: {
      ...{ models, reference: 1, rowCount, twins, accuracy: 0.9, confidence: 0.95, seed: change.seed ?? 1 },
      features: { length: () => 10 },
    },
    driven: { delivery, table },
    equivalence: (a, b) => a === b,
    rows: async function* (indices): AsyncGenerator<Row> {
      for (const index of indices) {
        await Promise.resolve();
        yield { index, get: () => undefined };
      }
    },
    ask: (_, row) => {
      asked.push(row.index);
      return Promise.resolve({ answer: valid(row.index % 2 === 0 ? 'yes' : 'no'), usage: {} });
    },
    journal,
    emit: () => undefined,
    earlier: { repeats: new Map() },
    totals: new Totals(models),
    stop: new Stop(new AbortController().signal),
    concurrency: 3,
    ...change,
  });
  return { told, asked, journal };
}

describe('asking the reference twice', () => {
  it('draws readable rows by the seed, identical ones once, escalated ones only where no others are left', async () => {
    const { told, asked } = await measure(20);
    assert.equal(new Set(asked).size, 20);
    assert.ok(asked.every((row) => row < 30 && row !== 5 && row !== 6));
    assert.deepEqual((await measure(20)).asked, asked);
    assert.notDeepEqual((await measure(20, { seed: 2 })).asked, asked);
    assert.equal(told.measured!.agreed, asked.filter((row) => row % 2 === 0).length);

    const more = await measure(33);
    assert.equal(more.asked.filter((row) => row >= 30).length, 33 - 28);
    const all = await measure(50);
    assert.equal(all.told.measured!.rows, 38);
    assert.deepEqual(all.told.why, reason('rows-answered-readably', { model: 'large', rows: 38 }));
  });

  it('counts what an earlier session was answered, and asks for the rest only', async () => {
    const repeats = new Map([3, 31, 8].map((row) => [row, valid('yes')]));
    const { told, asked, journal } = await measure(10, { earlier: { repeats } });
    assert.equal(asked.length, 7);
    assert.ok(!asked.some((row) => repeats.has(row)));
    assert.equal(told.measured!.rows, 10);
    assert.equal(told.measured!.agreed, 3 + asked.filter((row) => row % 2 === 0).length);
    assert.deepEqual(
      journal.records.map((record) => record.type),
      asked.map(() => 'repeat'),
    );
    assert.equal((await measure(2, { earlier: { repeats } })).asked.length, 0);
  });

  it('asks nothing once the user has paused, and measures nothing', async () => {
    const pause = new AbortController();
    pause.abort();
    const { told, asked } = await measure(10, { stop: new Stop(new AbortController().signal, pause.signal) });
    assert.deepEqual(asked, []);
    assert.deepEqual(told, { wanted: 10, why: reason('paused-by-user', {}) });
  });

  it('fails only where the journal does', async () => {
    const journal = { ...memoryJournal(), append: () => Promise.reject(new Error('disk full')) };
    await assert.rejects(measure(10, { journal }), /disk full/);
  });
});
