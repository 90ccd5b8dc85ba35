// How a dataset is to be read, where the file itself does not show it: by options, in job files, and on resuming.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { smart } from '../app/smartProcess';

describe('smart run on a dataset that needs to be told how to be read', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smart-reading-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const ask = ['--prompt', 'Good? {{text}}', '--labels', 'positive,negative', '--models', 'embedded'];
  const withVader = [...ask, '--reference', 'vader'];
  const run = async (name: string, ...more: string[]) => {
    const { code, stdout, stderr } = await smart(['run', join(folder, name), ...more, '--json']);
    return { code, stderr, ...(code === 0 && (JSON.parse(stdout) as { output: string; runId: string })) };
  };

  it('keeps a named encoding, and resumes with the same one only', async () => {
    const content = 'id,text\n1,とても良い good\n2,ひどい bad\n';
    await writeFile(join(folder, 'japanese.csv'), iconv.encode(content, 'shift_jis'));
    const done = await run('japanese.csv', ...withVader, '--encoding', 'shift_jis');
    assert.equal(done.code, 0, done.stderr);
    assert.doesNotMatch(done.stderr, /windows-1252/);
    const lines = iconv.decode(await readFile(done.output!), 'shift_jis').split('\n');
    assert.match(lines[1]!, /^1,とても良い good,positive,/);
    const other = await run('japanese.csv', ...withVader, '--resume', done.runId!);
    assert.equal(other.code, 2);
    assert.match(other.stderr, /the dataset is read in another way \(\{"encoding":"shift_jis"\} then/);
    const unknown = await run('japanese.csv', ...withVader, '--encoding', 'klingon');
    assert.match(unknown.stderr, /"klingon" is no known encoding/);
  });

  it('accepts ragged rows where that is wished, names the first one, and keeps their bytes', async () => {
    await writeFile(join(folder, 'ragged.csv'), 'id,text\n1,good\n2\n3,bad,"x, y"\n');
    assert.equal((await run('ragged.csv', ...withVader)).code, 2);
    const done = await run('ragged.csv', ...withVader, '--accept-ragged');
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stderr, /line 3: 2 rows have more or fewer cells/);
    assert.match(await readFile(done.output!, 'utf8'), /\n1,good,,positive.*\n2,,,negative.*\n3,bad,"x, y",negative/);
  });

  it('takes the cells of a notebook that are named, in a job file too', async () => {
    const table = (column: string, value: string) => ({
      cell_type: 'code',
      metadata: {},
      source: [],
      execution_count: 1,
      outputs: [
        {
          output_type: 'execute_result',
          execution_count: 1,
          metadata: {},
          data: { 'application/json': [{ [column]: value }, { [column]: `${value} again` }] },
        },
      ],
    });
    const cells = [
      { cell_type: 'markdown', metadata: {}, source: ['# x'] },
      table('other', 'x'),
      table('text', 'good'),
    ];
    await writeFile(
      join(folder, 'book.ipynb'),
      JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }),
    );
    assert.match((await run('book.ipynb', ...withVader)).stderr, /tables of different columns/);
    assert.match(
      (await run('book.ipynb', ...withVader, '--cells', '7')).stderr,
      /has no cell 7; its last one is cell 3/,
    );
    const done = await run('book.ipynb', ...withVader, '--cells', '3');
    assert.equal(done.code, 0, done.stderr);
    assert.match(await readFile(done.output!, 'utf8'), /^"text","smart_answer".*\n"good","positive"/);

    const job = { dataset: 'book.ipynb', prompt: '{{text}}?', labels: ['positive', 'negative'], reference: 'vader' };
    await writeFile(
      join(folder, 'book.smart.json'),
      JSON.stringify({ ...job, models: 'embedded', reading: { cells: [3] } }),
    );
    const again = await run('book.smart.json');
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stderr, /2 rows of 1 column from the JSON in the output of cell 3\./);
  });
});
