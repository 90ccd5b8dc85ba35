// Packed bytes -> bytes, as a stream: gzip by Node, Zstandard by fzstd, since Node has it from version 22 only.
import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError } from '../engine/inputError';
import { limits } from '../engine/limits';

export type Packing = 'none' | 'gzip' | 'zstd';

export function packingOf(head: Uint8Array): Packing {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  return head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd ? 'zstd' : 'none';
}

/** @throws {InputError} while it is read, for data that is damaged or cut off */
export function unpacked(chunks: AsyncIterable<Buffer>, packing: Packing, label: string): AsyncIterable<Buffer> {
  switch (packing) {
    case 'none':
      return chunks;
    case 'gzip':
      return gunzipped(chunks, label);
    case 'zstd':
      return unpackedZstd(chunks, label);
  }
}

async function* gunzipped(chunks: AsyncIterable<Buffer>, label: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  let failure: unknown;
  pipeline(Readable.from(chunks), gunzip, (error) => (failure = error));
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    const cause = (failure ?? error) as NodeJS.ErrnoException;
    if (!cause.code?.startsWith('Z_')) throw cause;
    throw new InputError(
      `${label}: its gzip data is ${cause.code === 'Z_BUF_ERROR' ? 'cut off' : 'damaged'} (${cause.message}); copy or download it again.`,
    );
  }
}

async function* unpackedZstd(chunks: AsyncIterable<Buffer>, label: string): AsyncGenerator<Buffer> {
  const { Decompress } = await import('fzstd');
  const ready: Buffer[] = [];
  const decompress = new Decompress((chunk) => void ready.push(Buffer.from(chunk)));
  const push = (bytes: Uint8Array, isLast: boolean): Buffer[] => {
    try {
      decompress.push(bytes, isLast);
    } catch (error) {
      const reason = (error as Error).message;
      throw new InputError(
        `${label}: its Zstandard data is ${/EOF/i.test(reason) ? 'cut off' : 'damaged'} (${reason}); copy or download it again.`,
      );
    }
    return ready.splice(0);
  };
  let isFirst = true;
  for await (const chunk of chunks) {
    if (isFirst && windowBytes(chunk) > limits.zstdWindowBytes)
      throw new InputError(`${label} needs more than 128 MB to be unpacked; pack it anew without --long or --ultra.`);
    isFirst = false;
    // Small pieces, so that a few bytes of input do not become gigabytes of output at once.
    for (let at = 0; at < chunk.length; at += pieceBytes) yield* push(chunk.subarray(at, at + pieceBytes), false);
  }
  yield* push(new Uint8Array(0), true);
}

const pieceBytes = 1 << 14;

/** Of the first frame of Zstandard (RFC 8878, 3.1.1.1): what a decoder must hold. */
export function windowBytes(head: Uint8Array): number {
  const isSingleSegment = ((head[4] ?? 0) >> 5) & 1;
  if (isSingleSegment) return 0;
  const descriptor = head[5] ?? 0;
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}
