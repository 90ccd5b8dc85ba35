// Several runs on one dataset at the same time: each was paid for, so each ends with a file.
import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeRepliedRun, type RepliedRun } from './repliedRun';

describe('finding 13, class of result names that are taken while a run goes on: the next free one is written, and told', function () {
  this.timeout(60_000);
  let runs: RepliedRun;
  beforeEach(async () => {
    runs = await makeRepliedRun();
    await runs.save('data.jsonl', ['a', 'b', 'c']);
  });
  afterEach(() => runs.close());

  const results = async () =>
    (await readdir(runs.folder)).filter((name) => /smart|out/.test(name) && name !== '.smart');

  it('three runs under the default name', async () => {
    const ended = await Promise.all([1, 2, 3].map(() => runs.run('data.jsonl')));
    assert.deepEqual(
      ended.map(({ code }) => code),
      [0, 0, 0],
    );
    assert.deepEqual((await results()).sort(), ['data.smart.2.jsonl', 'data.smart.3.jsonl', 'data.smart.jsonl']);
    assert.equal(ended.filter(({ stderr }) => /was taken meanwhile; the result is data\.smart/.test(stderr)).length, 2);
  });

  it('two runs under the name that both were given, in another format', async () => {
    const out = join(runs.folder, 'out.csv');
    const ended = await Promise.all([1, 2].map(() => runs.run('data.jsonl', '--out', out)));
    assert.deepEqual(
      ended.map(({ code }) => code),
      [0, 0],
    );
    assert.deepEqual((await results()).sort(), ['out.2.csv', 'out.csv']);
    assert.ok(
      ended.some(({ stdout }) => stdout.includes('out.2.csv')),
      'the end tells the name that was written',
    );
  });

  it('gzipped results, and a file of somebody else: it is never touched', async () => {
    const out = join(runs.folder, 'out.jsonl.gz');
    const running = runs.run('data.jsonl', '--out', out);
    while (runs.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await writeFile(out, 'mine');
    assert.equal((await running).code, 0);
    assert.deepEqual((await results()).sort(), ['out.2.jsonl.gz', 'out.jsonl.gz']);
  });

  it('a name that was there before is refused before anything is asked', async () => {
    await writeFile(join(runs.folder, 'out.csv'), 'mine');
    const { code, stderr } = await runs.run('data.jsonl', '--out', join(runs.folder, 'out.csv'));
    assert.equal(code, 2);
    assert.match(stderr, /already exists/);
    assert.equal(runs.asked.length, 0);
  });
});

describe('class of models that can never answer the task: refused before the run', () => {
  let runs: RepliedRun;
  before(async () => {
    runs = await makeRepliedRun();
    await runs.save('data.jsonl', ['a', 'b', 'c']);
  });
  after(() => runs.close());

  for (const [title, ...options] of [
    ['no labels'],
    ['labels of another kind', '--labels', 'spam,ham'],
    ['a number', '--task', 'number'],
    ['JSON', '--task', 'json'],
    ['four labels', '--labels', 'positive,negative,neutral,mixed'],
  ] as const)
    for (const dry of [[], ['--dry-run']])
      it(`embedded classifiers of sentiment with ${title}${dry.length > 0 ? ', dry run' : ''}`, async () => {
        const { code, stderr } = await runs.run('data.jsonl', ...options, '--models', 'embedded', ...dry);
        assert.equal(code, 2);
        assert.match(stderr, /The embedded classifiers know sentiment only/);
        assert.deepEqual((await readdir(runs.folder)).sort(), ['data.jsonl', 'models.ladder']);
      });
});
