// Two kinds of Arrow columns that apache-arrow does not know, so that one of them would refuse the whole file: list views (an offset and a size per list) and
// run-end-encoded values (each value once, with the place where its run ends). Both are taught to its reader as kinds of struct (decision 0113).
import { Data, Field, Struct, type DataType } from 'apache-arrow';
import { VectorLoader } from 'apache-arrow/visitor/vectorloader';
import { limits } from '../../engine/limits';
import { ArrowDamage } from './arrowDamage';

/** Type ids of Schema.fbs, Arrow's format 1.4. */
const runEndEncoded = 22;
const listView = 25;
const largeListView = 26;

export class RunEndEncodedType extends Struct {
  override toString(): string {
    return `RunEndEncoded<${String(this.children[1]?.type)}>`;
  }
}

export class ListViewType extends Struct {
  constructor(
    items: Field[],
    /** Whether offsets and sizes are of 64 bits. */
    readonly isLarge: boolean,
  ) {
    super(items as never);
  }

  override toString(): string {
    return `${this.isLarge ? 'Large' : ''}ListView<${String(this.children[0]?.type)}>`;
  }
}

/** What is used here of a field as flatbuffers have it. */
type RawField = {
  typeType(): number;
  name(): string | null;
  nullable(): boolean;
  dictionary(): unknown;
  childrenLength(): number;
  children(at: number): RawField | null;
};

type Node = { readonly length: number; readonly nullCount: number };

/** What is used here of apache-arrow's loader, which hands out nodes and buffers one after the other. */
type Loader = {
  nextFieldNode(): Node;
  readNullBitmap(type: DataType, nullCount: number): Uint8Array;
  readData(type: DataType): Uint8Array;
  visitMany(types: readonly Field[]): Data[];
};

let isTaught = false;

export function teachViewsAndRuns(): void {
  if (isTaught) return;
  isTaught = true;
  const decoding = Field as unknown as { decode: (field: RawField, dictionaries?: Map<number, DataType>) => Field };
  const { decode } = decoding;
  decoding.decode = (field, dictionaries) => {
    const id = field.typeType();
    const isOurs = id === runEndEncoded || id === listView || id === largeListView;
    if (!isOurs || field.dictionary()) return decode(field, dictionaries);
    const children = Array.from({ length: field.childrenLength() }, (_, at) =>
      decoding.decode(field.children(at)!, dictionaries),
    );
    if (children.length !== (id === runEndEncoded ? 2 : 1)) throw new ArrowDamage('it is damaged');
    const type =
      id === runEndEncoded
        ? new RunEndEncodedType(children as never)
        : new ListViewType(children, id === largeListView);
    return new Field(field.name() ?? '', type, field.nullable());
  };
  const loading = VectorLoader.prototype as unknown as {
    visitStruct: (this: Loader, type: Struct, node?: Node) => Data;
  };
  const { visitStruct } = loading;
  loading.visitStruct = function (this: Loader, type, node = this.nextFieldNode()) {
    if (type instanceof RunEndEncodedType)
      return new Data(type as DataType, 0, node.length, 0, undefined, this.visitMany(type.children));
    return type instanceof ListViewType ? loadViews(this, type, node) : visitStruct.call(this, type, node);
  };
}

function loadViews(loader: Loader, type: ListViewType, { length, nullCount }: Node): Data {
  const bitmap = loader.readNullBitmap(type, nullCount);
  const offsets = integers(loader.readData(type), type.isLarge);
  const sizes = integers(loader.readData(type), type.isLarge);
  let items = 0;
  for (const size of sizes.subarray(0, length)) items += Math.max(0, Number(size));
  if (items > limits.sharedValues) throw new ArrowDamage(`its lists come to ${items.toLocaleString('en')} values`);
  const buffers = [offsets, sizes, bitmap, undefined];
  return new Data(type as DataType, 0, length, nullCount, buffers as never, loader.visitMany(type.children));
}

function integers(bytes: Uint8Array, isLarge: boolean): Int32Array | BigInt64Array {
  const size = isLarge ? 8 : 4;
  // A buffer need not lie where numbers may begin.
  const own = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  const count = Math.floor(own.length / size);
  return isLarge
    ? new BigInt64Array(own.buffer, own.byteOffset, count)
    : new Int32Array(own.buffer, own.byteOffset, count);
}

/** The run that an index lies in: the first whose end is behind it. @param ends ascending */
export function runOf(ends: ArrayLike<number | bigint>, index: number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number(ends[middle]) > index) high = middle;
    else low = middle + 1;
  }
  return low;
}
