// A person as the reference, from the command line over a real server: the run pauses with a round of rows, they go out blind and come back
// labelled, and it goes on until the promise speaks of that person's labels.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { leastOfRound, mostOfRound } from '../../src/engine/drive/personsLabels';
import { promiseSentence } from '../../src/engine/promise/sentence';
import type { JournalRecord } from '../../src/engine/journal';
import { readRecords } from '../../src/store/journalFile';
import { journalPath } from '../../src/store/runFiles';
import { runSmart } from '../support/runSmart';
import { makePersonRun, type Cells, type PersonRun, type Told } from './personRun';
import { truthOf } from './personTruth';

type Labelled = Extract<JournalRecord, { type: 'labelled' }>;

const result = ({ output }: Told): Cells[] => parse(readFileSync(output, 'utf8'), { columns: true });
const answers = ({ perModel }: Told, models: readonly string[]) =>
  models.reduce((sum, model) => sum + perModel[model]!.asked, 0);
const differing = (rows: readonly Cells[]) =>
  rows.filter(({ text, smart_answer }) => smart_answer !== truthOf(text!)).length;

describe('a person as the reference', function () {
  this.timeout(300_000);
  let run: PersonRun;
  afterEach(() => run.close());

  it('labels a round, goes on, and gets a promise about their own labels', async () => {
    run = await makePersonRun(800, { price: { perAnswer: 0.25 } });
    const { code, told } = await run.start('--accuracy', '0.9');
    assert.equal(code, 5);
    assert.equal(told.pausedBy, 'labels');
    const { runId } = told;

    const cells = await run.round(runId);
    assert.ok(cells.length >= 8 && cells.length <= mostOfRound, String(cells.length));
    assert.deepEqual(Object.keys(cells[0]!), ['row', 'text', 'label'], 'blind: nothing of any model');
    const numbers = cells.map(({ row }) => Number(row));
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => a - b),
    );
    for (const { row, text, label } of cells) {
      assert.match(text!, new RegExp(`^message ${String(Number(row) - 1)} `));
      assert.equal(label, '');
    }
    const asked = run.fixture.server.ledger.requests;

    // A part of them, the last first, by somebody else, with a note.
    const some = cells
      .slice(-3)
      .reverse()
      .map((each) => ({ ...each, label: ` ${truthOf(each['text']!)} `, labeller: 'Bo', note: 'sure' }));
    const said = await run.labels('import', runId, run.fill('some.csv', some), '--json');
    assert.deepEqual(JSON.parse(said), { runId, taken: 3, known: 0, open: cells.length - 3, given: 3 });
    const again = await run.labels('import', runId, join(run.fixture.folder, 'some.csv'), '--json');
    assert.deepEqual(JSON.parse(again), { runId, taken: 0, known: 3, open: cells.length - 3, given: 3 });
    const waiting = await run.resume(runId, '--accuracy', '0.9');
    assert.equal(waiting.code, 5);
    assert.equal(run.fixture.server.ledger.requests, asked, 'nothing is asked of a model while labels are missing');
    assert.deepEqual(
      (await run.round(runId)).map(({ row }) => row),
      cells.slice(0, -3).map(({ row }) => row),
    );

    const { code: end, told: finished, rounds } = await run.finish(runId, '--accuracy', '0.9');
    assert.equal(end, 0);
    const rows = result(finished);
    assert.equal(rows.length, 800);
    const { promise, perModel } = finished;
    assert.ok(differing(rows) <= promise.allowed, `${String(differing(rows))} differ`);
    const labels = 3 + rounds.reduce((sum, round) => sum + round.length, 0);
    assert.equal(perModel['me']!.asked, labels);
    assert.deepEqual(promise.person, { labels, unlabelled: 0 });
    assert.ok(labels < 200, `${String(labels)} labels for 800 rows`);
    assert.ok(Math.abs(perModel['me']!.costUsd! - 0.25 * labels) < 1e-9);
    assert.match(
      promiseSentence(promise),
      /^With 95% confidence, at most 80 of these 800 rows differ from your labels\.$/,
    );
    assert.equal(answers(finished, ['small', 'medium', 'large']), run.fixture.server.ledger.requests, 'nothing twice');
    // No round is a row or two, unless it is the last of a step.
    for (const round of rounds.slice(1, -1)) assert.ok(round.length >= leastOfRound, String(round.length));

    const marks = [...readRecords(journalPath(finished.folder), ({ message }) => assert.fail(message))].filter(
      (record): record is Labelled => record.type === 'labelled',
    );
    assert.equal(marks.length, labels);
    assert.equal(marks.filter(({ by, note }) => by === 'Bo' && note === 'sure').length, 3);
    assert.equal(marks.filter(({ by }) => by === 'Ana').length, labels - 3);
    for (const { at } of marks) assert.ok(!Number.isNaN(Date.parse(at)));
    const report = await runSmart('report', runId, '--runs', run.at('runs'));
    assert.match(report.stdout, /differ from your labels/);
    assert.match(report.stdout, new RegExp(`${String(labels)} labels for 800 rows; \\d+ needed none\\.`));
    assert.match(report.stdout, /\$0\.25 per label/);
  });

  it('refuses a file with line and row, and takes nothing of it', async () => {
    run = await makePersonRun(300, { limit: 100 });
    const { told } = await run.start('--accuracy', '0.9');
    const cells = await run.round(told.runId);
    const [first, second] = cells.map((each): Cells => ({ ...each, label: truthOf(each['text']!) }));
    const outside = Array.from({ length: 300 }, (_, row) => String(row + 1)).find(
      (id) => !cells.some(({ row }) => row === id),
    )!;
    const refused = async (rows: readonly Cells[], message: RegExp) => {
      await assert.rejects(run.labels('import', told.runId, run.fill('wrong.csv', rows)), message);
    };
    await refused(
      [{ ...first, label: 'eggs' }],
      /wrong\.csv, line 2: "eggs" is no label; it must be one of "spam", "ham"\. Nothing was taken\./,
    );
    await refused([second!, { ...first, row: outside }], /line 3: row "\d+" is none of those that wait for a label/);
    await refused([{ ...first, row: '1.5' }], /line 2: row "1\.5" is none/);
    await refused([{ ...first, row: '' }], /line 2: row "" is none/);
    await refused([first!, first!], /line 3: row \d+ stands there twice\./);
    await refused(
      [{ ...first, text: second!['text']! }, second!],
      /line 2: row \d+ has the text of row \d+; was one column sorted without the others\? Nothing was taken\./,
    );
    await refused([{ ...first, unclear: 'yes' }], /line 2: row \d+ has a label and is called unclear/);
    await refused(
      [{ ...first, label: '', unclear: 'perhaps' }],
      /"perhaps" in the column "unclear" is neither yes nor no/,
    );
    await refused([{ row: first!['row']!, answer: 'spam' }], /has no column "label"/);
    await refused(
      Array.from({ length: 7 }, (_, at) => ({ row: `x${String(at)}`, label: 'spam' })),
      /line 6: .* And 2 lines more\./,
    );
    assert.equal((await run.round(told.runId)).length, cells.length, 'nothing was taken');

    const blank = { ...first, row: '', text: '', label: '' };
    const byAnotherProgram = { ...first, row: `${first!['row']!}.0` };
    const respaced = { ...byAnotherProgram, text: ` ${first!['text']!.replaceAll(' ', '  ')}` };
    await run.labels('import', told.runId, run.fill('right.csv', [respaced, blank, blank]));
    assert.match(await run.labels('import', told.runId, run.at('right.csv')), /; 1 was there already\./);
    const other = first!['label'] === 'spam' ? 'ham' : 'spam';
    await refused([{ ...first, label: other }], /was labelled "\w+", and a label that was taken cannot be changed/);
    await assert.rejects(run.labels('import', 'no-such-run', run.at('right.csv')), /no-such-run/);
  });

  it('asks the person about every row where nothing can be certified', async () => {
    run = await makePersonRun(130, {});
    const { code, told } = await run.start('--accuracy', '0.9999');
    assert.equal(code, 5);
    const { code: end, told: finished, rounds } = await run.finish(told.runId, '--accuracy', '0.9999');
    assert.equal(end, 0);
    assert.equal(finished.perModel['me']!.delivered, 130);
    assert.equal(finished.promise.basis, 'certain');
    assert.equal(
      promiseSentence(finished.promise),
      'Every answer is your own label, so none of these 130 rows differs from your labels.',
    );
    assert.equal(differing(result(finished)), 0);
    for (const round of rounds) assert.ok(round.length <= mostOfRound, String(round.length));
    assert.equal(finished.referenceUsd, undefined, 'a label without a price is no dollars');
  });

  it('delivers what the labels leave out as unlabelled, counted apart and not covered', async () => {
    run = await makePersonRun(700, { limit: 120 }, { small: 0.4, medium: 0.25, large: 0.12 });
    const { told } = await run.start('--accuracy', '0.97');
    const { code, told: finished } = await run.finish(told.runId, '--accuracy', '0.97');
    assert.equal(code, 0);
    const { promise, perModel } = finished;
    const rows = result(finished);
    const unlabelled = rows.filter(({ smart_status }) => smart_status === 'unlabelled');
    assert.equal(perModel['me']!.asked, 120);
    assert.equal(promise.person!.unlabelled, unlabelled.length);
    assert.ok(unlabelled.length > 300, String(unlabelled.length));
    assert.equal(promise.covered, 700 - unlabelled.length);
    assert.equal(finished.failedRows, 0);
    for (const { smart_answer, smart_model } of unlabelled) {
      assert.ok(smart_answer === 'spam' || smart_answer === 'ham');
      assert.equal(smart_model, 'large', 'it agreed best with the labels');
    }
    const covered = rows.filter(({ smart_status }) => smart_status !== 'unlabelled');
    assert.ok(
      differing(covered) <= promise.allowed,
      `${String(differing(covered))} of ${String(covered.length)} differ`,
    );
    assert.ok(promise.allowed <= 0.03 * covered.length);
    assert.match(
      promiseSentence(promise),
      new RegExp(
        `covers ${String(covered.length)} of 700 rows; the labels were used up .* ${String(unlabelled.length)} have the best model’s answer`,
      ),
    );
    const { stdout } = await runSmart('report', told.runId, '--runs', run.at('runs'));
    assert.match(
      stdout,
      new RegExp(`120 labels for 700 rows; \\d+ needed none; ${String(unlabelled.length)} are unlabelled`),
    );

    // Another limit would be another plan for a sample that has been seen.
    const ladder = JSON.parse(readFileSync(run.at('person.json'), 'utf8')) as { models: { limit?: number }[] };
    ladder.models[0]!.limit = 200;
    writeFileSync(run.at('person.json'), JSON.stringify(ladder));
    await assert.rejects(run.resume(told.runId, '--accuracy', '0.97'), /limited differently \(120 then, 200 now/);
  });

  it('leaves a row without an answer that nobody can label', async () => {
    run = await makePersonRun(60, {});
    const { told } = await run.start('--accuracy', '0.999');
    const [first, ...others] = (await run.round(told.runId)).map((each): Cells => ({
      ...each,
      label: truthOf(each['text']!),
      unclear: '',
    }));
    await run.labels(
      'import',
      told.runId,
      run.fill('unclear.csv', [{ ...first, label: '', unclear: 'yes' }, ...others]),
    );
    let { code, told: finished } = await run.resume(told.runId, '--accuracy', '0.999');
    if (code === 5) ({ code, told: finished } = await run.finish(told.runId, '--accuracy', '0.999'));
    assert.equal(code, 6);
    assert.equal(finished.failedRows, 1);
    const row = result(finished)[Number(first!['row']) - 1]!;
    assert.equal(row['smart_answer'], '');
    assert.match(row['smart_cause']!, /could not say/);
    assert.equal(finished.promise.covered, 59);
  });

  it('counts labels against the cap, and says what it buys', async () => {
    run = await makePersonRun(60, { price: { perAnswer: 0.25 } });
    const { code, told } = await run.start('--accuracy', '0.999', '--budget', '1.30');
    assert.equal(code, 5);
    const cells = await run.round(told.runId);
    assert.equal(cells.length, 5, '$1.30 buys five labels at $0.25');
    await run.labels(
      'import',
      told.runId,
      run.fill(
        'five.csv',
        cells.map((each) => ({ ...each, label: truthOf(each['text']!) })),
      ),
    );
    const poor = await run.resume(told.runId, '--accuracy', '0.999', '--budget', '1.30');
    assert.equal(poor.code, 3);
    assert.match(poor.told.message!, /cap of \$1\.30 leaves nothing for another label of yours at \$0\.25/);
    const rich = await run.resume(told.runId, '--accuracy', '0.999', '--budget', '100');
    assert.equal(rich.code, 5);
  });

  it('is refused for what asks a person twice, or asks in dollars for labels that have no price', async () => {
    run = await makePersonRun(100, { limit: 50 });
    const { ledger } = run.fixture.server;
    const refused = async (options: readonly string[], sentence: RegExp) => {
      const [command, ...more] = options as [string, ...string[]];
      const { code, stderr } = await runSmart(
        ...[command, run.fixture.dataset, '--prompt', 'What is it? {{text}}', '--models', run.at('person.json')],
        ...['--runs', run.at('refused'), '--no-cache', ...more],
      );
      assert.equal(code, 2, stderr);
      assert.match(stderr, sentence);
      assert.equal(ledger.requests, 0, 'before anything is sent');
    };
    await refused(['run', '--repeat-reference', '10'], /--repeat-reference asks .* "me", a person, here; leave it out/);
    await refused(['scan'], /a label of "me" has no price; give it one in the ladder/);
    await refused(
      ['run', '--task', 'filter', '--recall', '0.9'],
      /A filter takes a model as the reference, and "me" is a person/,
    );
    await refused(
      ['run', '--task', 'text', '--loss', 'f1', '--mean-loss', '0.1'],
      /A bounded mean loss takes a model as the reference, and "me" is a person/,
    );
  });
});
