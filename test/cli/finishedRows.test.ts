// `smart correct` and `smart ask-again`: what the panel offers for rows of a finished run, on the command line. Over HTTP, with the server's own ledger.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterwardsOfRun } from '../../src/app/afterwardsOfRun';
import { readCorrections } from '../../src/store/correctionsFile';
import { readRunState } from '../../src/store/runList';
import { runSmart } from '../support/runSmart';
import { makeRunFixture, runArguments, type RunFixture } from '../app/runFixture';

type Cells = Record<string, string>;
type Told = {
  readonly runId: string;
  readonly corrections: readonly { row: number; answer: string; delivered?: { answer: string; model: string } }[];
  readonly isInResult: boolean;
  readonly answers: readonly { row: number; model: string; status: string; delivered?: { answer: string } }[];
  readonly spentUsd: number;
};

describe('rows of a finished run on the command line', function () {
  this.timeout(120_000);
  let fixture: RunFixture;
  let folder: string;
  let output: string;
  let delivered: readonly Cells[];
  const rowCount = 80;
  const here = async (...argv: string[]) => runSmart(...argv, '--runs', join(fixture.folder, 'runs'));
  const jsonOf = async (...argv: string[]): Promise<Told> => {
    const { code, stdout, stderr } = await here(...argv, '--json');
    assert.ok(code === 0, stderr);
    return JSON.parse(stdout) as Told;
  };
  const results = () => parse<Cells>(readFileSync(output, 'utf8'), { columns: true });
  const stateOf = async () => (await readRunState(folder, () => undefined)).finished!;
  const other = (answer: string) => (answer === 'spam' ? 'ham' : 'spam');
  const answerOf = (row: number) => delivered[row - 1]!['smart_answer']!;

  beforeEach(async () => {
    fixture = await makeRunFixture(rowCount);
    output = join(fixture.folder, 'out.csv');
    const done = await here(...runArguments(fixture, '--out', output, '--budget', '5'));
    assert.equal(done.code, 0, done.stderr);
    ({ folder } = JSON.parse(done.stdout) as { folder: string });
    delivered = results();
  });
  afterEach(() => fixture.close());

  it('are corrected one by one, apart from the models, and delivered when that is said', async () => {
    const before = readFileSync(output, 'utf8');
    const finished = await stateOf();
    const one = await here('correct', 'last', '3', other(answerOf(3)));
    assert.equal(one.code, 0, one.stderr);
    assert.match(one.stdout, new RegExp(`^Row 3: ${other(answerOf(3))} \\(\\w+ answered ${answerOf(3)}\\)`));
    assert.match(one.stdout, /1 row corrected\. The result file holds what the models answered\..*--deliver/);
    assert.equal(readFileSync(output, 'utf8'), before, 'kept apart until wished');

    const told = await jsonOf('correct', 'last', '5', ` ${other(answerOf(5)).toUpperCase()} `, '--deliver');
    assert.deepEqual(
      told.corrections.map(({ row, answer }) => [row, answer]),
      [3, 5].map((row) => [row, other(answerOf(row))]),
      'an answer is read as the task reads it',
    );
    assert.equal(told.corrections[1]!.delivered!.answer, answerOf(5));
    assert.equal(told.isInResult, true);
    const rows = results();
    assert.deepEqual(
      [rows[4]!['smart_answer'], rows[4]!['smart_answer_before_correction'], rows[5]!['smart_answer']],
      [other(answerOf(5)), answerOf(5), answerOf(6)],
    );
    const after = await stateOf();
    assert.deepEqual([after.promise, after.perModel], [finished.promise, finished.perModel], 'no model’s answers');
    assert.match(readFileSync(join(folder, 'report.md'), 'utf8'), /A person corrected 2 answers/);

    await jsonOf('correct', 'last', '3', '--undo');
    await jsonOf('correct', 'last', '5', '--undo');
    assert.doesNotMatch(readFileSync(join(folder, 'report.md'), 'utf8'), /corrected/, 'nor after the last is undone');
    assert.equal((await jsonOf('correct', 'last', '--undeliver')).isInResult, false);
    assert.equal(readFileSync(output, 'utf8'), before);
    assert.equal(fixture.server.ledger.billedUsd.toFixed(9), finished.spentUsd!.toFixed(9), 'nothing was asked');
  });

  it('are corrected by a file, all of it or nothing', async () => {
    const path = join(fixture.folder, 'mine.csv');
    const wanted = other(answerOf(7));
    writeFileSync(path, `row,answer\n7,${wanted}\n8,\n${String(rowCount)},eggs\n`);
    const refused = await here('correct', 'last', '--import', path);
    assert.deepEqual([refused.code, refused.stdout], [2, '']);
    assert.match(refused.stderr, /mine\.csv, line 4: "eggs" is no answer to the question: /);
    assert.equal(readCorrections(folder).of.size, 0);
    writeFileSync(path, `row,answer\n7.0,${wanted}\n8.0,\n,\n,\n`);
    const { corrections } = await jsonOf('correct', 'last', '--import', path);
    assert.deepEqual(
      corrections.map(({ row, answer }) => [row, answer]),
      [[7, wanted]],
    );
    const listed = await here('correct', 'last');
    assert.match(listed.stdout, /^Row 7: /);
  });

  it('are asked again by the model that answered, or another, at the cost that the server bills', async () => {
    const before = readFileSync(output, 'utf8');
    const finished = await stateOf();
    const sent = fixture.server.ledger.entries.length;
    const rows = ['2', '4', '9'];
    const told = await jsonOf('ask-again', 'last', ...rows, '4', '--models', fixture.ladder);
    assert.equal(fixture.server.ledger.entries.length, sent + rows.length, 'each row once');
    assert.deepEqual(told.answers.map(({ row }) => String(row)).sort(), rows);
    for (const { row, delivered: was, status } of told.answers)
      assert.deepEqual([status, was!.answer], ['valid', answerOf(row)]);
    const asked = fixture.server.ledger.entries.slice(sent).map(({ model }) => model);
    assert.deepEqual(asked.sort(), rows.map((row) => delivered[Number(row) - 1]!['smart_model']!).sort());
    assert.equal(told.spentUsd.toFixed(9), fixture.server.ledger.billedUsd.toFixed(9), 'the bill is the ledger');

    const large = await here('ask-again', 'last', '2', '--model', 'large', '--models', fixture.ladder);
    assert.equal(large.code, 0, large.stderr);
    assert.match(large.stdout, /^Row 2, large: (spam|ham) \(delivered: (spam|ham) by \w+\); \$/);
    assert.match(large.stdout, /1 row asked again for \$/);
    assert.match(large.stderr, /^To be sent to 127\.0\.0\.1:\d+: text of 1 row\.$/m);
    const after = await stateOf();
    assert.deepEqual(after.promise, finished.promise);
    assert.equal(readFileSync(output, 'utf8'), before);
    assert.equal((await afterwardsOfRun(folder))!.askedAgain, 4);
    assert.match(readFileSync(join(folder, 'report.md'), 'utf8'), /models were asked again 4 times/);
  });

  it('are asked under the cap of the run, and say so with exit 3', async () => {
    const { spentUsd } = await stateOf();
    const capped = join(fixture.folder, 'capped.csv');
    const made = await here(...runArguments(fixture, '--out', capped, '--budget', String(spentUsd! + 0.02)));
    assert.equal(made.code, 0, made.stderr);
    const sent = fixture.server.ledger.entries.length;
    const all = Array.from({ length: rowCount }, (_, row) => String(row + 1));
    const stopped = await here('ask-again', 'last', ...all, '--model', 'large', '--models', fixture.ladder);
    assert.equal(stopped.code, 3, stopped.stderr);
    const told = stopped.stdout.trimEnd().split('\n').length;
    assert.ok(told > 0 && told < rowCount, stopped.stdout);
    assert.equal(fixture.server.ledger.entries.length, sent + told, 'what was answered is told, and no more was sent');
  });

  const refused: readonly (readonly [args: string[], sentence: RegExp])[] = [
    [['correct'], /Name a run by its id/],
    [['correct', 'last', '3'], /Say what row 3 is to be/],
    [['correct', 'last', '0', 'ham'], /"0" is no row; rows are numbered from 1/],
    [['correct', 'last', '81', 'ham'], /The run has no row 81; it has 80/],
    [['correct', 'last', '3', 'not', 'ham'], /several words in quotes/],
    [['correct', 'last', '--undo'], /Say which row/],
    [['correct', 'last', '--deliver', '--undeliver'], /Either/],
    [['ask-again', 'last'], /Say which rows/],
    [['ask-again', 'last', '81', '--model', 'large'], /is named in the ladder of the run; give that: --models FILE/],
    [['ask-again', 'last', '3', '--model', 'huge'], /huge is none of the run's models/],
  ];
  it('are not touched by what is unclear: a sentence and exit 2', async () => {
    for (const [args, sentence] of refused) {
      const { code, stdout, stderr } = await here(...args);
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, sentence);
    }
    assert.equal(readCorrections(folder).of.size, 0);
  });
});
