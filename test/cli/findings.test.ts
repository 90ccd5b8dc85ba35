// Findings of an audit of what a run tells before and after it is paid for (docs/files.md lists all of them): each by its class, with members that the
// audit did not try.
import assert from 'node:assert/strict';
import { strToU8, zipSync } from 'fflate';
import { makeRepliedRun, type RepliedRun } from '../app/repliedRun';
import { scratchFolder } from '../datasets/scratchFolder';
import { runSmart } from '../support/runSmart';
import { parseRunOptions } from '../../src/cli/runOptions';

describe('runs that were unwise, unclear or paid twice, by class', function () {
  this.timeout(60_000);
  const scratch = scratchFolder();
  const dryRun = (name: string, prompt: string, ...more: string[]) =>
    runSmart(
      ...['run', scratch.path(name), '--prompt', prompt, '--labels', 'positive,negative', '--models', 'embedded'],
      ...['--dry-run', '--runs', scratch.path('runs'), ...more],
    );
  const says = async (run: ReturnType<typeof runSmart>, code: number, sentence: RegExp) => {
    const done = await run;
    assert.equal(done.code, code, done.stderr);
    assert.match(done.stderr, sentence);
  };

  it('finding 5, class of fields that no row fills, beside one that does: a column, a place in a list, formulas never calculated', async () => {
    scratch.write('a.csv', Buffer.from('text,note\ngood,\nbad,\n'));
    await says(dryRun('a.csv', '{{text}} {{note}}'), 0, /\{\{note\}\} is empty in every row/);
    scratch.write('n.jsonl', Buffer.from('{"text":"good","doc":{"tags":["a"]}}\n{"text":"bad","doc":{"tags":[]}}\n'));
    await says(dryRun('n.jsonl', '{{text}} {{doc.tags.5}}'), 0, /\{\{doc\.tags\.5\}\} is empty in every row/);
    await says(dryRun('n.jsonl', '{{text}} {{doc.tags.0}}'), 0, /\{\{doc\.tags\.0\}\} is empty in 1 of 2 rows/);
    const cells = (...texts: string[]) =>
      `<row>${texts.map((text) => (text.startsWith('<') ? text : `<c t="inlineStr"><is><t>${text}</t></is></c>`)).join('')}</row>`;
    const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
    const parts = {
      'xl/workbook.xml': `<workbook ${main} xmlns:r="x"><sheets><sheet name="S" r:id="a"/></sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': '<R><Relationship Id="a" Target="worksheets/sheet1.xml"/></R>',
      'xl/worksheets/sheet1.xml': `<worksheet ${main}><sheetData>${cells('text', 'sum')}${cells('good', '<c><f>A1</f><v/></c>')}${cells('bad', '<c><f>A2</f></c>')}</sheetData></worksheet>`,
    };
    const book = zipSync(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)])));
    scratch.write('f.xlsx', Buffer.from(book));
    await says(dryRun('f.xlsx', '{{text}} {{sum}}'), 0, /2 formulas were never calculated/);
    await says(dryRun('f.xlsx', '{{text}} {{sum}}'), 0, /\{\{sum\}\} is empty in every row/);
  });

  it('finding 6, class of labels that hold what separates them: two of them, quotes in quotes, blanks around', () => {
    const labelsOf = (given: string) =>
      parseRunOptions(['a.csv', '--prompt', 'P {{text}}', '--models', 'embedded', '--labels', given])!.job.labels;
    assert.deepEqual(labelsOf('"Sales, EU","Sales, US"'), ['Sales, EU', 'Sales, US']);
    assert.deepEqual(labelsOf('"a ""b"", c", d'), ['a "b", c', 'd']);
    assert.deepEqual(labelsOf(' "x, y" , z ,"w"'), ['x, y', 'z', 'w']);
  });

  it('finding 21, class of prompts that no row fills: blanks alone, a place that no list has, null', async () => {
    scratch.write('blank.csv', Buffer.from('id,text\n1,  \n2,\n'));
    scratch.write('n.jsonl', Buffer.from('{"text":null,"tags":["a"]}\n{"tags":[]}\n'));
    for (const [name, prompt] of [
      ['blank.csv', '{{text}}'],
      ['n.jsonl', '{{text}}'],
      ['n.jsonl', '{{tags.3}} {{text.more}}'],
    ] as const)
      await says(dryRun(name, prompt), 2, /empty in every row, so that there is nothing to ask/);
  });

  it('finding 22, class of examples that show nothing: another column, no answer, an empty text', async () => {
    scratch.write('a.csv', Buffer.from('text\ngood\nbad\n'));
    for (const [name, content, sentence] of [
      ['ex.jsonl', '{"txt":"nice","answer":"positive"}\n', /has no column "text", which the prompt uses/],
      ['ex.csv', 'text,label\nnice,positive\n', /has no column "answer"/],
      ['empty.csv', 'text,answer\nnice,positive\n,negative\n', /Example 2 has no text/],
    ] as const) {
      scratch.write(name, Buffer.from(content));
      await says(dryRun('a.csv', '{{text}}', '--examples', scratch.path(name)), 2, sentence);
    }
  });

  it('finding 25, class of comments above the names: % and its kind, told before anything is sent, with the way past them', async () => {
    scratch.write('p.csv', Buffer.from('% made by x\n% second, with comma\nid,text\n1,good\n2,bad\n'));
    await says(
      dryRun('p.csv', '{{text}}'),
      2,
      /2 comment lines stand above the column names; skip them \(--skip-lines 2\)/,
    );
    assert.equal((await dryRun('p.csv', '{{text}}', '--skip-lines', '2')).code, 0);
    scratch.write('one.csv', Buffer.from('% made by x\n% second\ntext\ngood\n'));
    await says(dryRun('one.csv', '{{text}}'), 2, /no column "text".+if it is a comment, skip 2 lines/s);
    scratch.write('loose.csv', Buffer.from('%made\nid,text\n1,good\n'));
    await says(dryRun('loose.csv', '{{text}}'), 2, /skip it \(--skip-lines 1\)/);
  });

  it("finding 28, class of values that an option does not take: said in the option's words", async () => {
    scratch.write('a.csv', Buffer.from('text\ngood\nbad\n'));
    for (const [given, sentence] of [
      [['--confidence', '99'], /--confidence must be less than 1; a share is written as 0\.95, not 95/],
      [['--sample', 'lots'], /There is no option --sample|--sample/],
      [['--encoding', 'utf8mb4'], /"utf8mb4" is no known encoding/],
      [['--skip-lines', '-2'], /--skip-lines/],
      [['--labelz', 'a,b'], /There is no option --labelz\. Did you mean --labels\?/],
    ] as const) {
      const done = await dryRun('a.csv', '{{text}}', ...given);
      assert.equal(done.code, 2, done.stderr);
      assert.match(done.stderr, sentence);
      assert.doesNotMatch(done.stderr, /Invalid input|expected|Too (?:small|big)|ambiguous/);
    }
  });

  it('finding 37, class of manners: one row, a column misspelt, loops of another language, amounts in their order', async () => {
    scratch.write('one.csv', Buffer.from('text\ngood\n'));
    const one = await dryRun('one.csv', '{{text}}');
    assert.match(one.stdout, /^1 row\./m);
    assert.doesNotMatch(one.stdout + one.stderr, /\b1 rows/);
    for (const [, low, high] of one.stdout.matchAll(/\$([\d.]+) to \$([\d.]+)/g))
      assert.ok(Number(low) <= Number(high));
    const misspelt = await dryRun('one.csv', '{{txet}}');
    assert.match(misspelt.stderr, /Did you mean \{\{text\}\}\?/);
    assert.doesNotMatch(misspelt.stderr, /literal braces/);
    const loop = await dryRun('one.csv', '{{#each text}}x{{/each}} {{text}}');
    assert.ok((loop.stderr.match(/The dataset has/g) ?? []).length <= 1, loop.stderr);
  });
});

describe('results that lead on, by class', function () {
  this.timeout(60_000);
  let runs: RepliedRun;
  beforeEach(async () => {
    runs = await makeRepliedRun();
    await runs.save('data.json', ['good']);
  });
  afterEach(() => runs.close());

  it('finding 12, class of results that are datasets again: three times over, as JSON, lines and a workbook', async () => {
    for (const ending of ['json', 'jsonl', 'xlsx']) {
      let from = 'data.json';
      for (const turn of ['one', 'two', 'three']) {
        const to = `${ending}-${turn}.smart.${ending}`;
        const done = await runs.run(from, '--out', `${runs.folder}/${to}`);
        assert.equal(done.code, 0, `${to}: ${done.stderr}`);
        from = to;
      }
    }
    assert.equal(runs.asked.length, 9);
  });

  it('finding 14, class of runs whose every row failed: the cause stands at the end, in the result and in the report', async () => {
    await runs.save('bad.jsonl', ['maybe', 'or not', 'hm']);
    const done = await runs.run('bad.jsonl', '--labels', 'yes,no');
    assert.equal(done.code, 6, done.stderr);
    assert.match(done.stdout + done.stderr, /names none of the labels/);
  });
});
