// The corpus: files as pandas and Polars write them, each beside what a reference reader said is in it (fixtures/corpus, with the generators). Read whole,
// the last row alone, and answered and read back.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDataset } from '../../src/datasets/openDataset';
import type { OpenedDataset } from '../../src/datasets/openedDataset';
import { defaultOutputPath } from '../../src/datasets/results/outputPath';
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
    assert.ok(names.length >= 25);
  });

  for (const name of names) {
    const expected = JSON.parse(readFileSync(join(folder, 'expected', `${name}.json`), 'utf8')) as Told;
    it(`${name}, as ${expected.reader} reads it`, async () => {
      const path = scratch.write(name, readFileSync(join(folder, 'files', name)));
      const dataset = await openDataset(path);
      const { columns } = dataset;
      assert.deepEqual([...columns], expected.columns);
      assert.equal(dataset.rowCount, expected.rows.length);
      assert.deepEqual(await rowsOf(dataset, columns), expected.rows);
      assert.deepEqual(await rowsOf(dataset, columns, [dataset.rowCount - 1]), [expected.rows.at(-1)]);

      const isArrow = dataset.format === 'arrow';
      const outPath = isArrow ? scratch.path(`${name}.parquet`) : defaultOutputPath(path);
      await writeResults({ dataset, outPath, columns: ['smart_answer'], valuesOf: (row) => [`answer ${String(row)}`] });
      const after = await openDataset(outPath);
      assert.deepEqual(
        (await rowsOf(after, ['smart_answer'])).flat(),
        expected.rows.map((_, row) => `answer ${String(row)}`),
      );
      // What Parquet has no plain type for is told there as its text.
      const told = isArrow
        ? expected.rows.map((row) => row.map((cell) => (Array.isArray(cell) ? JSON.stringify(cell) : cell)))
        : expected.rows;
      assert.deepEqual(await rowsOf(after, columns), told);
    });
  }
});
