// The response cache on disk: append-only segment files in one folder, the index in memory. Bounded: when the whole grows too large the oldest
// segment goes. Each process writes segments of its own, so several may share the folder. A broken line or a full disk costs entries, never a run.
import { readdir, type FileHandle } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { limits } from '../engine/limits';
import { openRegularHandle, readRegular } from '../files/regularFile';
import { discardFile, makePrivateFolder, openNewHandle, removeFile } from '../files/writeFile';
import type { CachedReply, CacheStore } from './cached';

export type ResponseCache = CacheStore & {
  has(key: string): boolean;
  /** Entries that can be answered from. */
  readonly size: number;
  /** Bytes of all segments. */
  readonly bytes: number;
  /** Deletes everything. */
  clear(): Promise<void>;
  close(): Promise<void>;
};

/** The handle is being opened, or is open: reads that come together share one. */
type Segment = { readonly path: string; bytes: number; handle?: Promise<FileHandle> };
type Place = { readonly segment: Segment; readonly offset: number; readonly length: number };

const segmentsKept = 16;
const ending = '.replies.jsonl';
const lineStart = '{"key":"';

/** One that cannot be opened any more has nothing to close. */
async function closeSegment({ handle }: Segment): Promise<void> {
  const open = await handle?.catch(() => undefined);
  await open?.close();
}

/** Undefined for what is no segment of ours: a link, a FIFO, a file of gigabytes. */
function segmentOrNothing(path: string): Buffer | undefined {
  try {
    return readRegular(path, limits.cacheBytes);
  } catch {
    return undefined;
  }
}

/**
 * The cache of the folder, or undefined where it cannot be used: a run goes on without it, and asks what it would have known.
 * @param note hears why, a sentence.
 */
export async function openResponseCacheOrNone(
  folder: string,
  note: (message: string) => void,
): Promise<ResponseCache | undefined> {
  try {
    return await openResponseCache(folder);
  } catch (error) {
    note(
      `The response cache in ${folder} cannot be used (${(error as Error).message}); the run goes on without it. Mend or delete that folder to have it again.`,
    );
    return undefined;
  }
}

/** @param maxBytes of all segments together; about 300 bytes hold a short answer */
export async function openResponseCache(folder: string, maxBytes = 128 * 2 ** 20): Promise<ResponseCache> {
  const index = new Map<string, Place>();
  let segments: Segment[] = [];
  let current: Segment | undefined;
  let writing = Promise.resolve();
  /** Written but not yet on disk. */
  const pending = new Map<string, CachedReply>();
  async function load(): Promise<void> {
    const names = (await readdir(folder)).filter((name) => name.endsWith(ending)).sort();
    for (const name of names) {
      const path = join(folder, name);
      const content = segmentOrNothing(path);
      if (content === undefined) continue;
      const segment: Segment = { path, bytes: content.length };
      segments.push(segment);
      indexLines(segment, content);
    }
    await dropOldest();
  }

  /** Reads keys without parsing the replies: 100 MB in well under a second. */
  function indexLines(segment: Segment, content: Buffer): void {
    for (let offset = 0; offset < content.length;) {
      const end = content.indexOf(10, offset);
      // A line without its end was cut by a crash.
      if (end < 0) return;
      if (content.toString('latin1', offset, offset + lineStart.length) === lineStart) {
        const keyEnd = content.indexOf(34, offset + lineStart.length);
        const key = content.toString('latin1', offset + lineStart.length, keyEnd);
        index.set(key, { segment, offset, length: end - offset });
      }
      offset = end + 1;
    }
  }

  const totalBytes = () => segments.reduce((sum, segment) => sum + segment.bytes, 0);

  async function dropOldest(): Promise<void> {
    while (totalBytes() > maxBytes && segments.length > 1) {
      const oldest = segments.shift()!;
      for (const [key, place] of index) if (place.segment === oldest) index.delete(key);
      await closeSegment(oldest);
      discardFile(oldest.path);
    }
  }

  async function write(key: string, reply: CachedReply): Promise<void> {
    const line = Buffer.from(`${JSON.stringify({ key, reply })}\n`);
    if (line.length > maxBytes / segmentsKept) return;
    if (!current || current.bytes + line.length > maxBytes / segmentsKept) {
      // Sorted by time, unique among processes.
      const name = `${Date.now().toString().padStart(15, '0')}-${randomBytes(4).toString('hex')}${ending}`;
      const handle = await openNewHandle(join(folder, name));
      current = { path: join(folder, name), bytes: 0, handle: Promise.resolve(handle) };
      segments.push(current);
    }
    const offset = current.bytes;
    await (await current.handle!).write(line);
    current.bytes += line.length;
    index.set(key, { segment: current, offset, length: line.length - 1 });
    await dropOldest();
  }

  async function read({ segment, offset, length }: Place, key: string): Promise<CachedReply | undefined> {
    segment.handle ??= openRegularHandle(segment.path, 'read');
    const handle = await segment.handle;
    const buffer = Buffer.alloc(length);
    await handle.read(buffer, 0, length, offset);
    const entry = JSON.parse(buffer.toString('utf8')) as { key?: string; reply?: CachedReply };
    return entry.key === key ? entry.reply : undefined;
  }

  makePrivateFolder(folder);
  await load();
  return {
    has: (key) => pending.has(key) || index.has(key),
    async get(key) {
      const written = pending.get(key);
      if (written) return written;
      const place = index.get(key);
      if (!place) return undefined;
      try {
        return await read(place, key);
      } catch {
        // Another process dropped the segment, or the line is broken: as if it had never been.
        index.delete(key);
        return undefined;
      }
    },
    put(key, reply) {
      pending.set(key, reply);
      writing = writing
        .then(() => write(key, reply))
        .catch(() => undefined)
        .finally(() => pending.delete(key));
      return writing;
    },
    get size() {
      return index.size + [...pending.keys()].filter((key) => !index.has(key)).length;
    },
    get bytes() {
      return totalBytes();
    },
    async clear() {
      await writing;
      const all = segments;
      segments = [];
      current = undefined;
      index.clear();
      for (const segment of all) {
        await closeSegment(segment);
        removeFile(segment.path);
      }
    },
    async close() {
      await writing;
      for (const segment of segments) {
        await closeSegment(segment);
        delete segment.handle;
      }
      current = undefined;
    },
  };
}
