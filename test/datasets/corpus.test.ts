// The corpus: files and folders as pandas, Polars, pyarrow, DuckDB and XlsxWriter write them, each beside what a reference reader said is in it (fixtures/corpus, with the generators). Read whole,
// the last row alone, and answered and read back.
import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDataset } from '../../src/datasets/openDataset';
import type { OpenedDataset } from '../../src/datasets/openedDataset';
import { defaultOutputOf } from '../../src/datasets/results/outputPath';
import { writeResults } from '../../src/datasets/results/writeResults';
import { projectRoot } from '../host/hostFolder';
import { scratchFolder } from './scratchFolder';

type Told = {
  readonly reader: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
};

const folder = join(projectRoot, 'test/fixtures/corpus');
const names = readdirSync(join(folder, 'files')).sort();

/** Values with their types where the format has some, else texts. */
async function rowsOf(
  dataset: OpenedDataset,
  columns: readonly string[],
  indices?: readonly number[],
): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for await (const row of dataset.rows(indices))
    rows.push(
      columns.map((column) => (row.raw ? (JSON.parse(row.raw(column) ?? 'null') as unknown) : row.get(column))),
    );
  return rows;
}

describe(`the corpus of ${String(names.length)} files beside what reference readers say`, () => {
  const scratch = scratchFolder();

  it('has what a reader says of each file, and no more', () => {
    assert.deepEqual(readdirSync(join(folder, 'expected')).sort(), names.map((name) => `${name}.json`).sort());
    assert.ok(names.length >= 40);
  });

  for (const name of names) {
    const expected = JSON.parse(readFileSync(join(folder, 'expected', `${name}.json`), 'utf8')) as Told;
    it(`${name}, as ${expected.reader} reads it`, async () => {
      const path = scratch.path(name);
      cpSync(join(folder, 'files', name), path, { recursive: true });
      const dataset = await openDataset(path);
      const { columns } = dataset;
      assert.deepEqual([...columns], expected.columns);
      assert.equal(dataset.rowCount, expected.rows.length);
      assert.deepEqual(await rowsOf(dataset, columns), expected.rows);
      assert.deepEqual(await rowsOf(dataset, columns, [dataset.rowCount - 1]), [expected.rows.at(-1)]);

      const isArrow = dataset.format === 'arrow';
      const outPaths = [isArrow ? scratch.path(`${name}.parquet`) : defaultOutputOf(dataset, path)];
      if (dataset.format === 'xlsx') outPaths.push(scratch.path(`${name}.answered.xlsx`));
      for (const outPath of outPaths) {
        const columnsOfAnswers = ['smart_answer'];
        await writeResults({
          dataset,
          outPath,
          columns: columnsOfAnswers,
          valuesOf: (row) => [`answer ${String(row)}`],
        });
        const after = await openDataset(
          outPath,
          dataset.format === 'xlsx' && dataset.sheets && outPath.endsWith('.xlsx')
            ? { sheet: dataset.sheets.read }
            : {},
        );
        assert.deepEqual(
          (await rowsOf(after, columnsOfAnswers)).flat(),
          expected.rows.map((_, row) => `answer ${String(row)}`),
        );
        // What Parquet has no plain type for is told there as its text.
        const told = isArrow
          ? expected.rows.map((row) =>
              row.map((cell) => (cell !== null && typeof cell === 'object' ? JSON.stringify(cell) : cell)),
            )
          : expected.rows;
        assert.deepEqual(await rowsOf(after, columns), told, outPath);
        await after.close();
      }
    });
  }
});
