import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../../src/engine/inputError';
import { openDataset } from '../../src/datasets/openDataset';
import { writeResults } from '../../src/datasets/results/writeResults';
import { parseNotebook, type NotebookCell } from '../../src/datasets/notebook/notebookCells';
import { lossInEnglish } from '../../src/engine/tableLoss';
import { notebookTables } from '../../src/datasets/notebook/notebookTables';
import { resultCell } from '../../src/datasets/notebook/resultCell';
import { tableOf } from './readTable';
import { scratchFolder } from './scratchFolder';

/** Rendered by pandas 1.5.3; pandasNotebook.py beside it. */
const fixture = join(resolve(__dirname, '../../..'), 'test/fixtures/datasets/pandas.ipynb');
const text = readFileSync(fixture, 'utf8');
const cells = parseNotebook(text, 'pandas.ipynb');
const [intro, plain, resource, long, grouped, pivot, printed, styled, none] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const only = (cell: number) => {
  const tables = notebookTables(cells, [cell]);
  assert.equal(tables.length, 1);
  return tables[0]!;
};

describe('notebookTables', () => {
  it('takes the rows of a pandas table without the index that only counts', () => {
    const table = only(plain);
    assert.equal(table.origin, 'html');
    assert.deepEqual(table.columns, ['id', 'text', 'stars', 'price']);
    assert.deepEqual(table.rows[0], ['001', 'Loved it, "every" minute <b>bold</b> & more', '5', '1.50']);
    assert.deepEqual(table.rows[2], ['003', 'naïve 日本 😀', '4', 'NaN']);
    assert.equal(table.rows.length, 6);
    assert.equal(table.description, '6 rows of 4 columns from the table in the output of cell 2.');
    assert.deepEqual(table.losses, []);
  });

  it('prefers the data resource, which is not rounded', () => {
    const table = only(resource);
    assert.equal(table.origin, 'data-resource');
    assert.deepEqual(table.columns, ['id', 'text', 'stars', 'price']);
    assert.deepEqual(table.rows[1], ['002', 'Not good;\tnot bad', '2', '2.0']);
    assert.equal(table.rows[2]![3], '');
  });

  it('leaves out what pandas elides and says so', () => {
    const table = only(long);
    assert.equal(table.rows.length, 10);
    assert.deepEqual(
      table.rows.map(([, , n]) => n),
      ['0', '1', '2', '3', '4', '95', '96', '97', '98', '99'],
    );
    assert.deepEqual(table.losses[0], { what: 'rows', shown: 10, of: 100 });
    assert.match(table.losses.map(lossInEnglish).join(' '), /only 10 of 100 rows\..*Long texts are cut off/);
  });

  it('keeps an index that has a name, and joins levels of headings', () => {
    assert.deepEqual(only(grouped).columns, ['stars', 'count', 'first']);
    assert.deepEqual(only(grouped).rows[0], ['1', '1', '007']);
    const table = only(pivot);
    assert.deepEqual(table.columns, ['outer', 'inner', 'p.u', 'p.v', 'q.u']);
    assert.deepEqual(table.rows, [
      ['a', 'x', '1', '2', '3'],
      ['a', 'y', '4', '5', '6'],
    ]);
  });

  it('reads printed CSV and styled tables', () => {
    assert.equal(only(printed).origin, 'csv');
    assert.deepEqual(only(printed).columns, ['id', 'text', 'stars', 'price']);
    assert.equal(only(printed).rows.length, 6);
    assert.deepEqual(only(styled).columns, ['id', 'text', 'stars', 'price']);
    assert.equal(only(styled).rows[0]![0], '001');
  });

  it("takes the cells' own text where no output holds a table, and nothing where there is nothing", () => {
    const [table] = notebookTables(cells, [intro, none]);
    assert.equal(table!.origin, 'cell-text');
    assert.deepEqual(table!.rows, [
      ['1', '# Reviews\nThese are "reviews".'],
      ['9', 'x = 1'],
    ]);
    assert.deepEqual(notebookTables([{ kind: 'code', text: ' ', outputs: [] }], [0]), []);
    assert.deepEqual(notebookTables(cells, [99]), []);
  });

  it('does not take ordinary output for a table', () => {
    const of = (output: NotebookCell['outputs'][number]) =>
      notebookTables([{ kind: 'code', text: 'x', outputs: [output] }], [0])[0]?.origin;
    for (const output of [
      { 'text/plain': 'Done, at last.\n' },
      { 'application/json': '{"a": 1}' },
      { 'application/json': '[1, 2]' },
      { 'text/html': '<p>a</p>' },
      { 'text/html': '<table><tr><td>1</td></tr></table>' },
    ])
      assert.equal(of(output), 'cell-text');
  });

  it('opens a notebook file as a dataset and never writes over it', async () => {
    await assert.rejects(
      openDataset(fixture),
      (error: Error) => error instanceof InputError && /tables of different columns/.test(error.message),
    );
    const dataset = await openDataset(fixture, { cells: [plain + 1, styled + 1] });
    const { cells: rows } = await tableOf(dataset);
    assert.equal(rows.length, 12);
    assert.match(dataset.warnings[0]!, /6 rows of 4 columns/);
    await assert.rejects(
      writeResults({ dataset, outPath: fixture, columns: [], valuesOf: () => [], overwrite: true }),
      /is the dataset itself/,
    );
  });

  describe('written results', () => {
    const scratch = scratchFolder();
    it('are CSV with the answers beside the rows', async () => {
      const dataset = await openDataset(fixture, { cells: [grouped + 1] });
      const outPath = scratch.path('pandas.smart.csv');
      await writeResults({ dataset, outPath, columns: ['smart_answer'], valuesOf: (row) => [row] });
      assert.equal(readFileSync(outPath, 'utf8').split('\n')[1], '1,1,007,0');
    });
  });
});

describe('the cell that shows a result', () => {
  const request = {
    outPath: 'C:\\runs\\pandas.smart.csv',
    columns: ['id', 'smart_answer'],
    rows: [['1', '<good>']],
    rowCount: 6,
  };

  it('loads the file in the language of the kernel', () => {
    const python = resultCell({ ...request, language: 'python' });
    assert.match(python.text, /pd\.read_csv\("C:\/runs\/pandas\.smart\.csv"/);
    assert.equal(python.kind, 'code');
    assert.match(resultCell({ ...request, language: 'r' }).text, /pandas\.smart\.csv/);
  });

  it('shows the first rows as text, whatever they hold', () => {
    const { output } = resultCell({ ...request, language: 'python' });
    assert.match(output!['text/html']!, /<td>&#60;good&#62;<\/td>/);
    assert.equal(output!['text/plain'], 'id\tsmart_answer\n1\t<good>\n\n[6 rows × 2 columns]');
  });
});
