// Findings 8, 9, 16 and 31 of docs/files.md: members of their classes, Parquet files as other programs write them; results are read by arrow-rs.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as arrow from 'apache-arrow';
import type { SchemaElement } from 'hyparquet';
import { readParquet, Table as WasmTable, writeParquet } from 'parquet-wasm';
import { openDatasetBytes } from '../../../src/datasets/openDataset';
import { writeResults } from '../../../src/datasets/results/writeResults';
import { interval, leaf, listOf, parquetOf, span, type Column } from '../parquetOf';
import { readTable } from '../readTable';
import type { Member, Members } from './member';

const byArrowRs = (bytes: Uint8Array) => arrow.tableFromIPC(readParquet(bytes).intoIPCStream());
const ofArrow = (table: arrow.Table) =>
  Buffer.from(writeParquet(WasmTable.fromIPCStream(arrow.tableToIPC(table, 'stream'))));

/** The result whose rows get `x`. */
async function answered(bytes: Uint8Array): Promise<Buffer> {
  const outPath = join(tmpdir(), `smart-member-${String(process.pid)}.parquet`);
  try {
    const dataset = await openDatasetBytes('in.parquet', bytes);
    await writeResults({ dataset, outPath, columns: ['answer'], valuesOf: () => ['x'] });
    return readFileSync(outPath);
  } finally {
    rmSync(outPath, { force: true });
  }
}

/** Of a file with these metadata: arrow-rs reads the result, and they stand in it. */
const keepsMetadata =
  (...metadata: readonly { readonly key: string; readonly value?: string }[]): Member =>
  async () => {
    const { parquetWriteBuffer } = await import('hyparquet-writer');
    const columnData = [{ name: 'text', data: ['a', 'b'], type: 'STRING' as const }];
    const bytes = parquetWriteBuffer({ columnData, kvMetadata: metadata.map((each) => ({ ...each })) });
    const result = await answered(new Uint8Array(bytes));
    const table = byArrowRs(result);
    assert.deepEqual([...table.getChild('text')!], ['a', 'b']);
    assert.deepEqual([...table.getChild('answer')!], ['x', 'x']);
    for (const { key, value } of metadata)
      if (key !== 'ARROW:schema') assert.equal(table.schema.metadata.get(key) ?? undefined, value, key);
  };
const keepsType =
  (type: arrow.DataType, values: readonly unknown[]): Member =>
  async () => {
    const odd = arrow.vectorFromArray(values as unknown[], type) as arrow.Vector;
    const bytes = ofArrow(new arrow.Table({ odd }));
    const [before, after] = [byArrowRs(bytes), byArrowRs(await answered(bytes))];
    assert.equal(String(before.schema.fields[0]!.type), String(type));
    assert.equal(String(after.schema.fields[0]!.type), String(type));
    assert.equal(after.getChild('odd')!.toString(), before.getChild('odd')!.toString());
  };

const tells =
  (elements: readonly SchemaElement[], data: readonly unknown[], wanted: readonly (string | undefined)[]): Member =>
  async () => {
    const { cells } = await readTable('a.parquet', await parquetOf([{ elements, data }]));
    assert.deepEqual(
      cells.map(([cell]) => cell),
      wanted,
    );
  };
const time = (unit: 'MILLIS' | 'MICROS' | 'NANOS', type: 'INT32' | 'INT64') =>
  leaf('t', { type, logical_type: { type: 'TIME', isAdjustedToUTC: false, unit } });
const moment = (unit: 'MILLIS' | 'MICROS' | 'NANOS', isAdjustedToUTC: boolean) =>
  leaf('t', { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC, unit } });

const texts = (name: string): Column => ({
  elements: [leaf(name, { type: 'BYTE_ARRAY', converted_type: 'UTF8' })],
  data: ['a', 'b'],
});
/** The column in the middle is packed in a way that nobody reads. */
const leavesOut =
  (odd: Column): Member =>
  async () => {
    const bytes = await parquetOf([texts('x'), odd, texts('z')], { 1: 'LZO' });
    const { columns, cells, dataset } = await readTable('a.parquet', bytes);
    assert.deepEqual(
      [columns, cells],
      [
        ['x', 'z'],
        [
          ['a', 'a'],
          ['b', 'b'],
        ],
      ],
    );
    assert.match(dataset.warnings.join(), new RegExp(`the column "${odd.elements[0]!.name}" cannot be read`));
    const again = await openDatasetBytes('again.parquet', await answered(bytes));
    assert.deepEqual(
      again.parquet?.metadata.schema.filter(({ name }) => ['x', odd.elements[0]!.name, 'z', 'answer'].includes(name))
        .length,
      4,
    );
  };

