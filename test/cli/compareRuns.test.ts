// Two whole runs of one file, compared: what is told is held against the result files.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { smart } from '../app/smartProcess';
import { runSmart } from '../support/runSmart';

type Answer = { readonly text: string; readonly model: string };
type Compared = {
  readonly rows: number;
  readonly same: number;
  readonly changed: number;
  readonly differences: readonly string[];
  readonly changedAnswers: readonly { readonly row: number; readonly before?: Answer; readonly after?: Answer }[];
};

describe('smart runs compare', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'smart-compare-'));
  const runs = join(folder, 'runs');
  const compare = (...args: string[]) => runSmart('runs', 'compare', ...args, '--runs', runs);
  const out = (name: string) => join(folder, `${name}.csv`);
  const ids: Record<string, string> = {};
  after(() => {
    rmSync(folder, { recursive: true });
  });

  before(async () => {
    // One of the two reads faces, the other does not.
    const moods = ['a good film', 'nice :( :( :(', 'a bad film'];
    const lines = Array.from({ length: 60 }, (_, row) => `${String(row)},"${moods[row % 3]!} film ${String(row)}"`);
    writeFileSync(join(folder, 'films.csv'), `id,text\n${lines.join('\n')}\n`);
    writeFileSync(join(folder, 'others.csv'), `id,text\n${lines.slice(1).join('\n')}\n`);
    const run = async (name: string, file: string, reference: string, ...more: string[]) => {
      const { code, stdout, stderr } = await smart([
        ...['run', join(folder, file), '--prompt', `Positive? (${name}) {{text}}`, '--labels', 'positive,negative'],
        ...['--strategy', 'reference', '--models', 'embedded', '--reference', reference, '--runs', runs],
        ...['--out', out(name), '--json', ...more],
      ]);
      assert.equal(code, 0, stderr);
      ids[name] = (JSON.parse(stdout) as { runId: string }).runId;
    };
    await run('vader', 'films.csv', 'vader');
    await run('afinn', 'films.csv', 'afinn', '--limit', '50');
    await run('other', 'others.csv', 'vader');
  });

  it('lists the rows whose answers changed, with both answers and models', async () => {
    const { code, stdout, stderr } = await compare(ids['vader']!, ids['afinn']!, '--json');
    assert.equal(code, 0, stderr);
    const told = JSON.parse(stdout) as Compared;
    const answers = (name: string) =>
      (parse(readFileSync(out(name), 'utf8'), { columns: true }) as Record<string, string>[])
        .slice(0, 50)
        .map((row): Answer => ({ text: row['smart_answer']!, model: row['smart_model']! }));
    const [before, after] = [answers('vader'), answers('afinn')];
    const expected = before.flatMap((one, row) =>
      one.text === after[row]!.text ? [] : [{ row: row + 1, before: one, after: after[row]! }],
    );
    assert.ok(expected.length > 0 && expected.length < 50, String(expected.length));
    assert.deepEqual(told.changedAnswers, expected);
    assert.deepEqual([told.rows, told.changed, told.same], [50, expected.length, 50 - expected.length]);
    assert.deepEqual(told.differences, ['prompt', 'rows', 'reference']);
  });

  it('says on a terminal what changed, what was asked differently, money and promises', async () => {
    const { stdout } = await compare(ids['vader']!, ids['afinn']!);
    assert.match(stdout, /They differ in the prompt, the number of rows, the reference\./);
    assert.match(stdout, /Prompt A: Positive\? \(vader\)/);
    assert.match(stdout, /A has 60 rows and B 50; the first 50 are compared\./);
    assert.match(stdout, /Of 50 rows \d+ changed and \d+ kept the answer\./);
    assert.match(stdout, /cost +\$/);
    assert.match(stdout, /A promises: .*vader.*\nB promises: .*afinn/);
    assert.match(stdout, /\d+ +(positive|negative) +vader +(positive|negative) +afinn/);
    const same = await compare(ids['vader']!, ids['vader']!);
    assert.match(same.stdout, /Both asked for the same\.[^]*Of 60 rows 0 changed and 60 kept the answer\./);
  });

  const refused: readonly (readonly [args: () => string[], sentence: RegExp])[] = [
    [() => [], /Name two runs by their ids/],
    [() => [ids['vader']!], /Name two runs by their ids/],
    [() => [ids['vader']!, 'absent'], /There is no run/],
    [() => [ids['vader']!, ids['afinn']!, 'third'], /Two runs at a time: "third" is one too many/],
    [() => [ids['vader']!, ids['other']!], /only runs of the same rows can be compared/],
  ];
  for (const [args, sentence] of refused)
    it(`refuses with a sentence: ${sentence.source}`, async () => {
      const { code, stdout, stderr } = await compare(...args());
      assert.equal(code, 2);
      assert.match(stderr, sentence);
      assert.equal(stdout, '');
    });

  it('refuses a run that has delivered nothing yet', async () => {
    rmSync(join(runs, ids['afinn']!, 'delivery.json'));
    const { code, stderr } = await compare(ids['vader']!, ids['afinn']!);
    assert.equal(code, 2);
    assert.match(stderr, /Run .*films.* is not finished, so it has no answers to compare yet; resume it first\./);
  });
});
