// Arrow IPC files and streams as datasets: written by apache-arrow here; files of other writers, packed ones among them, are in the corpus.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import * as arrow from 'apache-arrow';
import { InputError } from '../../../src/engine/inputError';
import { openDataset, openDatasetBytes } from '../../../src/datasets/openDataset';
import { writeResults } from '../../../src/datasets/results/writeResults';
import { readTable } from '../readTable';
import { scratchFolder } from '../scratchFolder';

const vector = (type: arrow.DataType, values: readonly unknown[]) =>
  arrow.vectorFromArray(values as unknown[], type) as arrow.Vector;

/** An array whose buffer is given, where the builders of apache-arrow take no exact values. */
const stored = (type: arrow.DataType, data: ArrayBufferView, length: number) =>
  new arrow.Vector([arrow.makeData({ type, data, length, nullCount: 0 } as never)]) as arrow.Vector;

const bytesOf = (columns: Record<string, arrow.Vector>, kind: 'file' | 'stream' = 'file') =>
  Buffer.from(arrow.tableToIPC(new arrow.Table(columns), kind));

async function refused(name: string, bytes: Uint8Array, message: RegExp): Promise<void> {
  await assert.rejects(openDatasetBytes(name, bytes), (error: Error) => {
    assert.ok(error instanceof InputError, error.stack);
    assert.match(error.message, message);
    return true;
  });
}

