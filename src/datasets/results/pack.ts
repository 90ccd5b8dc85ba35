// Bytes of a result, packed as its name says.
import { Readable, pipeline } from 'node:stream';
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';

/** Node 22.15 and later. */
const { createZstdCompress } = zlib as { readonly createZstdCompress?: () => Transform };

export function canPackZstd(): boolean {
  return createZstdCompress !== undefined;
}

/** @param name ends in `.gz` or `.zst`, or the bytes stay as they are */
export function packedAs(name: string, chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  if (/\.gz$/i.test(name)) return through(zlib.createGzip(), chunks);
  return /\.zst$/i.test(name) && createZstdCompress ? through(createZstdCompress(), chunks) : chunks;
}

async function* through(packer: Transform, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let failure: unknown;
  pipeline(Readable.from(chunks), packer, (error) => (failure = error));
  try {
    for await (const chunk of packer) yield chunk as Buffer;
  } catch (error) {
    throw failure ?? error;
  }
}
