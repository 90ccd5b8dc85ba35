import assert from 'node:assert/strict';
import fc from 'fast-check';
import { unpackLz4Frame } from '../../../src/datasets/arrow/lz4Frame';

/** What a sequence adds: bytes, then a copy of `count` bytes from `back` before their end. */
type Sequence = { readonly literals: Uint8Array; readonly back: number; readonly count: number };

const lengthBytes = (rest: number): number[] => (rest < 255 ? [rest] : [255, ...lengthBytes(rest - 255)]);

/** A frame of the sequences, one block for each group of them, and what it says. */
function frameOf(blocks: readonly (readonly Sequence[])[], flags = 0x40): { frame: Buffer; said: Buffer } {
  const said: number[] = [];
  const frame: number[] = [0x04, 0x22, 0x4d, 0x18, flags, 0x40, 0];
  const block = (bytes: readonly number[], isStored: boolean) => {
    const head = Buffer.alloc(4);
    head.writeUInt32LE((bytes.length | (isStored ? 0x80000000 : 0)) >>> 0);
    frame.push(...head, ...bytes);
  };
  for (const sequences of blocks) {
    const bytes: number[] = [];
    const literal = (literals: Uint8Array, match: number) => {
      bytes.push((Math.min(literals.length, 15) << 4) | Math.min(match, 15));
      if (literals.length >= 15) bytes.push(...lengthBytes(literals.length - 15));
      bytes.push(...literals);
      said.push(...literals);
    };
    for (const { literals, back, count } of sequences) {
      literal(literals, count - 4);
      const distance = Math.min(back, said.length);
      bytes.push(distance & 255, distance >> 8);
      if (count - 4 >= 15) bytes.push(...lengthBytes(count - 19));
      for (let at = 0; at < count; at++) said.push(said[said.length - distance]!);
    }
    literal(new Uint8Array([1, 2, 3, 4, 5]), 0);
    block(bytes, false);
  }
  const plain = [7, 8, 9];
  block(plain, true);
  said.push(...plain);
  frame.push(0, 0, 0, 0);
  return { frame: Buffer.from(frame), said: Buffer.from(said) };
}

const sequence = fc.record({
  literals: fc.uint8Array({ minLength: 1, maxLength: 300 }),
  back: fc.integer({ min: 1, max: 3000 }),
  count: fc.integer({ min: 4, max: 600 }),
});

describe('LZ4 frames', () => {
  it('say what was packed, blocks that point into earlier ones among them', () => {
    fc.assert(
      fc.property(fc.array(fc.array(sequence, { maxLength: 5 }), { minLength: 1, maxLength: 4 }), (blocks) => {
        const { frame, said } = frameOf(blocks);
        assert.ok(said.equals(unpackLz4Frame(frame, 1 << 20)));
      }),
      { numRuns: 300 },
    );
  });

  it('cut off or damaged are an error, never other bytes of another length without one', () => {
    const { frame, said } = frameOf([[{ literals: new Uint8Array([1, 2]), back: 1, count: 300 }]]);
    for (let end = 0; end < frame.length; end++)
      assert.throws(() => unpackLz4Frame(frame.subarray(0, end), 1 << 20), /LZ4 data is damaged/);
    assert.throws(() => unpackLz4Frame(frame, said.length - 1), /LZ4 data is damaged/);
    const { frame: far } = frameOf([[{ literals: new Uint8Array([1, 2]), back: 1, count: 4 }]]);
    far[far.indexOf(Buffer.from([1, 2, 1, 0])) + 2] = 3;
    assert.throws(() => unpackLz4Frame(far, 1 << 20), /LZ4 data is damaged/);
  });
});
