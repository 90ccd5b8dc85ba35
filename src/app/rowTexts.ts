// The rows' own texts while a run lasts, for features: kept as bytes outside the heap. As strings each would hold the whole record that it was cut from,
// with all its other columns, and the collector would walk over them again and again.

/** Rows whose texts stand in one block of bytes. */
const rowsPerBlock = 1024;

type Block = { readonly bytes: Buffer; readonly encoding: 'latin1' | 'utf16le' };

export class RowTexts {
  private readonly blocks: Block[] = [];
  private pending: string[] = [];
  /** Per row the place in its block, in characters. */
  private readonly starts: Uint32Array;
  private characters = 0;
  private count = 0;

  constructor(rowCount: number) {
    this.starts = new Uint32Array(rowCount);
  }

  /** Of row 0, then 1, and so on. */
  add(text: string): void {
    this.starts[this.count++] = this.characters;
    this.pending.push(text);
    this.characters += text.length;
    if (this.pending.length < rowsPerBlock) return;
    this.blocks.push(blockOf(this.pending.join('')));
    this.pending = [];
    this.characters = 0;
  }

  /** @param row that was added; any other is a program error */
  of(row: number): string {
    const at = Math.floor(row / rowsPerBlock);
    const block = this.blocks[at];
    if (!block) return this.pending[row - at * rowsPerBlock]!;
    const { bytes, encoding } = block;
    const width = encoding === 'latin1' ? 1 : 2;
    const isLast = (row + 1) % rowsPerBlock === 0;
    const end = isLast ? bytes.length : width * this.starts[row + 1]!;
    return bytes.toString(encoding, width * this.starts[row]!, end);
  }
}

/** Either encoding gives back the very same text, half a surrogate pair included, which UTF-8 would not. */
function blockOf(text: string): Block {
  // eslint-disable-next-line no-control-regex
  const encoding = /^[\0-\xff]*$/.test(text) ? 'latin1' : 'utf16le';
  return { bytes: Buffer.from(text, encoding), encoding };
}
