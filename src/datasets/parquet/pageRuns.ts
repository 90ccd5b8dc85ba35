// How many values the runs of a Parquet page claim. hyparquet 1.31 writes a run out as it stands, whatever the page may hold: one of 2^30 values, which
// damage makes of a few bytes, ends the whole process. So runs are counted before they are decoded.

/** What a page's header and schema say of its values. */
export type PageLayout = {
  readonly version: 1 | 2;
  /** Values, nulls and empty lists included. */
  readonly values: number;
  readonly repetitionLevel: number;
  readonly definitionLevel: number;
  readonly encoding: string;
  readonly isBoolean: boolean;
  /** Version 2: bytes of both levels, which are never compressed. */
  readonly levelBytes: { readonly repetition: number; readonly definition: number };
};

/** Values that the runs of a page may claim beyond the page's; sound ones claim seven at most. It bounds memory, so it need not be exact. */
const surplus = 1 << 20;

export class DamagedPage extends Error {
  constructor() {
    super('it is damaged: a page claims more values than its column has');
  }
}

/** @param bytes of a version 1 page, as they are when decompressed @throws {DamagedPage} */
export function checkPage(bytes: Uint8Array, layout: PageLayout): void {
  const { values, repetitionLevel, definitionLevel } = layout;
  let at = 0;
  if (repetitionLevel > 0) at = afterPrefixed(bytes, at, bitWidth(repetitionLevel), values);
  if (definitionLevel > 0) at = afterPrefixed(bytes, at, bitWidth(definitionLevel), values);
  checkValues(bytes.subarray(at), layout);
}

/** @param bytes of a version 2 page, from its levels on @throws {DamagedPage} */
export function checkLevels(
  bytes: Uint8Array,
  { values, repetitionLevel, definitionLevel, levelBytes }: PageLayout,
): void {
  if (repetitionLevel > 0) checkRuns(bytes, bitWidth(repetitionLevel), values);
  if (definitionLevel > 0) checkRuns(bytes.subarray(levelBytes.repetition), bitWidth(definitionLevel), values);
}

/** @param bytes of the values alone @throws {DamagedPage} */
export function checkValues(bytes: Uint8Array, { values, encoding, isBoolean }: PageLayout): void {
  if (encoding === 'RLE' && isBoolean) afterPrefixed(bytes, 0, 1, values);
  else if (/RLE|DICTIONARY/.test(encoding) && bytes.length > 0) checkRuns(bytes.subarray(1), bytes[0]!, values);
}

function afterPrefixed(bytes: Uint8Array, at: number, width: number, values: number): number {
  if (at + 4 > bytes.length) return bytes.length;
  const length = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
  // hyparquet goes by the values, not by the length.
  checkRuns(bytes.subarray(at + 4), width, values);
  return Math.min(bytes.length, at + 4 + length);
}

/** Walks the headers of runs as hyparquet does; nothing is decoded. */
function checkRuns(bytes: Uint8Array, width: number, values: number): void {
  let at = 0;
  let seen = 0;
  while (seen < values && at < bytes.length) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      // Cut off: reading says so.
      if (byte === undefined) return;
      header |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    const isPacked = (header & 1) === 1;
    const count = isPacked ? (header >> 1) << 3 : header >>> 1;
    if (count < 0 || count > values - seen + surplus) throw new DamagedPage();
    at += isPacked ? Math.ceil((count * width) / 8) : (width + 7) >> 3;
    seen += count;
  }
}

const bitWidth = (value: number) => 32 - Math.clz32(value);
