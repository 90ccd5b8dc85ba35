import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { openDatasetBytes } from '../../src/datasets/openDataset';
import { writeResults } from '../../src/datasets/results/writeResults';
import { decimal, interval, leaf, listOf, parquetOf, span, type Column } from './parquetOf';
import { readTable } from './readTable';
import { scratchFolder } from './scratchFolder';

async function cellsOf(column: Column): Promise<(string | undefined)[]> {
  const { cells } = await readTable('a.parquet', await parquetOf([column]));
  return cells.map(([cell]) => cell);
}

describe('finding 16, class of Parquet values: told as people print them, on every level', () => {
  it('decimals keep all digits and places, in every type that stores them', async () => {
    assert.deepEqual(await cellsOf({ elements: [decimal('d')], data: [110n, -5n, 123456789012345678n, undefined] }), [
      '1.10',
      '-0.05',
      '1234567890123456.78',
      undefined,
    ]);
    assert.deepEqual(await cellsOf({ elements: [decimal('d', 'INT32')], data: [110, 0] }), ['1.10', '0.00']);
    const bytes = [new Uint8Array([0, 110]), new Uint8Array([255, 251])];
    assert.deepEqual(await cellsOf({ elements: [decimal('d', 'BYTE_ARRAY')], data: bytes }), ['1.10', '-0.05']);
    const logical = leaf('d', { type: 'INT64', logical_type: { type: 'DECIMAL', scale: 3, precision: 18 }, scale: 3 });
    assert.deepEqual(await cellsOf({ elements: [logical], data: [1100n] }), ['1.100']);
  });

  it('decimals in a list keep theirs, under the old name of lists and under the new one', async () => {
    for (const kind of [{ converted_type: 'LIST' as const }, { logical_type: { type: 'LIST' as const } }])
      assert.deepEqual(
        await cellsOf({ elements: listOf('l', decimal('element'), kind), data: [[110n, -5n], [], undefined] }),
        ['[1.10,-0.05]', '[]', undefined],
      );
  });

  it('structs hold decimals, intervals and short floats alike', async () => {
    const elements = [leaf('s', { num_children: 3 }), decimal('d'), interval('i'), leaf('f', { type: 'FLOAT' })];
    const data = [
      { d: 110n, i: span(0, 2, 0), f: 0.1 },
      { d: undefined, i: undefined, f: 2 },
    ];
    assert.deepEqual(await cellsOf({ elements, data }), [
      '{"d":1.10,"i":"2 days","f":0.1}',
      '{"d":null,"i":null,"f":2}',
    ]);
  });

  it('intervals are told in words', async () => {
    const data = [
      span(14, 3, 14_706_789),
      span(0, 0, 0),
      span(1, 0, 0),
      span(12, 1, 1000),
      span(0, 0, 86_400_000),
      undefined,
    ];
    assert.deepEqual(await cellsOf({ elements: [interval('i')], data }), [
      '1 year 2 months 3 days 04:05:06.789',
      '00:00:00',
      '1 month',
      '1 year 1 day 00:00:01',
      '24:00:00',
      undefined,
    ]);
  });

  it('dates that only the new name tells are dates; BSON and bytes of one length are base64', async () => {
    const date = leaf('d', { type: 'INT32', logical_type: { type: 'DATE' } });
    assert.deepEqual(await cellsOf({ elements: [date], data: [0, 19_753] }), ['1970-01-01', '2024-01-31']);
    const bson = leaf('b', { type: 'BYTE_ARRAY', converted_type: 'BSON' });
    assert.deepEqual(await cellsOf({ elements: [bson], data: [new Uint8Array([5, 0, 0, 0, 255])] }), ['BQAAAP8=']);
    const fixed = leaf('b', { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 2 });
    assert.deepEqual(await cellsOf({ elements: [fixed], data: [new Uint8Array([255, 254])] }), ['//4=']);
  });

  it('decimals go into JSON lines as numbers with all their digits', async () => {
    const dataset = await openDatasetBytes('a.parquet', await parquetOf([{ elements: [decimal('d')], data: [110n] }]));
    for await (const row of dataset.rows()) assert.equal(row.raw?.('d'), '1.10');
  });
});

describe('finding 31, class of Parquet columns of a kind that cannot be read: the file is read without them, and a Parquet result keeps them', () => {
  const scratch = scratchFolder();
  const text = (name: string): Column => ({
    elements: [leaf(name, { type: 'BYTE_ARRAY', converted_type: 'UTF8' })],
    data: ['a', 'b'],
  });

  it('packed in a way that is not supported: at the start, in the middle, two of them', async () => {
    for (const odd of [[0], [1], [0, 2]]) {
      const codecs = Object.fromEntries(odd.map((at) => [at, 'LZO' as const]));
      const bytes = await parquetOf([text('x'), text('y'), text('z')], codecs);
      const names = ['x', 'y', 'z'];
      const { columns, cells, dataset } = await readTable('a.parquet', bytes);
      assert.deepEqual(
        columns,
        names.filter((_, at) => !odd.includes(at)),
      );
      assert.deepEqual(cells, [columns.map(() => 'a'), columns.map(() => 'b')]);
      assert.equal(dataset.warnings.length, odd.length);
      assert.match(
        dataset.warnings[0]!,
        new RegExp(`the column "${names[odd[0]!]!}" cannot be read \\(parquet unsupported compression codec: LZO\\)`),
      );
      const outPath = scratch.path(`${odd.join('')}.parquet`);
      const { columns: added } = await writeResults({
        dataset,
        outPath,
        columns: [names[odd[0]!]!],
        valuesOf: () => ['1'],
      });
      assert.deepEqual(added, [`${names[odd[0]!]!}_2`]);
      const again = await openDatasetBytes('again.parquet', readFileSync(outPath));
      assert.deepEqual(
        again.parquet?.metadata.schema.slice(1).map(({ name }) => name),
        [...names, added[0]],
      );
    }
  });

  it('no column can be read: refused with the reason', async () => {
    const bytes = await parquetOf([text('x')], { 0: 'LZO' });
    await assert.rejects(
      openDatasetBytes('a.parquet', bytes),
      /a\.parquet: this Parquet file cannot be read \(parquet unsupported compression codec: LZO\)/,
    );
  });
});