describe('class of what an Arrow file holds: told as the same values of a Parquet file are', () => {
  const cases: readonly (readonly [string, arrow.Vector, readonly (string | undefined)[]])[] = [
    ['text', vector(new arrow.Utf8(), ['a', null, '']), ['a', undefined, '']],
    ['large text', vector(new arrow.LargeUtf8(), ['😀 中', null, '\ufeffb']), ['😀 中', undefined, '\ufeffb']],
    [
      'bytes of a text',
      vector(new arrow.Binary(), [Buffer.from('é'), null, Buffer.from([255, 0])]),
      ['é', undefined, '/wA='],
    ],
    [
      'bytes of one length',
      vector(new arrow.FixedSizeBinary(2), [new Uint8Array([104, 105]), null, new Uint8Array([255, 1])]),
      ['hi', undefined, '/wE='],
    ],
    ['truth values', vector(new arrow.Bool(), [true, null, false]), ['true', undefined, 'false']],
    [
      'whole numbers of 64 bits',
      vector(new arrow.Int64(), [9007199254740993n, null, -1n]),
      ['9007199254740993', undefined, '-1'],
    ],
    [
      'unsigned ones',
      vector(new arrow.Uint64(), [18446744073709551615n, 0n, null]),
      ['18446744073709551615', '0', undefined],
    ],
    ['bytes as numbers', vector(new arrow.Int8(), [-128, null, 127]), ['-128', undefined, '127']],
    ['short floats', vector(new arrow.Float32(), [0.1, null, 1e30]), ['0.1', undefined, '1e+30']],
    ['half floats', vector(new arrow.Float16(), [0.1, null, -2.5]), ['0.1', undefined, '-2.5']],
    ['doubles', vector(new arrow.Float64(), [0.1, null, -0.5]), ['0.1', undefined, '-0.5']],
    [
      'decimals',
      stored(
        new arrow.Decimal(2, 10, 128),
        new Uint32Array([12345, 0, 0, 0, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 5, 0, 0, 0]),
        3,
      ),
      ['123.45', '-0.01', '0.05'],
    ],
    [
      'days',
      vector(new arrow.DateDay(), [new Date('2024-02-29'), null, new Date('1969-12-31')]),
      ['2024-02-29', undefined, '1969-12-31'],
    ],
    [
      'nanoseconds on a wall',
      stored(new arrow.TimestampNanosecond(), new BigInt64Array([1700000000123456789n, -1n, 0n]), 3),
      ['2023-11-14T22:13:20.123456789', '1969-12-31T23:59:59.999999999', '1970-01-01T00:00:00'],
    ],
    [
      'microseconds in a zone',
      stored(new arrow.TimestampMicrosecond('Europe/Berlin'), new BigInt64Array([1700000000000001n, 0n, 1000000n]), 3),
      ['2023-11-14T22:13:20.000001Z', '1970-01-01T00:00:00Z', '1970-01-01T00:00:01Z'],
    ],
    [
      'times of day',
      stored(new arrow.TimeMicrosecond(), new BigInt64Array([45296500000n, 0n, 1n]), 3),
      ['12:34:56.5', '00:00:00', '00:00:00.000001'],
    ],
    [
      'spans of time',
      stored(new arrow.DurationSecond(), new BigInt64Array([108900n, -61n, 0n]), 3),
      ['30:15:00', '-00:01:01', '00:00:00'],
    ],
    [
      'intervals of months',
      stored(new arrow.IntervalYearMonth(), new Int32Array([14, 0, -1]), 3),
      ['1 year 2 months', '00:00:00', '-1 month'],
    ],
    [
      'intervals of days',
      stored(new arrow.IntervalDayTime(), new Int32Array([3, 14706789, 0, 0, -1, 0]), 3),
      ['3 days 04:05:06.789', '00:00:00', '-1 day'],
    ],
    [
      'a dictionary',
      vector(new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8()), ['x', null, 'x']),
      ['x', undefined, 'x'],
    ],
    [
      'a dictionary of times',
      new arrow.Vector([
        arrow.makeData({
          type: new arrow.Dictionary(new arrow.TimestampNanosecond(), new arrow.Int32()),
          data: new Int32Array([1, 0, 1]),
          length: 3,
          nullCount: 0,
          dictionary: stored(new arrow.TimestampNanosecond(), new BigInt64Array([0n, 1n]), 2),
        } as never),
      ]),
      ['1970-01-01T00:00:00.000000001', '1970-01-01T00:00:00', '1970-01-01T00:00:00.000000001'],
    ],
    [
      'lists',
      vector(new arrow.List(new arrow.Field('item', new arrow.Int64(), true)), [[1n, null], null, []]),
      ['[1,null]', undefined, '[]'],
    ],
    [
      'lists of one length',
      vector(new arrow.FixedSizeList(2, new arrow.Field('item', new arrow.Utf8(), true)), [
        ['a', 'b'],
        null,
        ['c', null],
      ]),
      ['["a","b"]', undefined, '["c",null]'],
    ],
    [
      'structs',
      vector(
        new arrow.Struct([new arrow.Field('n', new arrow.Int32(), true), new arrow.Field('t', new arrow.Utf8(), true)]),
        [{ n: 1, t: 'a' }, null, { n: null, t: 'ü' }],
      ),
      ['{"n":1,"t":"a"}', undefined, '{"n":null,"t":"ü"}'],
    ],
    ['nothing at all', vector(new arrow.Null(), [null, null, null]), [undefined, undefined, undefined]],
  ];
  for (const kind of ['file', 'stream'] as const)
    for (const [title, values, expected] of cases)
      it(`${title}, in a ${kind}`, async () => {
        const { columns, cells, dataset } = await readTable(
          'x.arrow',
          bytesOf({ text: vector(new arrow.Utf8(), ['a', 'b', 'c']), odd: values }, kind),
        );
        assert.deepEqual(columns, ['text', 'odd']);
        assert.deepEqual(
          cells.map(([, odd]) => odd),
          expected,
        );
        assert.equal(dataset.format, 'arrow');
      });

  it('maps are told as objects, and their values stand behind a dot', async () => {
    const type = new arrow.Map_(
      new arrow.Field(
        'entries',
        new arrow.Struct<{ key: arrow.Utf8; value: arrow.Int32 }>([
          new arrow.Field('key', new arrow.Utf8(), false),
          new arrow.Field('value', new arrow.Int32(), true),
        ] as never),
        false,
      ),
    ) as arrow.DataType;
    const map = vector(type, [
      new Map([['a', 1]]),
      new Map([
        ['b', 2],
        ['c', 3],
      ]),
    ]);
    const { dataset, cells } = await readTable('x.arrow', bytesOf({ m: map }));
    assert.deepEqual(cells, [['{"a":1}'], ['{"b":2,"c":3}']]);
    const met: unknown[] = [];
    for await (const row of dataset.rows()) met.push(row.get('m.c'));
    assert.deepEqual(met, [undefined, '3']);
  });
});

