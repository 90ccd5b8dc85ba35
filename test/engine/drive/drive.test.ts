import type { RunEvent } from '../../../src/engine/events';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Answer } from '../../../src/engine/answerTable';
import { emptyRunState, foldEvent } from '../../../src/engine/runState';
import type { JournalRecord } from '../../../src/engine/journal';
import { ProviderError, type ProviderErrorKind } from '../../../src/engine/provider';
import { makeRandom } from '../../../src/engine/random';
import { DeliveryBuilder, type Strategy } from '../../../src/engine/strategy';
import { driveInMemory, ladder } from './memoryRun';

const models = ladder('cheap', 'dear');

/** Profiles the first rows with both, asks the cheap one for the rest, and sends what depends on the table's order to the reference. */
const twoStep: Strategy = function* ({ table, rowCount }) {
  const head = Array.from({ length: Math.min(10, rowCount) }, (_, row) => row);
  const rest = Array.from({ length: rowCount - head.length }, (_, i) => rowCount - 1 - i);
  yield {
    type: 'ask',
    phase: 'profile',
    calls: [
      { model: 0, rows: head },
      { model: 1, rows: head },
    ],
  };
  yield {
    type: 'explain',
    event: { type: 'noted', message: `spent ${String(table.spentUsd[0])}, keys ${String(table.keyCount)}` },
  };
  yield { type: 'ask', phase: 'apply', calls: [{ model: 0, rows: rest }] };
  const doubtful = rest.filter((row) => !table.isValid(0, row) || table.keyOf(0, row) % 2 === 1);
  yield { type: 'ask', phase: 'apply', calls: [{ model: 1, rows: doubtful }] };
  const delivery = new DeliveryBuilder(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const model = table.isValid(1, row) ? 1 : 0;
    if (table.isValid(model, row)) delivery.set(row, model, 'trusted');
  }
  return delivery;
};

const answerOf = (model: number, row: number): Answer => ({
  status: 'valid',
  key: `k${String((row * 7 + model) % 13)}`,
  costUsd: 0.1 * (row % 3) + 0.01,
});

function delivered(run: Awaited<ReturnType<typeof driveInMemory>>) {
  assert.equal(run.result.state, 'finished');
  return run.result.state === 'finished'
    ? { model: [...run.result.delivery.model], notes: run.events.filter((e) => e.type === 'noted') }
    : undefined;
}

