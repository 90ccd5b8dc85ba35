// The text of a dataset as a stream of scannable bytes (UTF-8 or windows-1252): unpacked, without the byte order mark, from any offset.
// Offsets count these bytes, not the file's. Does not look for records.
import { InputError } from '../engine/inputError';
import type { ByteSource } from './byteSource';
import { unpacked, type Packing } from './unpack';
import { isScannedAsIs, transcodeToUtf8, type TextEncoding } from './textEncoding';

export type TextLayout = {
  readonly source: ByteSource;
  readonly packing: Packing;
  readonly encoding: TextEncoding;
};

/** Can a reading start in the middle at no cost? */
export function isSeekable(layout: TextLayout): boolean {
  return layout.packing === 'none' && isScannedAsIs(layout.encoding.name);
}

/**
 * @param from offset in scannable bytes
 * @param tap sees every raw byte of the file; only for readings from 0
 * @throws {InputError} when the packed data or the characters are broken
 */
export async function* readText(
  layout: TextLayout,
  from = 0,
  tap?: (raw: Buffer) => void,
): AsyncGenerator<Buffer, void, undefined> {
  const { source, encoding } = layout;
  if (isSeekable(layout)) {
    const skipped = encoding.bomBytes + from;
    if (tap) for await (const raw of source.read(0, skipped)) tap(raw);
    for await (const raw of source.read(skipped)) {
      tap?.(raw);
      yield raw;
    }
    return;
  }
  let chunks: AsyncIterable<Buffer> = tapped(source.read(0), tap);
  chunks = unpacked(chunks, layout.packing, source.label);
  chunks = dropped(chunks, encoding.bomBytes);
  if (!isScannedAsIs(encoding.name))
    chunks = transcodeToUtf8(
      chunks,
      encoding.name,
      (line) =>
        new InputError(
          `${source.label}, line ${String(line)}: not valid ${encoding.name.toUpperCase()}; save the file as UTF-8 and try again.`,
        ),
    );
  yield* dropped(chunks, from);
}

/** The first bytes of the text, for guessing. */
export async function textHead(layout: TextLayout, length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let got = 0;
  for await (const chunk of readText(layout)) {
    parts.push(chunk);
    got += chunk.length;
    if (got >= length) break;
  }
  return Buffer.concat(parts).subarray(0, length);
}

async function* tapped(chunks: AsyncIterable<Buffer>, tap?: (raw: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    tap?.(chunk);
    yield chunk;
  }
}

async function* dropped(chunks: AsyncIterable<Buffer>, count: number): AsyncGenerator<Buffer> {
  let left = count;
  for await (const chunk of chunks) {
    if (left >= chunk.length) left -= chunk.length;
    else {
      yield left > 0 ? chunk.subarray(left) : chunk;
      left = 0;
    }
  }
}
