// A screenshot as a PNG with a palette of at most 256 colours: a third of its size, and to the eye the same, for a workbench has few flat
// colours and the shades between text and ground. Reads what Chromium writes: 8 bits, RGB or RGBA, not interlaced. Drops transparency.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const paletteSize = 256;

/** @throws {Error} for any other kind of PNG. */
export function palettePng(png: Buffer): Buffer {
  const { width, height, colours } = readColours(png);
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const palette = choosePalette(counts);
  const indexOf = new Map([...counts.keys()].map((colour) => [colour, nearest(palette, colour)]));
  const lines = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) lines[y * (width + 1) + 1 + x] = indexOf.get(colours[y * width + x]!)!;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const table = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const data = deflateSync(lines, { level: 9, memLevel: 9 });
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', table),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Pixels as 0xrrggbb. */
export function readColours(png: Buffer): { width: number; height: number; colours: Int32Array } {
  if (!png.subarray(0, 8).equals(signature)) throw new Error('not a PNG');
  const [width, height, kind] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25]];
  if (png[24] !== 8 || (kind !== 2 && kind !== 6) || png[28] !== 0) throw new Error('not a PNG as Chromium writes it');
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const channels = kind === 2 ? 3 : 4;
  const bytes = unfiltered(inflateSync(Buffer.concat(parts)), width * channels, height, channels);
  const colours = Int32Array.from({ length: width * height }, (_, pixel) => {
    const at = pixel * channels;
    return (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
  });
  return { width, height, colours };
}

/** Undoes the line filters of PNG (RFC 2083, 6). */
function unfiltered(raw: Buffer, lineBytes: number, height: number, channels: number): Uint8Array {
  const out = new Uint8Array(lineBytes * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (lineBytes + 1)]!;
    for (let x = 0; x < lineBytes; x++) {
      const at = y * lineBytes + x;
      const left = x >= channels ? out[at - channels]! : 0;
      const up = y > 0 ? out[at - lineBytes]! : 0;
      const corner = x >= channels && y > 0 ? out[at - lineBytes - channels]! : 0;
      const guesses = [0, left, up, (left + up) >> 1, paeth(left, up, corner)];
      out[at] = raw[y * (lineBytes + 1) + 1 + x]! + guesses[filter]!;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** Colours that are frequent, far from those chosen before, or both: a small coloured icon keeps its colour. */
export function choosePalette(counts: ReadonlyMap<number, number>): number[] {
  const colours = [...counts.keys()];
  const weights = colours.map((colour) => Math.sqrt(counts.get(colour)!));
  const distances = new Float64Array(colours.length).fill(3 * 255 ** 2);
  const palette: number[] = [];
  while (palette.length < Math.min(paletteSize, colours.length)) {
    let best = 0;
    for (let i = 1; i < colours.length; i++)
      if (distances[i]! * weights[i]! > distances[best]! * weights[best]!) best = i;
    palette.push(colours[best]!);
    for (let i = 0; i < colours.length; i++)
      distances[i] = Math.min(distances[i]!, distanceOf(colours[i]!, colours[best]!));
  }
  return palette;
}

function distanceOf(one: number, other: number): number {
  return (
    ((one >> 16) - (other >> 16)) ** 2 +
    (((one >> 8) & 255) - ((other >> 8) & 255)) ** 2 +
    ((one & 255) - (other & 255)) ** 2
  );
}

export function nearest(palette: readonly number[], colour: number): number {
  let best = 0;
  let least = Infinity;
  palette.forEach((other, index) => {
    const distance = distanceOf(other, colour);
    if (distance < least) [best, least] = [index, distance];
  });
  return best;
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
