import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smart } from '../app/smartProcess';
import { runSmart } from '../support/runSmart';

describe('smart runs', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'smart-runs-'));
  const runs = join(folder, 'runs');
  const smartRuns = (...args: string[]) => runSmart('runs', ...args, '--runs', runs);
  const ids = async () => {
    const { stdout } = await smartRuns('list', '--json');
    return (JSON.parse(stdout) as { runs: { runId: string; standing?: string }[] }).runs;
  };
  after(() => {
    rmSync(folder, { recursive: true });
  });

  before(async () => {
    const dataset = join(folder, 'reviews.csv');
    const rows = Array.from(
      { length: 60 },
      (_, row) => `${String(row)},${row % 3 ? 'a good film' : 'a bad film'} ${String(row)}`,
    );
    writeFileSync(dataset, `id,text\n${rows.join('\n')}\n`);
    const given = ['--prompt', 'Positive? {{text}}', '--labels', 'positive,negative', '--strategy', 'reference'];
    for (const out of ['a.csv', 'b.csv']) {
      // As a process: embedded classifiers find their files beside the built command line.
      const { code, stderr } = await smart([
        ...['run', dataset, ...given, '--models', 'embedded', '--reference', 'vader', '--runs', runs],
        ...['--out', join(folder, out), '--json'],
      ]);
      assert.equal(code, 0, stderr);
    }
  });

  it('lists them, newest first, a broken one with what is wrong with it', async () => {
    mkdirSync(join(runs, 'broken'));
    writeFileSync(join(runs, 'broken', 'manifest.json'), '{');
    const { code, stdout } = await smartRuns();
    assert.equal(code, 0);
    const lines = stdout.trimEnd().split('\n');
    assert.match(lines[0]!, /run +stands +rows +strategy +spent/);
    assert.match(lines[1]!, /reviews-?2? +finished +60 +reference/);
    assert.equal(lines.length, 4);
    assert.match(lines[3]!, /^broken: .*not valid JSON/);
    rmSync(join(runs, 'broken'), { recursive: true });
    assert.deepEqual(
      (await ids()).map(({ standing }) => standing),
      ['finished', 'finished'],
    );
    const none = await runSmart('runs', '--runs', join(folder, 'nowhere'));
    assert.match(none.stdout, /There are no runs in .*nowhere/);
  });

  it('shows what one is and what it came to', async () => {
    const [{ runId }] = (await ids()) as [{ runId: string }];
    const { stdout } = await smartRuns('show', runId);
    assert.ok(stdout.startsWith(`Run ${runId}, made 20`), stdout);
    assert.match(stdout, /reviews\.csv \(60 rows\)/);
    assert.match(stdout, /vader +60 +60/);
    assert.match(stdout, /Results: .*[ab]\.csv/);
    const last = JSON.parse((await smartRuns('show', 'last', '--json')).stdout) as { runId: string; phase: string };
    assert.deepEqual([last.runId, last.phase], [runId, 'finished']);
  });

  it('exports every answer, never over a file', async () => {
    const out = join(folder, 'answers.csv');
    const { stdout } = await smartRuns('export', 'last', '--out', out);
    assert.match(stdout, /^60 answers/);
    assert.equal(readFileSync(out, 'utf8').trimEnd().split('\n').length, 61);
    const again = await smartRuns('export', 'last', '--out', out);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /exists already and is not overwritten/);
    await smartRuns('export', 'last', '--out', join(folder, 'answers.jsonl'));
    const first = readFileSync(join(folder, 'answers.jsonl'), 'utf8').split('\n')[0]!;
    assert.equal((JSON.parse(first) as { model: string }).model, 'vader');
  });

  it('deletes the one that is named', async () => {
    const [{ runId }, kept] = (await ids()) as [{ runId: string }, { runId: string }];
    const { code } = await smartRuns('delete', runId);
    assert.equal(code, 0);
    assert.ok(!existsSync(join(runs, runId)));
    assert.deepEqual(
      (await ids()).map((run) => run.runId),
      [kept.runId],
    );
  });

  const refused: readonly (readonly [args: string[], sentence: RegExp])[] = [
    [['delete', 'last'], /by its id/],
    [['delete', '../reviews.csv'], /not the id of a run/],
    [['delete', 'absent'], /is not the folder of a run; nothing was deleted/],
    [['show'], /Name a run by its id/],
    [['show', 'absent'], /There is no run/],
    [['export', 'last'], /Say where to/],
    [['erase'], /There is no "smart runs erase"; there are list, show, compare, export, delete/],
    [['show', 'a', 'b'], /One run at a time/],
  ];
  for (const [args, sentence] of refused)
    it(`refuses "${args.join(' ')}" with a sentence and exit 2`, async () => {
      const { code, stdout, stderr } = await smartRuns(...args);
      assert.equal(code, 2);
      assert.match(stderr, sentence);
      assert.equal(stdout, '');
    });
});
