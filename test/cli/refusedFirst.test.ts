// What is wrong with the input is all that a user reads of a run that is refused: what will be sent, and whether it may be, is said when nothing is left to refuse.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { main } from '../../src/cli';
import { askOnTerminal } from '../../src/cli/terminal';
import { makeRunFixture, prompt, runArguments, type RunFixture } from '../app/runFixture';

describe('what will be sent', function () {
  this.timeout(120_000);
  let fixture: RunFixture;
  let done: string;
  before(async () => {
    fixture = await makeRunFixture(60);
    const { code, out, err } = await smart(runArguments(fixture));
    assert.equal(code, 0, err);
    assert.match(err, /^To be sent to 127\.0\.0\.1:\d+: each row's text\.$/m);
    done = (JSON.parse(out) as { runId: string }).runId;
  });
  after(() => fixture.close());

  async function smart(argv: readonly string[], ask?: (question: string) => Promise<string>) {
    let [out, err] = ['', ''];
    const code = await main(argv, {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      ...(ask && { ask }),
    });
    return { code, out, err };
  }
  const runs = () => readdirSync(join(fixture.folder, '.smart', 'runs')).sort();

  const cases: readonly (readonly [string, (fixture: RunFixture) => readonly string[], RegExp])[] = [
    ['a misspelt column', () => ['--prompt', 'Spam? {{txet}}'], /"txet"/],
    ['a result over the dataset', ({ dataset }) => ['--out', dataset], /never written over/],
    ['a label column that is not there', () => ['--gold', 'truth'], /"truth"/],
    ['a key that is not there', () => ['--key', 'idd'], /"idd"/],
    ['a scan of what plans nothing', () => ['--until', 'plan', '--strategy', 'reference'], /plans nothing/],
    ['another prompt on a resume', () => ['--resume', done, '--prompt', 'Ham? {{text}}'], /cannot be resumed/],
    ['a run to resume that is not there', () => ['--resume', 'yesterday'], /yesterday/],
    ['answers of a run that is not there', () => ['--answers-of', 'yesterday'], /yesterday/],
    [
      'another prompt for the batch of a table',
      () => ['--continue', done, '--prompt', 'Ham? {{text}}'],
      /cannot be continued/,
    ],
  ];
  for (const [what, more, says] of cases)
    it(`is not said where ${what} is refused`, async () => {
      const before = [runs(), fixture.server.ledger.requests] as const;
      const { code, err } = await smart(runArguments(fixture, ...more(fixture)));
      assert.equal(code, 2, err);
      assert.match(err, says);
      assert.equal(err.trim().split('\n').length, 1, err);
      assert.deepEqual([runs(), fixture.server.ledger.requests], before, 'nothing was made or sent');
    });

  it('is asked where a job file names the hosts, once everything else is in order, and nothing is left of what was declined', async () => {
    const file = join(fixture.folder, 'spam.smart.json');
    const job = {
      dataset: 'messages.csv',
      prompt,
      labels: ['spam', 'ham'],
      models: 'ladder.json',
      accuracy: 0.9,
      seed: 2,
    };
    const questions: string[] = [];
    const ask = (answer: string) => (question: string) => {
      questions.push(question);
      return Promise.resolve(answer);
    };
    await writeFile(file, JSON.stringify({ ...job, prompt: 'Spam? {{txet}}' }));
    assert.equal((await smart(['run', file, '--no-cache'], ask('y'))).code, 2);
    assert.deepEqual(questions, []);

    await writeFile(file, JSON.stringify(job));
    for (const more of [[], ['--reference', 'large'], ['--answers-of', done], ['--resume', done, '--seed', '1']]) {
      const before = [runs(), fixture.server.ledger.requests, await readFile(manifestOf(done), 'utf8')] as const;
      const { code, err } = await smart(['run', file, '--no-cache', ...more], ask(''));
      assert.equal(code, 2, err);
      assert.match(err, /^To be sent to .*\nsmart run: Nothing was sent\./, err);
      assert.deepEqual(
        [runs(), fixture.server.ledger.requests, await readFile(manifestOf(done), 'utf8')],
        before,
        more.join(' '),
      );
    }
    assert.equal(questions.length, 4);
    const { code, err } = await smart(['run', file, '--no-cache'], ask('y'));
    assert.equal(code, 0, err);
    assert.equal(questions.length, 5, 'asked once');
    assert.ok(existsSync(join(fixture.folder, '.smart', 'runs')));
  });

  const manifestOf = (runId: string) => join(fixture.folder, '.smart', 'runs', runId, 'manifest.json');
});

describe('a question on a terminal', () => {
  for (const [what, typed, answer] of [
    ['is answered by a line', 'yes\n', 'yes'],
    ['is answered by nothing at Ctrl-C', 'ye\x03', ''],
    ['is answered by nothing at Ctrl-D', '\x04', ''],
  ] as const)
    it(what, async () => {
      const [input, output] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY: true, columns: 80 })];
      const answered = askOnTerminal('Send? ', input, output);
      input.write(typed);
      assert.equal(await answered, answer);
    });
  it('is answered by nothing where the input ends', async () => {
    const input = new PassThrough();
    const answered = askOnTerminal('Send? ', input, new PassThrough());
    input.end();
    assert.equal(await answered, '');
  });
});
