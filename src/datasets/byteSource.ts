// The raw bytes of a dataset, from a file or from unsaved editor content, readable from any offset as often as needed. Notices when the
// file is removed or changed between two readings. Knows nothing of formats.
import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { InputError } from '../engine/inputError';

const chunkBytes = 1 << 18;

export interface ByteSource {
  /** What people see: the file's name. */
  readonly name: string;
  /** How sentences call it: the path as the user gave it, or the name. */
  readonly label: string;
  readonly path?: string;
  readonly size: number;
  /** Bytes from an offset to the end, in chunks that are never reused. */
  read(from: number, to?: number): AsyncIterable<Buffer>;
  /** @throws {InputError} when the content is no longer the one with this SHA-256 (hex). */
  checkUnchanged(sha256: string): Promise<void>;
}

export function openBytes(name: string, bytes: Uint8Array): ByteSource {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    name,
    label: name,
    size: buffer.length,
    async *read(from, to = buffer.length) {
      for (let at = from; at < to; at += chunkBytes) yield buffer.subarray(at, Math.min(at + chunkBytes, to));
    },
    checkUnchanged: async () => {
      /* Memory handed over is ours. */
    },
  };
}

/** @throws {InputError} for a missing, unreadable or non-regular file. */
export async function openFile(path: string): Promise<ByteSource> {
  let seen = await identityOf(path);
  const { size } = seen;
  async function* read(from: number, to = Infinity): AsyncIterable<Buffer> {
    const file = await open(path).catch((error: unknown) => {
      throw unreadable(path, error);
    });
    try {
      for (let at = from; at < to;) {
        const buffer = Buffer.allocUnsafeSlow(Math.min(chunkBytes, to - at));
        const { bytesRead } = await file.read(buffer, 0, buffer.length, at).catch((error: unknown) => {
          throw unreadable(path, error, true);
        });
        if (bytesRead === 0) return;
        yield bytesRead < buffer.length ? buffer.subarray(0, bytesRead) : buffer;
        at += bytesRead;
      }
    } finally {
      await file.close();
    }
  }
  async function checkUnchanged(sha256: string): Promise<void> {
    const now = await identityOf(path, true);
    if (now.size === seen.size && now.mtimeNs === seen.mtimeNs && now.ino === seen.ino) return;
    // A mere touch, or the same content written anew, is no change.
    if (now.size === seen.size && (await sha256Of(read(0))) === sha256) {
      seen = now;
      return;
    }
    throw new InputError(
      `${path} changed while it was in use; restore it to go on with this run, or start a new run on the changed file.`,
    );
  }
  return { name: basename(path), label: path, path, size, read, checkUnchanged };
}

export async function sha256Of(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

type Identity = { readonly size: number; readonly mtimeNs: bigint; readonly ino: bigint };

async function identityOf(path: string, isAgain = false): Promise<Identity> {
  const found = await stat(path, { bigint: true }).catch((error: unknown) => {
    throw unreadable(path, error, isAgain);
  });
  if (found.isDirectory()) throw new InputError(`${path} is a folder; name a file in it.`);
  if (!found.isFile()) throw new InputError(`${path} is not a regular file; save its content to a file first.`);
  return { size: Number(found.size), mtimeNs: found.mtimeNs, ino: found.ino };
}

function unreadable(path: string, error: unknown, isAgain = false): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new InputError(
      isAgain
        ? `${path} was removed or renamed while it was in use; put it back to go on with this run.`
        : `${path} does not exist; check the path.`,
    );
  if (code === 'EACCES' || code === 'EPERM')
    return new InputError(
      `${path} may not be read; check its permissions, and close it in other programs, which may let nobody else read it.`,
    );
  if (code === 'EBUSY' || code === 'ETXTBSY')
    return new InputError(`${path} is open in another program, which lets nobody else read it; close it there.`);
  if (code === 'EMFILE' || code === 'ENFILE')
    return new InputError(`${path} cannot be read: too many files are open; close other programs and try again.`);
  if (code === 'ELOOP' || code === 'ENAMETOOLONG' || code === 'EILSEQ')
    return new InputError(
      `${path} is no path that the disk takes (${code}): too long, of characters that it does not know, or a ring of links; check it.`,
    );
  return code === undefined || code.startsWith('ERR_')
    ? error
    : new InputError(
        `${path} cannot be read (${code}). If it is kept in a cloud folder (OneDrive, iCloud, Dropbox) and is not on this machine, go online and open it once, or have it always kept on this device; else check its disk.`,
      );
}