export const parquetMembers: Members = {
  8: {
    'no metadata at all': keepsMetadata(),
    'an Arrow schema that is nonsense, alone': keepsMetadata({ key: 'ARROW:schema', value: 'AAAA' }),
    'an Arrow schema that is empty, beside another key': keepsMetadata(
      { key: 'ARROW:schema', value: '' },
      { key: 'source', value: 'ü' },
    ),
    'one key of another program': keepsMetadata({ key: 'org.apache.spark.version', value: '3.5.0' }),
    'a key without a value': keepsMetadata({ key: 'empty' }),
    'a value of a million characters': keepsMetadata({ key: 'long', value: 'x'.repeat(1_000_000) }),
  },
  9: {
    'a dictionary by two bytes': keepsType(new arrow.Dictionary(new arrow.Utf8(), new arrow.Int16()), ['x', null, 'x']),
    'a zone by its distance': keepsType(new arrow.TimestampMillisecond('+05:30'), [0, 1, null]),
    'microseconds of UTC': keepsType(new arrow.TimestampMicrosecond('UTC'), [0, 1, 2]),
    'spans in seconds': keepsType(new arrow.DurationSecond(), [1n, null, 3n]),
    'spans in microseconds': keepsType(new arrow.DurationMicrosecond(), [1n, 2n, 3n]),
    'large bytes': keepsType(new arrow.LargeBinary(), [new Uint8Array([1]), null, new Uint8Array([2, 3])]),
    'a list of one length': keepsType(new arrow.FixedSizeList(2, new arrow.Field('item', new arrow.Int32(), true)), [
      [1, 2],
      [3, 4],
    ]),
    'days in milliseconds': keepsType(new arrow.DateMillisecond(), [new Date(0), new Date(86_400_000)]),
    'numbers of two bytes': keepsType(new arrow.Int16(), [-1, 32_767, null]),
    'numbers of eight bytes without a sign': keepsType(new arrow.Uint64(), [1n, 18_446_744_073_709_551_615n, null]),
    'a list of numbers of four bytes without a sign': keepsType(
      new arrow.List(new arrow.Field('item', new arrow.Uint32(), true)),
      [[1, 4_294_967_295], [], null],
    ),
    'numbers of one byte without a sign': keepsType(new arrow.Uint8(), [1, 255, null]),
  },
  16: {
    'times in milliseconds': tells([time('MILLIS', 'INT32')], [45_296_500, 0], ['12:34:56.5', '00:00:00']),
    'times in nanoseconds': tells([time('NANOS', 'INT64')], [1n, undefined], ['00:00:00.000000001', undefined]),
    'times by the older name': tells(
      [leaf('t', { type: 'INT64', converted_type: 'TIME_MICROS' })],
      [45_296_500_000n],
      ['12:34:56.5'],
    ),
    'points in time of no zone': tells(
      [moment('MICROS', false)],
      [1_706_697_296_000_001n],
      ['2024-01-31T10:34:56.000001'],
    ),
    'points in time of UTC': tells(
      [moment('MILLIS', true)],
      [1_706_697_296_000n, -1n],
      ['2024-01-31T10:34:56Z', '1969-12-31T23:59:59.999Z'],
    ),
    'short floats of every size': tells(
      [leaf('f', { type: 'FLOAT' })],
      [0.1, 16_777_216, 3.4e38, -1e-7],
      ['0.1', '16777216', '3.4e+38', '-1e-7'],
    ),
    'unsigned numbers above the signed ones': tells(
      [leaf('u', { type: 'INT64', converted_type: 'UINT_64' })],
      [-1n, 5n],
      ['18446744073709551615', '5'],
    ),
    identifiers: tells(
      [leaf('u', { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, logical_type: { type: 'UUID' } })],
      [new Uint8Array(Array.from({ length: 16 }, (_, at) => at))],
      ['00010203-0405-0607-0809-0a0b0c0d0e0f'],
    ),
    'times in a list': tells(
      listOf('l', { ...time('MICROS', 'INT64'), name: 'element' }),
      [[45_296_500_000n], []],
      ['["12:34:56.5"]', '[]'],
    ),
    'values of an enumeration': tells([leaf('e', { type: 'BYTE_ARRAY', converted_type: 'ENUM' })], ['RED'], ['RED']),
    'JSON as it stands': tells([leaf('j', { type: 'BYTE_ARRAY', converted_type: 'JSON' })], ['{"a": 1}'], ['{"a": 1}']),
  },
  31: {
    numbers: leavesOut({ elements: [leaf('odd', { type: 'INT64' })], data: [1n, 2n] }),
    intervals: leavesOut({ elements: [interval('odd')], data: [span(1, 2, 3), undefined] }),
    'a list': leavesOut({ elements: listOf('odd', leaf('element', { type: 'INT32' })), data: [[1], []] }),
    'a column with a name of blanks and quotes': leavesOut(texts('the " odd')),
    'empty in every row': leavesOut({ elements: [leaf('odd', { type: 'DOUBLE' })], data: [undefined, undefined] }),
  },
};
