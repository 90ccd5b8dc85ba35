// The bytes of a remote file as any other dataset's: fetched by ranges when they are first wanted, and kept for as long as the command goes on in
// a file without a name, since rows are read more than once. A connection that breaks goes on where it broke. What is kept is of one content:
// a file that changes meanwhile is refused.
import type { Clock } from '../../engine/clock';
import { InputError } from '../../engine/inputError';
import { openScratchFile, type ScratchFile } from '../../files/writeFile';
import type { ByteSource } from '../byteSource';
import { Transient, type Part, type RemoteFile } from './remoteFile';

/** Bytes of one request. */
const blockBytes = 8 * 1024 * 1024;
/** Blocks fetched before they are wanted, so that the network works while rows are read. */
const blocksAhead = 2;
const chunkBytes = 1 << 18;
/** Tries of one block that bring nothing. */
const mostTries = 6;
/** The same of a server that nothing has come from yet: the address may be wrong. */
const mostTriesUnreached = 3;
const firstWaitMs = 500;
/** A server that sends nothing for so long has hung. */
const silenceMs = 60_000;

export type RemoteSource = ByteSource & { readonly close: () => Promise<void> };

/**
 * @param folder where what is fetched is kept
 * @throws {InputError} where there is no such file, it may not be read, or nobody answers
 */
export async function openRemote(remote: RemoteFile, folder: string, clock: Clock): Promise<RemoteSource> {
  const file = await openScratchFile(folder);
  try {
    const kept = new KeptBlocks(remote, file, clock);
    await kept.begin();
    return {
      name: remote.name,
      label: remote.label,
      size: kept.size,
      read: (from, to) => kept.read(from, to),
      // What was fetched is ours, and what comes later is compared with it.
      checkUnchanged: () => Promise.resolve(),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

class KeptBlocks {
  size = 0;
  private tag = '';
  private readonly have = new Set<number>();
  private readonly coming = new Map<number, Promise<void>>();

  constructor(
    private readonly remote: RemoteFile,
    private readonly file: ScratchFile,
    private readonly clock: Clock,
  ) {}

  /** Learns how large the file is, from the first block. */
  async begin(): Promise<void> {
    this.size = await this.fetch(0, blockBytes, true);
    const blocks = Math.ceil(this.size / blockBytes);
    const known = this.isWhole ? blocks : Math.min(1, blocks);
    for (let block = 0; block < known; block++) this.have.add(block);
  }

  /** The server gave all of the file at once. */
  private isWhole = false;
  /** Something has come from the server. */
  private isReached = false;

  async *read(from: number, to = this.size): AsyncGenerator<Buffer, void, undefined> {
    const end = Math.min(to, this.size);
    for (let at = from; at < end;) {
      const block = Math.floor(at / blockBytes);
      for (let ahead = 1; ahead <= blocksAhead; ahead++)
        if ((block + ahead) * blockBytes < end) this.need(block + ahead).catch(() => undefined); // told when it is wanted
      await this.need(block);
      const until = Math.min(end, (block + 1) * blockBytes);
      while (at < until) {
        const buffer = Buffer.allocUnsafeSlow(Math.min(chunkBytes, until - at));
        const { bytesRead } = await this.file.read(buffer, 0, buffer.length, at);
        if (bytesRead === 0) throw new InputError(`${this.remote.label}: what was fetched of it is gone; start again.`);
        yield buffer.subarray(0, bytesRead);
        at += bytesRead;
      }
    }
  }

  private need(block: number): Promise<void> {
    if (this.have.has(block)) return Promise.resolve();
    let coming = this.coming.get(block);
    if (!coming) {
      const from = block * blockBytes;
      coming = this.fetch(from, Math.min(this.size, from + blockBytes), false).then(() => {
        this.have.add(block);
      });
      this.coming.set(block, coming);
      const forget = () => this.coming.delete(block);
      coming.then(forget, forget);
    }
    return coming;
  }

  /** @returns the size of the whole file */
  private async fetch(from: number, to: number, isFirst: boolean): Promise<number> {
    let [at, end] = [from, to];
    let size = this.size;
    for (let tries = 1; ;) {
      const before = at;
      try {
        const guard = new Silence();
        try {
          const part = await this.remote.get(at, end, guard.signal);
          this.isReached = true;
          this.compare(part, isFirst && at === from);
          if (part.size === undefined) at = part.from;
          else if (part.from !== at) throw new Transient('the server gave another part than was asked for');
          else size = part.size;
          this.isWhole ||= part.size === undefined;
          end = part.size === undefined ? Infinity : Math.min(end, size);
          for await (const bytes of part.bytes) {
            guard.heard();
            const wanted = bytes.subarray(0, Math.max(0, end - at));
            for (let done = 0; done < wanted.length;)
              done += (await this.file.write(wanted, done, wanted.length - done, at + done)).bytesWritten;
            at += wanted.length;
          }
          if (part.size === undefined) return at;
        } finally {
          guard.dispose();
        }
        if (at >= end) return size;
        throw new Transient('the connection broke off');
      } catch (error) {
        const reason = transientReason(error);
        if (reason === undefined) throw error;
        // A file that comes whole or not at all begins anew.
        if (this.isWhole) [at, this.isWhole] = [from, false];
        tries = at > before ? 1 : tries + 1;
        // A status that may pass came from the server as well.
        this.isReached ||= error instanceof Transient;
        if (tries > (this.isReached ? mostTries : mostTriesUnreached))
          throw new InputError(
            `${this.remote.label} cannot be read (${reason}); look at the connection and try again.`,
          );
        await this.clock.sleep(firstWaitMs * 2 ** (tries - 1));
      }
    }
  }

  private compare({ tag, size }: Part, isFirst: boolean): void {
    if (isFirst) {
      this.tag = tag;
      return;
    }
    if (tag === this.tag && (this.size === 0 || size === undefined || size === this.size)) return;
    throw new InputError(
      `${this.remote.label} changed while it was read; start again, or name a version of it that stays as it is.`,
    );
  }
}

/** Ends a request whose server falls silent. */
class Silence {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  readonly signal = this.controller.signal;

  constructor() {
    this.heard();
  }

  heard(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.controller.abort(new Transient(`nothing came for ${String(silenceMs / 1000)} seconds`));
    }, silenceMs);
    this.timer.unref();
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}

/** Undefined for what another try does not mend. */
function transientReason(error: unknown): string | undefined {
  if (error instanceof Transient) return error.message;
  if (error instanceof InputError) return undefined;
  const { syscall, code, cause } = error as {
    syscall?: string;
    code?: string;
    cause?: { code?: string; message?: string };
  };
  // The disk that keeps the bytes.
  if (syscall === 'write' || syscall === 'open') return undefined;
  const told = cause?.code ?? cause?.message ?? code;
  if (told !== undefined || error instanceof TypeError) return told ?? 'the connection broke off';
  return undefined;
}