describe('drive', () => {
  it('gives the same delivery and the same decisions however answers arrive', async () => {
    const runs = await Promise.all(
      [1, 2, 3].map((seed) =>
        driveInMemory({
          strategy: twoStep,
          models,
          rowCount: 60,
          answerOf,
          random: makeRandom(seed),
          concurrency: 1 + seed * 5,
        }),
      ),
    );
    assert.deepEqual(delivered(runs[1]!), delivered(runs[0]!));
    assert.deepEqual(delivered(runs[2]!), delivered(runs[0]!));
  });

  it('resumed after a stop at any point, asks nothing answered again and ends as if undisturbed', async () => {
    const undisturbed = await driveInMemory({
      strategy: twoStep,
      models,
      rowCount: 60,
      answerOf,
      random: makeRandom(1),
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: undisturbed.asked.length - 1 }), fc.nat(), async (stopAfter, seed) => {
        const cancel = new AbortController();
        const first = await driveInMemory({
          strategy: twoStep,
          models,
          rowCount: 60,
          answerOf,
          random: makeRandom(seed),
          signal: cancel.signal,
          beforeAnswer: (_model, _row, asked) => {
            if (asked === stopAfter) cancel.abort(new Error('stop'));
          },
        });
        const onDisk = first.journal.records;
        const answered = new Set(
          onDisk.flatMap((r) =>
            r.type === 'answer' ? [`${String(models.findIndex((m) => m.id === r.model))}:${String(r.row)}`] : [],
          ),
        );
        const second = await driveInMemory({
          strategy: twoStep,
          models,
          rowCount: 60,
          answerOf,
          random: makeRandom(seed + 1),
          earlier: onDisk,
        });
        assert.ok(second.asked.every((pair) => !answered.has(pair)));
        assert.deepEqual(delivered(second), delivered(undisturbed));
        assert.equal(second.totals.callsAsked, undisturbed.totals.callsAsked);
        const decisions = [...onDisk, ...second.journal.records].filter(
          (r) => r.type === 'event' && r.event.type === 'noted',
        );
        assert.equal(decisions.length, 1);
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it('names a row that fails and goes on; what the server failed at is asked again, what it refused only when wanted', async () => {
    const failing = (kind: ProviderErrorKind) => (model: number, row: number) => {
      if (model === 0 && row === 20) throw new ProviderError(kind, 'the server said 500', { isRetryable: false });
    };
    const first = await driveInMemory({
      strategy: twoStep,
      models,
      rowCount: 60,
      answerOf,
      random: makeRandom(1),
      beforeAnswer: failing('bad-request'),
    });
    assert.equal(first.result.state, 'finished');
    assert.ok(first.events.some((e) => e.type === 'row-failed' && e.row === 20 && e.message.includes('500')));
    assert.ok(first.asked.includes('1:20'), 'the failed row went to the reference');
    const again = await driveInMemory({
      strategy: twoStep,
      models,
      rowCount: 60,
      answerOf,
      random: makeRandom(1),
      earlier: first.journal.records,
    });
    assert.deepEqual(again.asked, []);
    const retried = await driveInMemory({
      strategy: twoStep,
      models,
      rowCount: 60,
      answerOf,
      random: makeRandom(1),
      earlier: first.journal.records,
      retryFailed: true,
    });
    assert.deepEqual(retried.asked, ['0:20']);
    const broken = { strategy: twoStep, models, rowCount: 60, answerOf, beforeAnswer: failing('server') };
    const second = await driveInMemory({ ...broken, random: makeRandom(1) });
    const resumed = await driveInMemory({
      ...{ ...broken, beforeAnswer: () => undefined, random: makeRandom(1) },
      earlier: second.journal.records,
    });
    assert.deepEqual(resumed.asked, ['0:20']);
  });

  it('asks again what has no valid answer when told to, and keeps the new answer from then on', async () => {
    const base = { strategy: twoStep, models, rowCount: 60, random: makeRandom(1) } as const;
    const reference = models.length - 1;
    const cut = (model: number, row: number) =>
      model === reference && row === 20
        ? { status: 'invalid' as const, cause: 'The reply was cut.' }
        : answerOf(model, row);
    const first = await driveInMemory({ ...base, answerOf: cut });
    const earlier = first.journal.records;
    assert.deepEqual((await driveInMemory({ ...base, answerOf, earlier })).asked, []);
    const retried = await driveInMemory({ ...base, answerOf, earlier, retryFailed: true });
    assert.ok(retried.asked.includes(`${String(reference)}:20`), String(retried.asked));
    const later = await driveInMemory({ ...base, answerOf, earlier: [...earlier, ...retried.journal.records] });
    assert.deepEqual(later.asked, []);
    assert.ok(later.result.state === 'finished' && later.result.table.isValid(reference, 20));
    // A run that paused because replies were no answers asks them again by itself.
    const paused: RunEvent = { type: 'run-paused', reason: 'answers', message: '' };
    const resumed = await driveInMemory({ ...base, answerOf, earlier: [...earlier, { type: 'event', event: paused }] });
    assert.ok(resumed.asked.includes(`${String(reference)}:20`));
  });

  for (const [kind, reason] of [
    ['auth', 'auth'],
    ['quota', 'quota'],
    ['budget', 'budget'],
    ['unknown-price', 'price'],
    ['no-answers', 'answers'],
  ] as const) {
    it(`pauses on a ${kind} error, keeping what is under way`, async () => {
      const run = await driveInMemory({
        strategy: twoStep,
        models,
        rowCount: 60,
        answerOf,
        random: makeRandom(3),
        beforeAnswer: (_model, _row, asked) => {
          if (asked === 15) throw new ProviderError(kind, 'stop here', { isRetryable: false });
        },
      });
      assert.deepEqual(run.result, { state: 'paused', reason, message: 'stop here', provider: 'test' });
      const answers = run.journal.records.filter((r) => r.type === 'answer').length;
      assert.equal(answers, run.asked.length - 1);
    });
  }

  it('asks identical rows once and charges once', async () => {
    const twins = Int32Array.from({ length: 60 }, (_, row) => row % 20);
    const run = await driveInMemory({
      strategy: twoStep,
      models,
      rowCount: 60,
      answerOf: (model, row) => answerOf(model, row % 20),
      random: makeRandom(1),
      twins,
    });
    assert.equal(new Set(run.asked).size, run.asked.length);
    assert.ok(run.asked.every((pair) => Number(pair.split(':')[1]) < 20));
    assert.ok(delivered(run)!.model.every((model) => model >= 0));
  });

  describe('foreseen pairs', () => {
    /** Foresees all of the dear model's rows, and asks about them in three steps, each after it has looked at the one before. */
    const foreseeing: Strategy = function* ({ table, rowCount }) {
      const rows = Array.from({ length: rowCount }, (_, row) => row);
      yield { type: 'ask', phase: 'profile', calls: [{ model: 0, rows: rows.slice(0, 5) }] };
      yield { type: 'foresee', model: 1, rows: rows.slice(20) };
      const delivery = new DeliveryBuilder(rowCount);
      for (const step of [rows.slice(0, 20), rows.slice(20, 40), rows.slice(40)]) {
        yield { type: 'ask', phase: 'apply', calls: [{ model: 1, rows: step }] };
        const message = `${String(table.asked[1])} asked, spent ${String(table.spentUsd[1])}, keys ${String(table.keyCount)}`;
        yield { type: 'explain', event: { type: 'noted', message } };
      }
      for (const row of rows) if (table.isValid(1, row)) delivery.set(row, 1, 'escalated');
      return delivery;
    };
    const unforeseeing: Strategy = function* (problem) {
      const run = foreseeing(problem);
      for (let turn = run.next(); ; turn = run.next()) {
        if (turn.done) return turn.value;
        if (turn.value.type !== 'foresee') yield turn.value;
      }
    };
    const base = { models, rowCount: 60, answerOf } as const;

    it('are asked beside the steps before theirs, and decide nothing earlier', async () => {
      let [step, slow] = [0, 0];
      const hold = async (model: number, row: number) => {
        if (model === 0) return;
        if (row < 20) step++;
        // A row of the second step that waits until the first is through: never, if it were asked after it only.
        else if (row === 30) while (step < 20) await new Promise((resolve) => setImmediate(resolve));
        // And one of the first that waits for one of the last.
        if (row === 50) slow++;
        if (row === 3) while (slow < 1) await new Promise((resolve) => setImmediate(resolve));
      };
      const ahead = await driveInMemory({ ...base, strategy: foreseeing, random: makeRandom(1), hold });
      const after = await driveInMemory({ ...base, strategy: unforeseeing, random: makeRandom(1) });
      assert.deepEqual(delivered(ahead), delivered(after));
      assert.equal(new Set(ahead.asked).size, ahead.asked.length, 'nothing is asked twice');
      assert.equal(ahead.asked.length, after.asked.length);
    });

    it('are kept when the run stops in between, and not asked again', async () => {
      const cancel = new AbortController();
      const first = await driveInMemory({
        ...{ ...base, strategy: foreseeing, random: makeRandom(2), signal: cancel.signal },
        beforeAnswer: (_model, _row, asked) => {
          if (asked === 25) cancel.abort(new Error('stop'));
        },
      });
      assert.equal(first.result.state, 'cancelled');
      const earlier = first.journal.records;
      const second = await driveInMemory({ ...base, strategy: foreseeing, random: makeRandom(3), earlier });
      const kept = earlier.flatMap((each) =>
        each.type === 'answer'
          ? [`${String(models.findIndex(({ id }) => id === each.model))}:${String(each.row)}`]
          : [],
      );
      assert.ok(kept.some((pair) => Number(pair.split(':')[1]) >= 20));
      assert.ok(second.asked.every((pair) => !kept.includes(pair)));
      const after = await driveInMemory({ ...base, strategy: unforeseeing, random: makeRandom(1) });
      assert.deepEqual(delivered(second)?.model, delivered(after)?.model);
    });
  });

  it('throws what broke the journal, and nothing is counted that is not on disk', async () => {
    await assert.rejects(
      driveInMemory({
        strategy: twoStep,
        models,
        rowCount: 60,
        answerOf,
        random: makeRandom(1),
        beforeAnswer: (_model, _row, asked) => {
          if (asked === 30) throw new Error('disk full');
        },
      }),
      /disk full/,
    );
  });

  it('keeps its totals in the journal every few seconds, and time is summed over sessions', async () => {
    const cancel = new AbortController();
    const setup = { strategy: twoStep, models, rowCount: 60, answerOf, msPerRequest: 200 };
    const kept = (records: readonly JournalRecord[]) =>
      records.flatMap((record) =>
        record.type === 'event' && record.event.type === 'progressed' ? [record.event] : [],
      );
    const first = await driveInMemory({
      ...setup,
      random: makeRandom(1),
      signal: cancel.signal,
      beforeAnswer: (_model, _row, asked) => {
        if (asked === 50) cancel.abort(new Error('cut off'));
      },
    });
    const before = kept(first.journal.records);
    assert.ok(before.length >= 3 && before.length <= 5, String(before.length));
    assert.ok(before.at(-1)!.callsDone > 30 && before.at(-1)!.elapsedMs >= 9000);
    // A page that reads the journal shows it at once.
    const state = first.journal.records.reduce(
      (folded, record) => (record.type === 'event' ? foldEvent(folded, record.event) : folded),
      emptyRunState,
    );
    assert.equal(state.progress?.callsDone, before.at(-1)!.callsDone);

    const second = await driveInMemory({ ...setup, random: makeRandom(2), earlier: first.journal.records });
    const told = second.events.flatMap((event) => (event.type === 'progressed' ? [event] : []));
    assert.ok(told[0]!.elapsedMs >= before.at(-1)!.elapsedMs);
    const { callsDone, elapsedMs } = told.at(-1)!;
    assert.equal(elapsedMs, before.at(-1)!.elapsedMs + second.asked.length * 200);
    // Answers that are read back are no pace.
    assert.ok(
      told.every(({ perSecond }) => perSecond === undefined || perSecond <= 6),
      'five a second are asked',
    );
    assert.equal(callsDone, second.totals.callsAsked);
  });
});
