import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { InputError } from '../../src/engine/inputError';
import { openDataset } from '../../src/datasets/openDataset';
import { writeResults } from '../../src/datasets/results/writeResults';
import { awkwardFiles } from '../fixtures/datasets/awkwardFiles';
import { readTable, tableOf } from './readTable';
import { scratchFolder } from './scratchFolder';

const seed = 20_261_122;
const files = awkwardFiles(seed);
const unpacked = (bytes: Buffer) => (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes);

/** Results are data files: a dataset without an ending gets one. */
const outName = (what: string, name: string) => `${what}-${name}${name.includes('.') ? '' : '.csv'}`;

describe(`the corpus of ${String(files.length)} awkward files (seed ${String(seed)})`, () => {
  const scratch = scratchFolder();

  it('holds at least 150', () => {
    assert.ok(files.length >= 150);
    assert.equal(new Set(files.map(({ name }) => name)).size, files.length);
  });

  for (const { name, bytes, table, refusal, isReshaped } of files) {
    if (refusal) {
      it(`refuses ${name}`, async () => {
        await assert.rejects(readTable(name, bytes), (error: Error) => {
          assert.ok(error instanceof InputError, String(error.stack));
          assert.match(error.message, refusal);
          assert.ok(error.message.startsWith(name), error.message);
          return true;
        });
      });
      continue;
    }
    it(`reads ${name} faithfully, gives it back byte for byte, and takes an answer beside each row`, async () => {
      const dataset = await openDataset(scratch.write(name, bytes));
      const { columns, cells } = await tableOf(dataset);
      assert.deepEqual([columns, ...cells], table);

      const same = scratch.path(outName('same', name));
      await writeResults({ dataset, outPath: same, columns: [], valuesOf: () => [] });
      const whole = unpacked(bytes).toString('latin1');
      // Of a list inside an object the list alone is given back.
      const expected = name === 'wrapped.json' ? whole.slice(whole.indexOf('['), whole.indexOf(']') + 1) : whole;
      if (isReshaped) assert.deepEqual((await tableOf(await openDataset(same))).cells, cells);
      else assert.equal(unpacked(readFileSync(same)).toString('latin1'), expected);

      const answered = scratch.path(outName('answered', name));
      const answers = ['plain', 'a,b;c|d\te', '"q"', 'two\nlines', undefined];
      await writeResults({
        dataset,
        outPath: answered,
        columns: ['smart_answer'],
        valuesOf: (row) => [answers[row % 5]],
      });
      const answeredDataset = await openDataset(answered);
      assert.deepEqual(new Set(answeredDataset.columns), new Set([...columns, 'smart_answer']));
      const after = await tableOf({ ...answeredDataset, columns: [...columns, 'smart_answer'] });
      const isJson = dataset.format === 'json' || dataset.format === 'jsonl';
      after.cells.forEach((row, at) => {
        assert.deepEqual(row.slice(0, -1), cells[at]);
        const plain = dataset.text!.form.kind === 'delimited' && !dataset.text!.form.dialect.hasQuotes;
        const answer = answers[at % 5];
        assert.equal(
          row.at(-1),
          plain ? (answer?.replace(/[\t\n]/g, ' ') ?? '') : (answer ?? (isJson ? undefined : '')),
        );
      });
    });
  }
});

describe('csv-spectrum', () => {
  const folder = join(dirname(createRequire(__filename).resolve('csv-spectrum/package.json')));
  for (const file of readdirSync(join(folder, 'csvs'))) {
    it(`reads ${file} as it should be`, async () => {
      const told: unknown = JSON.parse(readFileSync(join(folder, 'json', file.replace(/\.csv$/, '.json')), 'utf8'));
      // The JSON of this one is a lone object, and with another number than its CSV.
      const expected = Array.isArray(told)
        ? told
        : [{ ...(told as Record<string, string>), 'Contact Phone Number': '2095257564' }];
      const { columns, cells } = await readTable(file, readFileSync(join(folder, 'csvs', file)));
      const objects = cells.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]])));
      assert.deepEqual(objects, expected);
    });
  }
});
