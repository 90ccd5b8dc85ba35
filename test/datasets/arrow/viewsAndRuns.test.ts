// List views and run-end-encoded columns of Arrow files, which apache-arrow cannot write: the messages are built by the flatbuffers of its own schema.
import assert from 'node:assert/strict';
import { Field } from 'apache-arrow/fb/field';
import { Int } from 'apache-arrow/fb/int';
import { LargeListView } from 'apache-arrow/fb/large-list-view';
import { ListView } from 'apache-arrow/fb/list-view';
import { Message } from 'apache-arrow/fb/message';
import { MessageHeader } from 'apache-arrow/fb/message-header';
import { MetadataVersion } from 'apache-arrow/fb/metadata-version';
import { RecordBatch } from 'apache-arrow/fb/record-batch';
import { RunEndEncoded } from 'apache-arrow/fb/run-end-encoded';
import { Schema } from 'apache-arrow/fb/schema';
import { Type } from 'apache-arrow/fb/type';
import { Utf8 } from 'apache-arrow/fb/utf8';
import { Buffer as Region } from 'apache-arrow/fb/buffer';
import { FieldNode } from 'apache-arrow/fb/field-node';
import { Builder } from 'flatbuffers';
import { runOf } from '../../../src/datasets/arrow/viewsAndRuns';
import { openDatasetBytes } from '../../../src/datasets/openDataset';
import { readTable } from '../readTable';
import { scratchFolder } from '../scratchFolder';
import { openDataset } from '../../../src/datasets/openDataset';
import { writeResults } from '../../../src/datasets/results/writeResults';

/** A column: its type, its nodes (length and nulls) and buffers in the order of a batch, and its children. */
type Column = {
  readonly name: string;
  readonly type: Type;
  readonly node: readonly [length: number, nulls: number];
  readonly buffers: readonly ArrayBufferView[];
  readonly children?: readonly Column[];
};

const makeType: Partial<Record<Type, (builder: Builder) => number>> = {
  [Type.Utf8]: (builder) => (Utf8.startUtf8(builder), Utf8.endUtf8(builder)),
  [Type.Int]: (builder) => Int.createInt(builder, 32, true),
  [Type.ListView]: (builder) => ListView.createListView(builder),
  [Type.LargeListView]: (builder) => LargeListView.createLargeListView(builder),
  [Type.RunEndEncoded]: (builder) => RunEndEncoded.createRunEndEncoded(builder),
};

function addField(builder: Builder, { name, type, children = [] }: Column): number {
  const inner = Field.createChildrenVector(
    builder,
    children.map((child) => addField(builder, child)),
  );
  const label = builder.createString(name);
  const kind = makeType[type]!(builder);
  Field.startField(builder);
  Field.addName(builder, label);
  Field.addNullable(builder, true);
  Field.addTypeType(builder, type);
  Field.addType(builder, kind);
  Field.addChildren(builder, inner);
  return Field.endField(builder);
}

function message(header: MessageHeader, bodyLength: number, build: (builder: Builder) => number): Buffer {
  const builder = new Builder();
  const offset = build(builder);
  builder.finish(Message.createMessage(builder, MetadataVersion.V5, header, offset, BigInt(bodyLength), 0));
  const bytes = builder.asUint8Array();
  const padded = Buffer.alloc(Math.ceil(bytes.length / 8) * 8);
  padded.set(bytes);
  const head = Buffer.alloc(8, 0xff);
  head.writeInt32LE(padded.length, 4);
  return Buffer.concat([head, padded]);
}

function streamOf(rows: number, columns: readonly Column[]): Buffer {
  const flat = (column: Column): Column[] => [column, ...(column.children ?? []).flatMap(flat)];
  const all = columns.flatMap(flat);
  const regions: { at: number; length: number }[] = [];
  const parts: Buffer[] = [];
  let at = 0;
  for (const view of all.flatMap(({ buffers }) => buffers)) {
    const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
    const padded = Buffer.alloc(Math.ceil(bytes.length / 8) * 8);
    padded.set(bytes);
    regions.push({ at, length: bytes.length });
    parts.push(padded);
    at += padded.length;
  }
  const schema = message(MessageHeader.Schema, 0, (builder) => {
    const fields = Schema.createFieldsVector(
      builder,
      columns.map((column) => addField(builder, column)),
    );
    Schema.startSchema(builder);
    Schema.addFields(builder, fields);
    return Schema.endSchema(builder);
  });
  const batch = message(MessageHeader.RecordBatch, at, (builder) => {
    RecordBatch.startNodesVector(builder, all.length);
    for (const { node } of all.toReversed()) FieldNode.createFieldNode(builder, BigInt(node[0]), BigInt(node[1]));
    const nodes = builder.endVector();
    RecordBatch.startBuffersVector(builder, regions.length);
    for (const region of regions.toReversed()) Region.createBuffer(builder, BigInt(region.at), BigInt(region.length));
    const buffers = builder.endVector();
    RecordBatch.startRecordBatch(builder);
    RecordBatch.addLength(builder, BigInt(rows));
    RecordBatch.addNodes(builder, nodes);
    RecordBatch.addBuffers(builder, buffers);
    return RecordBatch.endRecordBatch(builder);
  });
  return Buffer.concat([schema, batch, ...parts, Buffer.from([255, 255, 255, 255, 0, 0, 0, 0])]);
}

