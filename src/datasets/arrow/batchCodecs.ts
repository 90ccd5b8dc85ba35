// How the buffers of Arrow's record batches are unpacked; apache-arrow comes without, and asks here. A few bytes may unpack to gigabytes, so what a batch
// may come to is stated before it is read.
import { CompressionType, compressionRegistry } from 'apache-arrow';
import { Decompress } from 'fzstd';
import { limits } from '../../engine/limits';
import { windowBytes } from '../unpack';
import { ArrowDamage } from './arrowDamage';
import { unpackLz4Frame } from './lz4Frame';

let bytesLeft = 0;
const zstdPiece = 1 << 14;

/** To be called before each batch is read: what it unpacks to is counted from here on. */
export function allowBatch(): void {
  bytesLeft = limits.batchBytes;
}

function counted(unpacked: Uint8Array): Uint8Array {
  bytesLeft -= unpacked.length;
  return unpacked;
}

function unpackZstd(packed: Uint8Array, most: number): Uint8Array {
  if (windowBytes(packed) > limits.zstdWindowBytes) throw new ArrowDamage('its Zstandard data needs too much memory');
  const parts: Uint8Array[] = [];
  let length = 0;
  const decompress = new Decompress((chunk) => {
    parts.push(chunk.slice());
    length += chunk.length;
  });
  for (let at = 0; at < packed.length; at += zstdPiece) {
    decompress.push(packed.subarray(at, at + zstdPiece), at + zstdPiece >= packed.length);
    if (length > most) throw new ArrowDamage('a batch unpacks to more than 1 GB');
  }
  return Buffer.concat(parts);
}

export function registerCodecs(): void {
  compressionRegistry.set(CompressionType.LZ4_FRAME, {
    decode: (packed) => counted(unpackLz4Frame(packed, bytesLeft)),
  });
  compressionRegistry.set(CompressionType.ZSTD, { decode: (packed) => counted(unpackZstd(packed, bytesLeft)) });
}
