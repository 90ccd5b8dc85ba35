// Results of Parquet files with an Arrow schema, read back by arrow-rs (parquet-wasm, the reader behind Polars, DataFusion and delta-rs).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as arrow from 'apache-arrow';
import { readParquet, Table as WasmTable, writeParquet } from 'parquet-wasm';
import { openDatasetBytes } from '../../src/datasets/openDataset';
import { extendArrowSchema } from '../../src/datasets/parquet/arrowSchema';
import { writeResults } from '../../src/datasets/results/writeResults';
import { readTable } from './readTable';
import { scratchFolder } from './scratchFolder';

const byArrowRs = (bytes: Uint8Array) => arrow.tableFromIPC(readParquet(bytes).intoIPCStream());
const parquetOf = (table: arrow.Table) =>
  Buffer.from(writeParquet(WasmTable.fromIPCStream(arrow.tableToIPC(table, 'stream'))));
const typesOf = (table: arrow.Table) => table.schema.fields.map(({ name, type }) => `${name}: ${String(type)}`);

describe('findings 8 and 9, class of what only the Arrow schema of a Parquet file tells: kept in the result, which arrow-rs reads', () => {
  const scratch = scratchFolder();

  async function answered(
    bytes: Uint8Array,
    values = (row: number): (string | number | boolean)[] => [`a${String(row)}`, row / 2, row % 2 === 0],
  ) {
    const dataset = await openDatasetBytes('in.parquet', bytes);
    const written = await writeResults({
      dataset,
      outPath: scratch.path(`${String(Math.random())}.parquet`),
      columns: ['answer', 'cost', 'isGood'],
      valuesOf: values,
    });
    return byArrowRs(readFileSync(written.path));
  }

  const vector = (type: arrow.DataType, values: readonly unknown[]) =>
    arrow.vectorFromArray(values as unknown[], type) as arrow.Vector;
  const nested = new arrow.Struct([
    new arrow.Field('when', new arrow.TimestampMicrosecond('Asia/Tokyo'), true),
    new arrow.Field('tags', new arrow.List(new arrow.Field('item', new arrow.Utf8(), true)), true),
  ]);
  const members: [title: string, type: arrow.DataType, values: readonly unknown[]][] = [
    ['a dictionary', new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()), ['x', 'y', 'x']],
    ['a dictionary by bytes', new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8()), ['x', 'y', 'x']],
    ['a time zone', new arrow.TimestampMicrosecond('America/New_York'), [0, 1, null]],
    ['a duration', new arrow.DurationNanosecond(), [1n, 2n, 3n]],
    ['large text', new arrow.LargeUtf8(), ['a', null, 'c']],
    ['a struct of a zone and a list', nested, [{ when: 0, tags: ['a'] }, { when: 1, tags: [] }, null]],
    ['bytes of one length', new arrow.FixedSizeBinary(2), [new Uint8Array([1, 2]), new Uint8Array([3, 4]), null]],
    ['half floats', new arrow.Float16(), [1, 2, 3]],
  ];
  for (const [title, type, values] of members)
    it(title, async () => {
      const table = new arrow.Table({ text: vector(new arrow.Utf8(), ['a', 'b', 'c']), odd: vector(type, values) });
      const bytes = parquetOf(table);
      const before = byArrowRs(bytes);
      const after = await answered(bytes);
      assert.equal(typesOf(before)[1], `odd: ${String(type)}`);
      assert.deepEqual(typesOf(after), [...typesOf(before), 'answer: Utf8', 'cost: Float64', 'isGood: Bool']);
      assert.deepEqual(
        JSON.stringify(after.select(['text', 'odd']).toArray(), spelled),
        JSON.stringify(before.toArray(), spelled),
      );
      assert.deepEqual([...after.getChild('answer')!], ['a0', 'a1', 'a2']);
      assert.deepEqual([...after.getChild('cost')!], [0, 0.5, 1]);
    });
  const spelled = (_key: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

  it('what schema and fields say besides (pandas, extension types) stays', async () => {
    const field = new arrow.Field('text', new arrow.Utf8(), true, new Map([['unit', 'ü']]));
    const schema = new arrow.Schema([field], new Map([['pandas', '{"columns": []}']]));
    const table = new arrow.Table(schema, { text: vector(new arrow.Utf8(), ['a', 'b', 'c']) });
    const after = await answered(parquetOf(table));
    assert.equal(after.schema.metadata.get('pandas'), '{"columns": []}');
    assert.equal(after.schema.fields[0]!.metadata.get('unit'), 'ü');
  });

  it('an answered result is answered again, and again', async () => {
    let bytes: Uint8Array = parquetOf(
      new arrow.Table({ text: vector(new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()), ['x', 'y', 'x']) }),
    );
    for (let round = 0; round < 3; round++) {
      const dataset = await openDatasetBytes('in.parquet', bytes);
      const outPath = scratch.path(`round${String(round)}.parquet`);
      await writeResults({
        dataset,
        outPath,
        columns: ['answer'],
        valuesOf: (row) => [`${String(round)}-${String(row)}`],
      });
      bytes = readFileSync(outPath);
    }
    const table = byArrowRs(bytes);
    assert.deepEqual(typesOf(table).slice(1), ['answer: Utf8', 'answer_2: Utf8', 'answer_3: Utf8']);
    assert.match(typesOf(table)[0]!, /Dictionary/);
    assert.deepEqual([...table.getChild('answer_3')!], ['2-0', '2-1', '2-2']);
  });

  it('class of spans of time: told as times in every unit, not as their number', async () => {
    const units: readonly (readonly [arrow.DataType, bigint, string])[] = [
      [new arrow.DurationSecond(), 90n, '00:01:30'],
      [new arrow.DurationMillisecond(), 1500n, '00:00:01.5'],
      [new arrow.DurationMicrosecond(), 172_800_000_000n, '48:00:00'],
      [new arrow.DurationNanosecond(), -1n, '-00:00:00.000000001'],
    ];
    for (const [type, value, told] of units) {
      const bytes = parquetOf(new arrow.Table({ n: vector(new arrow.Int64(), [value]), span: vector(type, [value]) }));
      const { cells, dataset } = await readTable('a.parquet', bytes);
      assert.deepEqual(cells, [[String(value), told]], String(type));
      // Some rows alone are written anew: as the text, since no plain type holds it.
      assert.deepEqual([...dataset.plainTypes!.keys()], ['n']);
    }
  });

  it('a schema that is nonsense, or tells of other columns, is dropped', () => {
    const whole = Buffer.from(
      arrow.tableToIPC(new arrow.Table({ a: vector(new arrow.Utf8(), ['x']) }), 'stream'),
    ).toString('base64');
    assert.ok(extendArrowSchema(whole, 1, []) !== undefined);
    assert.equal(extendArrowSchema(whole, 2, []), undefined);
    for (const nonsense of [
      '',
      'AAAA',
      'old',
      Buffer.alloc(64, 255).toString('base64'),
      Buffer.alloc(64, 7).toString('base64'),
      Buffer.alloc(64).toString('base64'),
    ])
      assert.equal(extendArrowSchema(nonsense, 1, []), undefined, nonsense);
  });
});