const none = new Uint8Array(0);

function text(name: string, texts: readonly string[]): Column {
  const ends = texts.map((_, at) => Buffer.byteLength(texts.slice(0, at + 1).join('')));
  return {
    name,
    type: Type.Utf8,
    node: [texts.length, 0],
    buffers: [none, new Int32Array([0, ...ends]), Buffer.from(texts.join(''))],
  };
}

const numbers = (name: string, values: readonly number[], valid?: number): Column => ({
  name,
  type: Type.Int,
  node: [values.length, valid === undefined ? 0 : 1],
  buffers: [valid === undefined ? none : new Uint8Array([valid]), new Int32Array(values)],
});

/** Three rows: [b, c], null, [a, b], whose items lie in another order and are shared. */
const views = (large: boolean, items: Column): Column => ({
  name: large ? 'large' : 'tags',
  type: large ? Type.LargeListView : Type.ListView,
  node: [3, 1],
  buffers: [
    new Uint8Array([0b101]),
    large ? new BigInt64Array([1n, 0n, 0n]) : new Int32Array([1, 0, 0]),
    large ? new BigInt64Array([2n, 0n, 2n]) : new Int32Array([2, 0, 2]),
  ],
  children: [items],
});

const runs = (name: string, ends: readonly number[], values: Column): Column => ({
  name,
  type: Type.RunEndEncoded,
  node: [ends.at(-1)!, 0],
  buffers: [],
  children: [numbers('run_ends', ends), values],
});

describe('class of Arrow columns that few writers make: list views and run-end-encoded ones', () => {
  const scratch = scratchFolder();
  const columns = [
    text('text', ['x', 'y', 'z']),
    views(false, text('item', ['a', 'b', 'c'])),
    views(true, numbers('item', [1, 2, 3])),
    runs('city', [2, 3], text('values', ['Rome', 'Oslo'])),
    runs('n', [1, 3], numbers('values', [7, 0], 0b01)),
    runs('both', [3], views(false, text('item', ['a', 'b', 'c']))),
    text('last', ['u', 'v', 'w']),
  ];

  it('are read as what they say, and the columns behind them too', async () => {
    const { dataset, cells } = await readTable('odd.arrows', streamOf(3, columns));
    assert.deepEqual(dataset.warnings, []);
    assert.deepEqual([...dataset.columns], ['text', 'tags', 'large', 'city', 'n', 'both', 'last']);
    assert.deepEqual(cells, [
      ['x', '["b","c"]', '[2,3]', 'Rome', '7', '["b","c"]', 'u'],
      ['y', undefined, undefined, 'Rome', undefined, '["b","c"]', 'v'],
      ['z', '["a","b"]', '[1,2]', 'Oslo', undefined, '["b","c"]', 'w'],
    ]);
  });

  it('are written into a Parquet result with their values', async () => {
    const dataset = await openDatasetBytes('odd.arrows', streamOf(3, columns));
    const outPath = scratch.path('odd.parquet');
    await writeResults({ dataset, outPath, columns: ['answer'], valuesOf: (row) => [`a${String(row)}`] });
    const written = await openDataset(outPath);
    const told: (string | undefined)[][] = [];
    for await (const row of written.rows()) told.push(['city', 'n', 'tags', 'answer'].map((name) => row.get(name)));
    assert.deepEqual(told, [
      ['Rome', '7', '["b","c"]', 'a0'],
      ['Rome', undefined, undefined, 'a1'],
      ['Oslo', undefined, '["a","b"]', 'a2'],
    ]);
  });

  it('are refused where they point at nothing, or stand for more than a batch may hold', async () => {
    const bad = (column: Column) =>
      openDatasetBytes('odd.arrows', streamOf(3, [text('text', ['x', 'y', 'z']), column]));
    const mend = /this Arrow file cannot be read .+write it anew/;
    const short = runs('city', [1, 2], text('values', ['Rome', 'Oslo']));
    await assert.rejects(bad({ ...short, node: [3, 0] }), mend);
    await assert.rejects(bad(runs('city', [2, 3], text('values', ['Rome']))), mend);
    await assert.rejects(bad(views(false, text('item', ['a', 'b']))), mend);
    const huge = views(false, text('item', ['a', 'b', 'c']));
    const sizes = [huge.buffers[0]!, huge.buffers[1]!, new Int32Array([1 << 30, 0, 2])];
    await assert.rejects(bad({ ...huge, buffers: sizes }), /its lists come to 1,073,741,826 values/);
    await assert.rejects(bad({ ...huge, children: [] }), mend);
  });

  it('a run is found by the place where it ends', () => {
    const ends = [2, 3, 7];
    assert.deepEqual(
      [0, 1, 2, 3, 6, 7].map((index) => runOf(ends, index)),
      [0, 0, 1, 2, 2, 3],
    );
    assert.equal(runOf(new BigInt64Array([5n, 9n]), 5), 1);
  });
});