describe('Arrow files as datasets', () => {
  const scratch = scratchFolder();
  const rowCount = 1000;
  const words = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32());
  const texts = Array.from({ length: 7 }, (_, at) => `text ${String(at)}`);
  const dictionary = vector(new arrow.Utf8(), texts);
  /** In a file all batches share one dictionary; in a stream each may bring another. */
  const textsOf = (rows: readonly number[], kind: 'file' | 'stream') =>
    kind === 'stream'
      ? vector(
          words,
          rows.map((row) => texts[row % 7]),
        )
      : new arrow.Vector([
          arrow.makeData({
            type: words,
            data: Int32Array.from(rows, (row) => row % 7),
            length: rows.length,
            nullCount: 0,
            dictionary,
          }),
        ]);
  const tableOf = (kind: 'file' | 'stream') =>
    new arrow.Table(
      [0, 1, 2, 3].flatMap((part) => {
        const rows = Array.from({ length: rowCount / 4 }, (_, row) => (part * rowCount) / 4 + row);
        return new arrow.Table({ id: vector(new arrow.Int32(), rows), text: textsOf(rows, kind) }).batches;
      }),
    );

  for (const kind of ['file', 'stream'] as const)
    it(`rows by index are those and no others, over several batches, read at the same time: ${kind}`, async () => {
      const dataset = await openDataset(
        scratch.write(`${kind}.arrow`, Buffer.from(arrow.tableToIPC(tableOf(kind), kind))),
      );
      assert.equal(dataset.rowCount, rowCount);
      const read = async (wanted: readonly number[]) => {
        const met: unknown[] = [];
        for await (const row of dataset.rows(wanted)) met.push([row.index, row.get('id'), row.get('text')]);
        return met;
      };
      const asked = [[0, 249, 250, 999], [500], [], [3, 4, 5, 998]];
      const told = await Promise.all(asked.map(read));
      assert.deepEqual(
        told,
        asked.map((wanted) => wanted.map((row) => [row, String(row), `text ${String(row % 7)}`])),
      );
      const all: number[] = [];
      for await (const row of dataset.rows()) all.push(Number(row.get('id')));
      assert.deepEqual(
        all,
        Array.from({ length: rowCount }, (_, row) => row),
      );
    });

  it('a reading that is given up leaves no file open', async function () {
    if (process.platform !== 'linux') this.skip();
    const open = () => readdirSync('/proc/self/fd').length;
    for (const kind of ['file', 'stream'] as const) {
      const dataset = await openDataset(
        scratch.write(`given-up-${kind}.arrow`, Buffer.from(arrow.tableToIPC(tableOf(kind), kind))),
      );
      const before = open();
      for (let time = 0; time < 5; time++) for await (const row of dataset.rows()) if (row.index === 3) break;
      assert.equal(open(), before, kind);
    }
  });

  it('results are CSV beside them, and Parquet keeps their plain types', async () => {
    const path = scratch.write(
      'in.feather',
      bytesOf({
        n: vector(new arrow.Int32(), [1, null, 3]),
        big: vector(new arrow.Int64(), [1n, 2n, 9007199254740993n]),
        text: vector(new arrow.Utf8(), ['a', 'b', 'c']),
        ok: vector(new arrow.Bool(), [true, null, false]),
        f: vector(new arrow.Float64(), [0.5, null, 2]),
      }),
    );
    const dataset = await openDataset(path);
    const request = { dataset, columns: ['answer'], valuesOf: (row: number) => [row] };
    const csv = await writeResults({ ...request, outPath: scratch.path('in.smart.csv') });
    assert.equal(
      readFileSync(csv.path, 'utf8'),
      'n,big,text,ok,f,answer\n1,1,a,true,0.5,0\n,2,b,,,1\n3,9007199254740993,c,false,2,2\n',
    );
    const parquet = await writeResults({ ...request, outPath: scratch.path('in.smart.parquet') });
    const again = await openDataset(parquet.path);
    assert.deepEqual(
      [...again.plainTypes!],
      [
        ['n', 'INT32'],
        ['big', 'INT64'],
        ['ok', 'BOOLEAN'],
        ['f', 'DOUBLE'],
        ['answer', 'DOUBLE'],
      ],
    );
    const lines: string[] = [];
    for await (const row of again.rows()) lines.push(again.columns.map((column) => row.raw!(column)).join(' '));
    assert.deepEqual(lines, ['1 1 "a" true 0.5 0', 'null 2 "b" null null 1', '3 9007199254740993 "c" false 2 2']);
    await assert.rejects(
      writeResults({ ...request, outPath: scratch.path('out.feather') }),
      /Arrow files are read, not written; name a \.parquet file/,
    );
  });

  it('a folder of them is one dataset', async () => {
    mkdirSync(scratch.path('tree'));
    for (const part of [0, 1])
      scratch.write(`tree/part-${String(part)}.arrow`, bytesOf({ id: vector(new arrow.Int32(), [part, part + 10]) }));
    const dataset = await openDataset(scratch.path('tree'));
    const ids: unknown[] = [];
    for await (const row of dataset.rows()) ids.push(row.get('id'));
    assert.deepEqual(ids, ['0', '10', '1', '11']);
    const written = await writeResults({
      dataset,
      outPath: scratch.path('tree.smart'),
      columns: ['a'],
      valuesOf: (row) => [row],
    });
    assert.equal(readFileSync(`${written.path}/part-1.csv`, 'utf8'), 'id,a\n1,2\n11,3\n');
  });

  it('refused with a sentence: cut off, damaged, without rows, one name twice, packed once more', async () => {
    const whole = bytesOf({ text: vector(new arrow.Utf8(), ['a', 'b', 'c']) });
    const stream = bytesOf({ text: vector(new arrow.Utf8(), ['a', 'b', 'c']) }, 'stream');
    await refused(
      'x.arrow',
      whole.subarray(0, whole.length - 20),
      /^x\.arrow: this Arrow file cannot be read \(.*\); write it anew/,
    );
    await refused('x.arrow', stream.subarray(0, stream.length - 60), /^x\.arrow: this Arrow file cannot be read/);
    await refused('x.arrow', bytesOf({ text: vector(new arrow.Utf8(), []) }), /^x\.arrow has columns but no rows/);
    const fields = ['a', 'a'].map((name) => new arrow.Field(name, new arrow.Utf8(), true));
    const children = ['1', '2'].map((cell) => vector(new arrow.Utf8(), [cell]).data[0]!);
    const data = arrow.makeData({ type: new arrow.Struct(fields), length: 1, nullCount: 0, children });
    const twice = new arrow.Table([new arrow.RecordBatch(new arrow.Schema(fields), data)]);
    await refused('x.arrow', Buffer.from(arrow.tableToIPC(twice, 'file')), /the column name "a" stands twice/);
  });

  it('lists of fields longer than the file are damage, and not waited for', async () => {
    const bytes = Buffer.from(arrow.tableToIPC(new arrow.Table({ text: vector(new arrow.Utf8(), ['a']) }), 'stream'));
    // Every number of the schema's message that may be a length, one after the other.
    for (let at = 8; at + 4 <= bytes.readInt32LE(4); at += 4) {
      const damaged = Buffer.from(bytes);
      damaged.writeInt32LE(0x3fffffff, at);
      const outcome = await openDatasetBytes('x.arrow', damaged).catch((error: unknown) => error);
      assert.ok(!(outcome instanceof Error) || outcome instanceof InputError, String((outcome as Error).stack));
    }
  });

  it('a text that claims to lie outside of the file is damage, not a shorter text', async () => {
    const bytes = bytesOf({ text: vector(new arrow.Utf8(), ['aaaa', 'bbbb']) });
    const offsets = Buffer.from(new Uint32Array([0, 4, 8]).buffer);
    const at = bytes.indexOf(offsets);
    assert.ok(at > 0);
    bytes.writeUInt32LE(4000, at + 8);
    await refused('x.arrow', bytes, /a value lies outside of its buffer/);
  });
});
