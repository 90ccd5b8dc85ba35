// A person at the labelling page: what is kept, what is taken back, and what the journal gets in the end.
import assert from 'node:assert/strict';
import { LabelSitting } from '../../src/app/labels/labelSitting';
import type { Labelling } from '../../src/protocol';
import { userInstallation } from '../../src/store/installation';
import { readRecords } from '../../src/store/journalFile';
import { journalPath } from '../../src/store/runFiles';
import { makePersonRun, type PersonRun, type Told } from './personRun';
import { truthOf } from './personTruth';

describe('a sitting of labels', function () {
  this.timeout(120_000);
  let run: PersonRun;
  let told: Told;
  let minute = 0;
  const now = () => `2026-11-30T10:${String(minute++).padStart(2, '0')}:00.000Z`;
  const sit = () => new LabelSitting(told.folder, userInstallation(), now);
  before(async () => {
    run = await makePersonRun(400, {});
    ({ told } = await run.start('--accuracy', '0.9'));
  });
  after(() => run.close());

  it('shows the rows of the round in order, blind, and goes on after a reload', async () => {
    const waiting = await run.round(told.runId);
    let sitting = sit();
    const first = await sitting.open();
    assert.equal(first.roundRows, waiting.length);
    assert.deepEqual([first.labelled, first.given, first.expected], [0, 0, undefined]);
    assert.deepEqual(first.labels, ['spam', 'ham']);
    assert.equal(first.next!.row + 1, Number(waiting[0]!['row']));
    assert.deepEqual(
      first.next!.cells.map(({ column, text }) => [column, text]),
      [['text', waiting[0]!['text']]],
    );

    await sitting.name(' Ana ');
    const { row } = first.next!;
    await assert.rejects(
      sitting.label({ row, label: 'eggs' }),
      /"eggs" is no label; it must be one of "spam", "ham"\./,
    );
    await assert.rejects(sitting.label({ row: row + 1, label: 'spam' }), /Another row is to be labelled/);
    const second = await sitting.label({ row, label: 'spam', note: ' odd ' });
    const put = second.next!.row;
    const third = await sitting.skip(put);
    assert.notEqual(third.next!.row, put);
    await sitting.label({ row: third.next!.row, label: 'ham' });
    const undone = await sitting.undo();
    assert.equal(undone.next!.row, third.next!.row);
    await assert.rejects(sitting.take(), /still wait for a label/);
    await sitting.close();

    sitting = sit();
    const again = await sitting.open();
    assert.deepEqual(again, { ...undone, by: 'Ana' });

    // All but the last are labelled, which nobody can; the one that was put off comes at the end.
    let shown: Labelling = again;
    const order: number[] = [];
    while (shown.next) {
      const { row: next, cells, isPutOff } = shown.next;
      order.push(next);
      assert.equal(isPutOff, next === put);
      shown = await sitting.label({ row: next, ...(next !== put && { label: truthOf(cells[0]!.text) }) });
    }
    assert.equal(order.at(-1), put);
    assert.equal(shown.labelled, waiting.length);
    // A draft is no answer yet.
    assert.equal((await run.round(told.runId)).length, waiting.length);
    const taken = await sitting.take();
    assert.deepEqual(taken, { taken: waiting.length, known: 0, open: 0, given: waiting.length });

    const records = [...readRecords(journalPath(told.folder), ({ message }) => assert.fail(message))];
    const marks = records.flatMap((record) => (record.type === 'labelled' ? [record] : []));
    assert.equal(marks.length, waiting.length);
    assert.deepEqual(new Set(marks.map(({ by }) => by)), new Set(['Ana']));
    assert.deepEqual(
      marks.filter(({ note }) => note !== undefined).map(({ row: noted, note }) => [noted, note]),
      [[row, 'odd']],
    );
    assert.equal(new Set(marks.map(({ at }) => at)).size, marks.length, 'each has the time when it was given');
    const unclear = records.filter((record) => record.type === 'answer' && record.answer.status === 'invalid');
    assert.deepEqual(
      unclear.map((record) => record.type === 'answer' && record.row),
      [put],
    );
    const { code } = await run.resume(told.runId, '--accuracy', '0.9');
    assert.ok(code === 5 || code === 6, 'it goes on');
  });

  it('leaves out of the draft what a file brought meanwhile', async () => {
    const waiting = await run.round(told.runId);
    const sitting = sit();
    const { next } = await sitting.open();
    await sitting.label({ row: next!.row, label: 'spam' });
    const brought = waiting.slice(0, 2).map((each) => ({ ...each, label: 'ham' }));
    await run.labels('import', told.runId, run.fill('meanwhile.csv', brought));
    const shown = await sitting.open();
    assert.deepEqual([shown.labelled, shown.roundRows], [0, waiting.length - 2]);
    await sitting.close();
  });
});
