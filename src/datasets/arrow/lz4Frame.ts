// LZ4 frames unpacked (LZ4 Frame Format 1.6, LZ4 Block Format), as Feather files have them by default. Every length and every distance is checked; the
// checksums, which Arrow's writers leave out, are passed over.
import { ArrowDamage } from './arrowDamage';

const magic = 0x184d2204;
const blockBytes: Readonly<Record<number, number>> = { 4: 65_536, 5: 262_144, 6: 1_048_576, 7: 4_194_304 };
const shortestMatch = 4;

class Lz4Damage extends ArrowDamage {
  constructor() {
    super('its LZ4 data is damaged or cut off');
  }
}

/** @param most bytes that may come of it @throws {Error} for data that is damaged, or makes more than that */
export function unpackLz4Frame(packed: Uint8Array, most: number): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const number = (place: number) => {
    if (place + 4 > packed.length) throw new Lz4Damage();
    return view.getUint32(place, true);
  };
  if (number(0) !== magic) throw new Lz4Damage();
  const flags = packed[4] ?? 0;
  const largest = blockBytes[((packed[5] ?? 0) >> 4) & 7];
  const [hasBlockSum, hasSize, hasDictionary] = [(flags >> 4) & 1, (flags >> 3) & 1, flags & 1];
  if (flags >> 6 !== 1 || largest === undefined || hasDictionary === 1) throw new Lz4Damage();
  let at = 7 + 8 * hasSize;
  const out = new Unpacked(most);
  for (;;) {
    const head = number(at);
    at += 4;
    if (head === 0) return out.taken();
    const size = head & 0x7fffffff;
    if (size > largest || at + size > packed.length) throw new Lz4Damage();
    const block = packed.subarray(at, at + size);
    if (head >>> 31 === 1) out.append(block);
    else unpackBlock(block, out, largest);
    at += size + 4 * hasBlockSum;
  }
}

/** What is unpacked so far; blocks may point back into earlier ones. */
class Unpacked {
  #bytes: Uint8Array;
  length = 0;

  constructor(private readonly most: number) {
    this.#bytes = new Uint8Array(Math.min(most, 1 << 16));
  }

  #reserve(count: number): void {
    const needed = this.length + count;
    if (needed > this.most) throw new Lz4Damage();
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.min(this.most, Math.max(needed, 2 * this.#bytes.length)));
    grown.set(this.#bytes.subarray(0, this.length));
    this.#bytes = grown;
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** The last bytes from a distance on once more; they may reach into what they add. */
  repeat(distance: number, count: number): void {
    if (distance === 0 || distance > this.length) throw new Lz4Damage();
    this.#reserve(count);
    const bytes = this.#bytes;
    const start = this.length;
    if (distance >= count) bytes.copyWithin(start, start - distance, start - distance + count);
    else for (let at = 0; at < count; at++) bytes[start + at] = bytes[start + at - distance]!;
    this.length += count;
  }

  taken(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }
}

/** Sequences of literal bytes and a copy of what stands before; the last one has literals alone. */
function unpackBlock(block: Uint8Array, out: Unpacked, largest: number): void {
  const end = out.length + largest;
  let at = 0;
  const byte = () => {
    const value = block[at++];
    if (value === undefined) throw new Lz4Damage();
    return value;
  };
  const length = (start: number) => {
    let total = start;
    if (start === 15)
      for (let more = 255; more === 255; total += more) {
        more = byte();
        if (total > largest) throw new Lz4Damage();
      }
    return total;
  };
  for (;;) {
    const token = byte();
    const literals = length(token >> 4);
    if (at + literals > block.length) throw new Lz4Damage();
    out.append(block.subarray(at, at + literals));
    at += literals;
    if (at === block.length) break;
    const distance = byte() | (byte() << 8);
    out.repeat(distance, length(token & 15) + shortestMatch);
    if (out.length > end) throw new Lz4Damage();
  }
  if (out.length > end) throw new Lz4Damage();
}
