// --answers-of takes verdicts over with the answers that they are about: no judge is paid twice for the same two answers under the same policy, and one with another
// policy, or about another reference's answers, is asked.
import assert from 'node:assert/strict';
import type { JobFile } from '../../src/app/jobFile';
import { readRecords } from '../../src/store/journalFile';
import { journalPath } from '../../src/store/runFiles';
import { summaryAnswerer, summaryPrice, summaryUsd } from '../support/judging';
import { type LiveRun, startLiveRun } from './liveRun';

const rows = 500;
const policy = 'Extra detail makes no difference.';

describe('a new run with the verdicts of an earlier one', function () {
  this.timeout(240_000);
  let live: LiveRun;
  before(async () => {
    live = await startLiveRun({
      texts: Array.from({ length: rows }, (_, row) => `Report ${String(row)} of the depot.`),
      models: Object.keys(summaryUsd).map((model) => ({ model, price: summaryPrice(model) })),
      priceOf: (model) => ({ type: 'token', ...summaryPrice(model) }),
      answerer: summaryAnswerer(),
    });
  });
  after(() => live.close());

  /** Rows of the run's verdicts: those that it asked for itself, and those that it took over. */
  const verdictsOf = (folder: string) => {
    const all = [...readRecords(journalPath(folder), () => undefined)].filter((record) => record.type === 'verdict');
    const rowsOf = (isTaken: boolean) => all.filter((one) => (one.isCached ?? false) === isTaken).map(({ row }) => row);
    return { asked: rowsOf(false), taken: rowsOf(true) };
  };
  const run = (changes: object, answersOf?: string) =>
    live.run(
      {
        ...{ labels: undefined, task: 'text', prompt: 'Summarise: {{text}}', accuracy: 0.9 },
        same: { by: 'judge', model: 'judge', policy },
        ...changes,
      } as unknown as Partial<JobFile>,
      answersOf === undefined ? {} : { answersOf },
    );

  it('asks the judge only about pairs without a verdict, and bills nothing for the others', async () => {
    const first = await run({});
    const { asked: known } = verdictsOf(first.folder);
    assert.ok(known.length > 20, String(known.length));
    const second = await run({}, first.runId);
    assert.equal(second.state, 'finished', second.message);
    assert.deepEqual(verdictsOf(second.folder).taken, known);
    const note = new RegExp(
      `^[\\d,]+ answers and ${String(known.length)} verdicts of run ${first.runId} are taken over\\.$`,
    );
    assert.ok(second.events.some((event) => event.type === 'noted' && note.test(String(event.message))));

    const third = await run({ seed: 2, accuracy: 0.95 }, first.runId);
    assert.equal(third.state, 'finished', third.message);
    const { asked, taken } = verdictsOf(third.folder);
    assert.deepEqual(taken, known);
    assert.ok(asked.length > 0, 'another draw meets other rows');
    const usd = (650 + 4 * 25) * summaryUsd.judge * 1e-6;
    assert.equal(third.finished!.perModel['judge']!.costUsd!.toFixed(9), (asked.length * usd).toFixed(9));
    for (const each of [second, third]) {
      const paid = verdictsOf(each.folder).asked.filter((row) => known.includes(row));
      assert.deepEqual(paid, [], 'asked about twice');
    }
    // What a run took over it hands on.
    const fourth = await run({ seed: 2, accuracy: 0.95 }, third.runId);
    assert.deepEqual(verdictsOf(fourth.folder).taken, [...taken, ...asked]);
  });

  it('asks again under another policy or question, and where the reference is another model', async () => {
    const first = await run({ seed: 3 });
    for (const changes of [
      { same: { by: 'judge', model: 'judge', policy: 'Every detail counts.' } },
      { same: { by: 'judge', model: 'judge', policy, noWorse: true } },
      { reference: 'small', accuracy: 0.6 },
    ]) {
      const next = await run({ seed: 3, ...changes }, first.runId);
      assert.equal(next.state, 'finished', next.message);
      assert.ok(
        next.events.every((event) => event.type !== 'noted' || !/verdicts of run/.test(String(event.message))),
        JSON.stringify(changes),
      );
      const { asked, taken } = verdictsOf(next.folder);
      assert.deepEqual(taken, []);
      if (!('reference' in changes)) assert.ok(asked.length > 0, JSON.stringify(changes));
    }
  });
});
