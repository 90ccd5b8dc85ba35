// Solved examples through whole runs: from a file and from a job file into every request, and into what a resume compares.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeRunFixture, runArguments, type RunFixture } from './runFixture';
import { smart } from './smartProcess';

describe('a run with examples', function () {
  this.timeout(120_000);
  let plain: RunFixture;
  let shown: RunFixture;
  before(async () => {
    [plain, shown] = [await makeRunFixture(40), await makeRunFixture(40)];
  });
  after(async () => {
    await plain.close();
    await shown.close();
  });

  const inputTokens = (fixture: RunFixture) =>
    fixture.server.ledger.entries.reduce((sum, entry) => sum + entry.inputTokens, 0) /
    fixture.server.ledger.entries.length;

  it('sends them with every request, and is resumed with the same ones only', async () => {
    const examples = join(shown.folder, 'examples.csv');
    writeFileSync(
      examples,
      `note,text,answer\nx,"win a prize, now ${'really '.repeat(40)}",spam\ny,see you at noon,ham\n`,
    );
    const without = await smart(runArguments(plain));
    assert.equal(without.code, 0, without.stderr);
    const done = await smart(runArguments(shown, '--examples', examples));
    assert.equal(done.code, 0, done.stderr);
    assert.ok(
      inputTokens(shown) > inputTokens(plain) + 40,
      `${String(inputTokens(shown))} ${String(inputTokens(plain))}`,
    );

    const resumed = await smart(runArguments(shown, '--resume', 'last'));
    assert.equal(resumed.code, 2);
    assert.match(resumed.stderr, /the examples are others \(2 examples then, 0 examples now\)/);

    const { folder } = JSON.parse(done.stdout) as { folder: string };
    const { job } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { job: { examples: unknown } };
    assert.deepEqual(job.examples, [
      { values: { text: `win a prize, now ${'really '.repeat(40)}` }, answer: 'spam' },
      { values: { text: 'see you at noon' }, answer: 'ham' },
    ]);
    // The report's own job file says the same and is read as the same job.
    assert.match(readFileSync(join(folder, 'report.md'), 'utf8'), /"answer": "ham"/);
  });

  it('takes them from a job file', async () => {
    const jobFile = join(plain.folder, 'job.smart.json');
    const job = {
      dataset: 'messages.csv',
      prompt: 'Spam? {{text}}',
      labels: ['spam', 'ham'],
      models: 'ladder.json',
      out: 'from-job.csv',
      examples: [{ values: { text: 'word '.repeat(60) }, answer: 'ham' }],
    };
    writeFileSync(jobFile, JSON.stringify(job));
    const before = plain.server.ledger.entries.length;
    const done = await smart(['run', jobFile, '--json', '--no-cache']);
    assert.equal(done.code, 0, done.stderr);
    const sent = plain.server.ledger.entries.slice(before);
    assert.ok(sent.length > 0 && sent.every((entry) => entry.inputTokens > 60));

    writeFileSync(jobFile, JSON.stringify({ ...job, examples: [{ values: { text: 'a' }, answer: 'perhaps' }] }));
    const refused = await smart(['run', jobFile, '--json', '--no-cache']);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /Example 1 has an answer that the task cannot read/);
  });

  it('says what a file of examples lacks', async () => {
    const file = join(plain.folder, 'unsolved.csv');
    writeFileSync(file, 'text,label\na,spam\n');
    const { code, stderr } = await smart(runArguments(plain, '--examples', file));
    assert.equal(code, 2);
    assert.match(stderr, /unsolved\.csv has no column "answer" \(it has text, label\)/);
  });
});
