import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { SchemaElement } from 'hyparquet';
import { InputError } from '../../src/engine/inputError';
import { openDataset, openDatasetBytes } from '../../src/datasets/openDataset';
import { writeResults } from '../../src/datasets/results/writeResults';
import { readTable, tableOf } from './readTable';
import { scratchFolder } from './scratchFolder';

describe('Parquet', () => {
  const scratch = scratchFolder();
  const list = (name: string): SchemaElement[] => [
    { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'OPTIONAL', type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  ];
  const schema: SchemaElement[] = [
    { name: 'root', num_children: 6 },
    { name: 'id', type: 'INT64', repetition_type: 'REQUIRED' },
    { name: 'text', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
    { name: 'price', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
    { name: 'isGood', type: 'BOOLEAN', repetition_type: 'OPTIONAL' },
    { name: 'when', type: 'INT64', converted_type: 'TIMESTAMP_MICROS', repetition_type: 'OPTIONAL' },
    ...list('tags'),
  ];
  const big = 9007199254740993n;

  async function fixture(rows: number, rowGroupSize = 7): Promise<Buffer> {
    const { parquetWriteBuffer } = await import('hyparquet-writer');
    const of = <T>(value: (row: number) => T) => Array.from({ length: rows }, (_, row) => value(row));
    return Buffer.from(
      parquetWriteBuffer({
        schema,
        rowGroupSize,
        columnData: [
          { name: 'id', data: of((row) => big + BigInt(row)) },
          { name: 'text', data: of((row) => (row % 5 === 3 ? undefined : `text ${String(row)}, "ü"`)) },
          { name: 'price', data: of((row) => row / 4) },
          { name: 'isGood', data: of((row) => row % 2 === 0) },
          { name: 'when', data: of((row) => 1_600_000_000_000_001n + BigInt(row)) },
          { name: 'tags', data: of((row) => (row % 3 === 0 ? ['a', `b${String(row)}`] : [])) },
        ],
      }),
    );
  }

  it('reads cells as text, with all digits, and nested values by path', async () => {
    const { columns, cells, dataset } = await readTable('a.bin', await fixture(10));
    assert.equal(dataset.format, 'parquet');
    assert.deepEqual(columns, ['id', 'text', 'price', 'isGood', 'when', 'tags']);
    const when = '2020-09-13T12:26:40.000001';
    assert.deepEqual(cells[0], ['9007199254740993', 'text 0, "ü"', '0', 'true', when, '["a","b0"]']);
    assert.deepEqual(cells[3]!.slice(0, 3), ['9007199254740996', undefined, '0.75']);
    for await (const row of dataset.rows([6])) assert.equal(row.get('tags.1'), 'b6');
  });

  /** One row of each type whose meaning a plain number or text would lose. */
  async function meaningful(): Promise<Buffer> {
    const { parquetWriteBuffer } = await import('hyparquet-writer');
    const utc = { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' } as const;
    const local = { ...utc, isAdjustedToUTC: false } as const;
    const columns: [SchemaElement, unknown[]][] = [
      [{ name: 'f', type: 'FLOAT', repetition_type: 'REQUIRED' }, [0.1, Math.fround(16_777_216)]],
      [
        { name: 'us', type: 'INT64', converted_type: 'TIME_MICROS', repetition_type: 'OPTIONAL' },
        [45_296_500_000n, undefined],
      ],
      [{ name: 'ms', type: 'INT32', converted_type: 'TIME_MILLIS', repetition_type: 'REQUIRED' }, [0, 86_399_999]],
      [{ name: 'utc', type: 'INT64', logical_type: utc, repetition_type: 'REQUIRED' }, [0n, 1_500_000n]],
      [{ name: 'local', type: 'INT64', logical_type: local, repetition_type: 'REQUIRED' }, [0n, 1_500_000n]],
      [
        { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'REQUIRED' },
        [Buffer.from('naïve'), Buffer.from([0xff, 0xfe])],
      ],
    ];
    return Buffer.from(
      parquetWriteBuffer({
        schema: [{ name: 'root', num_children: columns.length }, ...columns.map(([element]) => element)],
        columnData: columns.map(([{ name }, data]) => ({ name, data })),
        kvMetadata: [{ key: 'ARROW:schema', value: 'old' }],
      }),
    );
  }

  it('keeps what times, zones, short floats and bytes mean', async () => {
    const { cells, dataset } = await readTable('a.parquet', await meaningful());
    assert.deepEqual(cells, [
      ['0.1', '12:34:56.5', '00:00:00', '1970-01-01T00:00:00Z', '1970-01-01T00:00:00', 'naïve'],
      ['16777216', undefined, '23:59:59.999', '1970-01-01T00:00:01.500000Z', '1970-01-01T00:00:01.500000', '//4='],
    ]);
    for await (const row of dataset.rows([0])) assert.equal(row.raw?.('f'), '0.1');
  });

  it('leaves no empty list of metadata behind, which strict readers refuse', async () => {
    const { parquetMetadata } = await import('hyparquet');
    const dataset = await openDataset(scratch.write('arrow.parquet', await meaningful()));
    const { path } = await writeResults({
      dataset,
      outPath: scratch.path('arrow.smart.parquet'),
      columns: ['answer'],
      valuesOf: (row) => [String(row)],
    });
    const bytes = readFileSync(path);
    const metadata = parquetMetadata(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
    );
    assert.equal(metadata.key_value_metadata, undefined);
  });

  it('reads any ascending rows across row groups', async () => {
    const dataset = await openDatasetBytes('a.parquet', await fixture(40));
    const met: [number, string | undefined][] = [];
    for await (const row of dataset.rows([0, 6, 7, 8, 30, 39])) met.push([row.index, row.get('id')]);
    assert.deepEqual(
      met.map(([index]) => index),
      [0, 6, 7, 8, 30, 39],
    );
    for (const [index, id] of met) assert.equal(id, String(big + BigInt(index)));
  });

  it('appends columns and keeps the bytes of the original columns', async () => {
    const input = await fixture(40);
    const path = scratch.write('a.parquet', input);
    const dataset = await openDataset(path);
    const outPath = scratch.path('a.smart.parquet');
    await writeResults({
      dataset,
      outPath,
      columns: ['smart_answer', 'smart_confidence', 'id'],
      valuesOf: (row) => [row % 4 === 0 ? undefined : `answer ${String(row)}`, row / 10, 'x'],
    });
    const output = readFileSync(outPath);
    const dataLength = input.length - input.readUInt32LE(input.length - 8) - 8;
    assert.deepEqual(output.subarray(0, dataLength), input.subarray(0, dataLength));
    const [before, after] = [await tableOf(dataset), await tableOf(await openDataset(outPath))];
    assert.deepEqual(after.columns, [...before.columns, 'smart_answer', 'smart_confidence', 'id_2']);
    after.cells.forEach((cells, row) => {
      assert.deepEqual(cells.slice(0, 6), before.cells[row]);
      assert.deepEqual(cells.slice(6), [row % 4 === 0 ? undefined : `answer ${String(row)}`, String(row / 10), 'x']);
    });
  });

  it('writes the first rows of a Parquet file with their types', async () => {
    const dataset = await openDataset(scratch.write('limited.parquet', await fixture(40)));
    const outPath = scratch.path('limited.smart.parquet');
    await writeResults({ dataset, outPath, columns: ['r'], valuesOf: (row) => [row], rowCount: 9 });
    const [before, after] = [await tableOf(dataset), await tableOf(await openDataset(outPath))];
    assert.deepEqual(
      after.cells.map((row) => row.slice(0, -1)),
      before.cells.slice(0, 9),
    );
    const { parquetMetadata } = await import('hyparquet');
    const output = readFileSync(outPath);
    const { schema: written } = parquetMetadata(new Uint8Array(output).buffer);
    assert.deepEqual(
      written.slice(1).map(({ type }) => type),
      ['INT64', 'BYTE_ARRAY', 'DOUBLE', 'BOOLEAN', 'BYTE_ARRAY', 'BYTE_ARRAY', 'DOUBLE'],
    );
  });

  it('goes to JSON lines with its types, and text comes to it from CSV', async () => {
    const path = scratch.write('b.parquet', await fixture(2));
    const lines = scratch.path('b.jsonl');
    await writeResults({ dataset: await openDataset(path), outPath: lines, columns: ['r'], valuesOf: () => [1] });
    assert.equal(
      readFileSync(lines, 'utf8').split('\n')[0],
      '{"id":9007199254740993,"text":"text 0, \\"ü\\"","price":0,"isGood":true,"when":"2020-09-13T12:26:40.000001","tags":["a","b0"],"r":1}',
    );
    const csv = scratch.write('c.csv', 'id,text\n007,"a\nb"\n8,\n');
    const out = scratch.path('c.parquet');
    await writeResults({
      dataset: await openDataset(csv),
      outPath: out,
      columns: ['r'],
      valuesOf: (row) => [row === 0],
    });
    const { columns, cells } = await tableOf(await openDataset(out));
    assert.deepEqual(
      [columns, ...cells],
      [
        ['id', 'text', 'r'],
        ['007', 'a\nb', 'true'],
        ['8', '', 'false'],
      ],
    );
  });

  it('reads decimals exactly', async () => {
    const { parquetWriteBuffer } = await import('hyparquet-writer');
    const decimal = { converted_type: 'DECIMAL', repetition_type: 'OPTIONAL', precision: 18, scale: 4 } as const;
    const bytes = parquetWriteBuffer({
      schema: [
        { name: 'root', num_children: 2 },
        { name: 'small', type: 'INT64', ...decimal },
        { name: 'wide', type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, ...decimal, precision: 38 },
      ],
      columnData: [
        { name: 'small', data: [8_333_333n, -5n, undefined] },
        { name: 'wide', data: [12345678901234567890123456789n, -1n, 0n] },
      ],
    });
    const { cells } = await readTable('a.parquet', new Uint8Array(bytes));
    assert.deepEqual(cells, [
      ['833.3333', '1234567890123456789012345.6789'],
      ['-0.0005', '-0.0001'],
      [undefined, '0.0000'],
    ]);
  });

  it('refuses a file that stores a column twice, or one that its schema does not know, and nothing goes on behind the refusal', async () => {
    const { parquetWriteBuffer } = await import('hyparquet-writer');
    const names = ['first column', 'other column'];
    const sound = Buffer.from(
      parquetWriteBuffer({
        columnData: names.map((name, i) => ({
          name,
          type: 'STRING',
          data: [`cell ${String(i)} above`, `cell ${String(i)} below`],
        })),
        codec: 'UNCOMPRESSED',
      }),
    );
    assert.deepEqual((await readTable('a.parquet', sound)).columns, names);
    for (const name of [names[0]!, 'known nowhere']) {
      const damaged = Buffer.from(sound);
      // The name stands last in the path of its column chunk; its cells are longer than they are.
      damaged.write(name.padEnd(names[1]!.length).slice(0, names[1]!.length), damaged.lastIndexOf(names[1]!));
      damaged.writeUInt32LE(7552, damaged.indexOf('cell 1 above') - 4);
      await assert.rejects(
        openDatasetBytes('a.parquet', damaged),
        (error: Error) =>
          error instanceof InputError && /^a\.parquet: .*columns are not those of its schema/.test(error.message),
      );
      // A promise that nobody awaits fails after the refusal, and with it the process.
      await new Promise((resolve) => setImmediate(resolve));
    }
  });

  it('refuses a damaged file with a sentence', async () => {
    const bytes = await fixture(10);
    for (const damaged of [bytes.subarray(0, 200), Buffer.concat([bytes.subarray(0, 30), bytes.subarray(60)])])
      await assert.rejects(
        openDatasetBytes('a.parquet', damaged),
        (error: Error) =>
          error instanceof InputError && /^a\.parquet: this Parquet file cannot be read/.test(error.message),
      );
  });
});
