// Digests of rows, four 32-bit words each: what tells whether a row of a table is a row of an earlier state of it.

/** Four words per row. */
export type RowDigests = Uint32Array;

export const digestWords = 4;

/** Two rows have the same name exactly where their digests are the same. */
export function digestName(digests: RowDigests, row: number): string {
  let name = '';
  for (let word = 0; word < digestWords; word++) {
    const bits = digests[digestWords * row + word]!;
    name += String.fromCharCode(bits & 0xffff, bits >>> 16);
  }
  return name;
}

/** Keeps the first 16 bytes of a digest as a row's. */
export function setDigest(digests: RowDigests, row: number, digest: Uint8Array): void {
  for (let word = 0, at = 0; word < digestWords; word++, at += 4)
    digests[digestWords * row + word] =
      digest[at]! | (digest[at + 1]! << 8) | (digest[at + 2]! << 16) | (digest[at + 3]! << 24);
}
