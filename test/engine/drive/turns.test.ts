import assert from 'node:assert/strict';
import type { Answer } from '../../../src/engine/answerTable';
import { makeRandom } from '../../../src/engine/random';
import { DeliveryBuilder, type Strategy } from '../../../src/engine/strategy';
import { rest, type Turns } from '../../../src/engine/turns';
import { driveInMemory, ladder } from './memoryRun';

const models = ladder('cheap', 'middle', 'dear');
const rowCount = 500;

/** Asks all models in one step; what it tells depends on the order in which the answers were recorded. */
const threeAtOnce: Strategy = function* ({ table }) {
  const rows = Array.from({ length: rowCount }, (_, row) => row);
  yield { type: 'ask', phase: 'profile', calls: models.map((_, model) => ({ model, rows })) };
  yield rest;
  const keys = models.map((_, model) => rows.map((row) => table.keyOf(model, row)).join());
  yield { type: 'explain', event: { type: 'noted', message: `${keys.join(';')} ${table.spentUsd.join()}` } };
  const delivery = new DeliveryBuilder(rowCount);
  for (const row of rows) delivery.set(row, 2, 'escalated');
  return delivery;
};

const answerOf = (model: number, row: number): Answer => ({
  status: 'valid',
  key: `k${String((row * 31 + model * 17) % 101)}`,
  costUsd: 0.1 * (row % 7) + 0.01 * model,
});

/** Others have waited whenever so many rows were looked at; how often they had their turn, and how many rows went by between two at most. */
function everySoMany(rows: number): Turns & { readonly taken: () => number; readonly longest: () => number } {
  let [since, taken, longest] = [0, 0, 0];
  return {
    isDue: () => {
      longest = Math.max(longest, ++since);
      return since >= rows;
    },
    next: async () => {
      taken++;
      since = 0;
      await new Promise((resolve) => setImmediate(resolve));
    },
    taken: () => taken,
    longest: () => longest,
  };
}

describe('driving in turns', () => {
  const base = { strategy: threeAtOnce, models, rowCount, answerOf } as const;
  const notes = ({ events }: Awaited<ReturnType<typeof driveInMemory>>) =>
    events.filter(({ type }) => type === 'noted' || type === 'phase-started');

  it('records in the same order, call by call, whoever answers first', async () => {
    const plain = await driveInMemory({ ...base, random: makeRandom(1) });
    // The last call is answered while the first is still held.
    let answered = 0;
    const hold = async (model: number) => {
      if (model !== 0) answered++;
      else while (answered < 2 * rowCount) await new Promise((resolve) => setImmediate(resolve));
    };
    const turns = everySoMany(50);
    const turned = await driveInMemory({ ...base, random: makeRandom(2), hold, concurrency: 2 * rowCount, turns });
    assert.deepEqual(notes(turned), notes(plain));
    // Each row of each call is looked at, and again where its answer was held: those of two calls.
    assert.ok(turns.taken() >= (5 * rowCount) / 50 - 1, String(turns.taken()));
  });

  it('goes on with a run whose answers are all there, and others wait for few of them only', async () => {
    const first = await driveInMemory({ ...base, random: makeRandom(1) });
    const turns = everySoMany(50);
    const again = await driveInMemory({ ...base, random: makeRandom(1), earlier: first.journal.records, turns });
    assert.deepEqual(again.asked, []);
    const told = first.events.filter(({ type }) => type === 'noted');
    assert.deepEqual(
      again.events.filter(({ type }) => type === 'noted'),
      told,
    );
    // Reading looks at every answer, carrying out at every row of each call, and recording at what was held meanwhile.
    assert.ok(turns.taken() >= (8 * rowCount) / 50 - 1, String(turns.taken()));
    assert.equal(turns.longest(), 50, 'nobody goes on when others have waited');
  });

  it('stops in the middle of recording as without turns', async () => {
    const pause = new AbortController();
    const turns = everySoMany(20);
    const stopped = await driveInMemory({
      ...{ ...base, random: makeRandom(3), turns, pauseSignal: pause.signal },
      beforeAnswer: (_, __, asked) => {
        if (asked === 700) pause.abort();
      },
    });
    assert.equal(stopped.result.state, 'paused');
    const resumed = await driveInMemory({ ...base, random: makeRandom(4), earlier: stopped.journal.records, turns });
    assert.equal(stopped.asked.length + resumed.asked.length, 3 * rowCount, 'nothing is asked twice');
    const plain = await driveInMemory({ ...base, random: makeRandom(1) });
    const last = (run: typeof plain) => run.events.findLast(({ type }) => type === 'noted');
    assert.deepEqual(last(resumed), last(plain));
  });
});
