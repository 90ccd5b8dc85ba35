import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openDatasetBytes } from '../../src/datasets/openDataset';
import {
  checkOutputPath,
  defaultOutputPath,
  freeOutputPath,
  outputFormat,
} from '../../src/datasets/results/outputPath';
import { scratchFolder } from './scratchFolder';

describe('the place of the results', () => {
  const scratch = scratchFolder();

  it('is beside the dataset, named after it', () => {
    const names: readonly (readonly [string, string])[] = [
      ['reviews.csv', 'reviews.smart.csv'],
      ['reviews.2024.csv.gz', 'reviews.2024.smart.csv.gz'],
      ['data/a.jsonl', 'data/a.smart.jsonl'],
      ['a.TSV', 'a.smart.TSV'],
      ['a.parquet', 'a.smart.parquet'],
      // *.smart.json are job files.
      ['a.json', 'a.smart-answers.json'],
      ['new\nline.csv', 'new\nline.smart.csv'],
      ['book.xlsx', 'book.smart.csv'],
      ['note.book.ipynb', 'note.book.smart.csv'],
      ['no-ending', 'no-ending.smart.csv'],
      ['folder.d/no-ending', 'folder.d/no-ending.smart.csv'],
    ];
    for (const [from, to] of names) assert.equal(defaultOutputPath(from), join(to));
  });

  it('has a number where the name is taken', async () => {
    const first = scratch.path('x.smart.csv.gz');
    assert.equal(await freeOutputPath(first), first);
    scratch.write('x.smart.csv.gz', '');
    scratch.write('x.smart.2.csv.gz', '');
    assert.equal(await freeOutputPath(first), scratch.path('x.smart.3.csv.gz'));
  });

  it('has the format of its name, else the dataset’s', async () => {
    const dataset = await openDatasetBytes('in.txt', Buffer.from('a\tb\n1\t2\n'));
    const formats = ['o.txt', 'o.csv', 'o.jsonl.gz', 'o.JSON', 'o.parquet', 'o.ndjson'].map((name) =>
      outputFormat(dataset, name),
    );
    assert.deepEqual(formats, ['tsv', 'csv', 'jsonl', 'json', 'parquet', 'jsonl']);
    assert.equal(outputFormat(dataset, 'o.xlsx'), 'xlsx');
    assert.throws(() => outputFormat(dataset, 'o.xls'), /workbooks are written as \.xlsx/);
    assert.throws(() => outputFormat(dataset, 'o.parquet.gz'), /not once more; leave "\.gz" out/);
  });

  it('is a data file: no dot file, program, page, or name without an ending', async () => {
    const dataset = await openDatasetBytes('in.sh', Buffer.from('a,b\n1,2\n'));
    for (const name of [
      '.bash_profile',
      '.x.csv',
      'o',
      'pre-commit',
      'o.sh',
      'o.py',
      'o.html',
      'o.csv.js',
      'o.lnk',
      'o.exe',
      'csv',
    ])
      assert.throws(() => outputFormat(dataset, join('folder', name)), /no name of a data file/, name);
    for (const name of ['in.sh', '.hidden.sh', 'x.html.gz'])
      assert.doesNotThrow(() => outputFormat(dataset, defaultOutputPath(join('folder', name))), name);
  });

  it('is no link to nowhere', async () => {
    symlinkSync('nowhere.csv', scratch.path('dangling.smart.csv'));
    await assert.rejects(
      checkOutputPath({}, scratch.path('dangling.smart.csv')),
      /a link to a file that does not exist/,
    );
    assert.equal(await freeOutputPath(scratch.path('dangling.smart.csv')), scratch.path('dangling.smart.2.csv'));
  });

  it('may be any free name for a dataset that is no file', async () => {
    await checkOutputPath({}, scratch.path('free.csv'));
    scratch.write('taken.csv', '');
    await assert.rejects(checkOutputPath({}, scratch.path('taken.csv')), /already exists/);
  });
});
