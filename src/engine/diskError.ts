// What the machine's disk refuses, as a sentence that a user can act on: thrown by whoever writes (results, journal, run folder), told by the
// command line and the extension. Every answer that was acknowledged is on disk, so a run can be resumed once the disk is mended.
import { own } from './own';

/**
 * `gone`: the file or its folder was removed or moved meanwhile. `busy`: another program has it open and lets nobody else in. `name`: the disk takes no such
 * path: too long, of characters that it does not know, or a ring of links.
 */
export type DiskErrorKind = 'full' | 'gone' | 'read-only' | 'busy' | 'name' | 'other';

export class DiskError extends Error {
  override readonly name = 'DiskError';
  /** @param message a whole sentence that names the file and the mend */
  constructor(
    readonly kind: DiskErrorKind,
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

const kinds: Readonly<Record<string, DiskErrorKind>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  ENOENT: 'gone',
  ENOTDIR: 'gone',
  ESTALE: 'gone',
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
  EBUSY: 'busy',
  ETXTBSY: 'busy',
  ENAMETOOLONG: 'name',
  EILSEQ: 'name',
  ELOOP: 'name',
  EIO: 'other',
  EREMOTEIO: 'other',
  ENOTCONN: 'other',
  EAGAIN: 'other',
  ENOMEM: 'other',
  ENOTEMPTY: 'other',
  EXDEV: 'other',
  EOVERFLOW: 'other',
  EOPNOTSUPP: 'other',
  ENOLCK: 'other',
  ENODEV: 'other',
  ENXIO: 'other',
  EMFILE: 'other',
  ENFILE: 'other',
  EINVAL: 'other',
  EISDIR: 'other',
  ENOTSUP: 'other',
  ENOSYS: 'other',
  ETIMEDOUT: 'other',
  UNKNOWN: 'other',
};

/** The kind that a failed system call's code stands for; undefined where it is none of a disk's. */
export function diskErrorKind(code: string | undefined): DiskErrorKind | undefined {
  return code === undefined ? undefined : own(kinds, code);
}

/**
 * What the system refused, told by whoever knows no more than its error: a sentence that names the file and the mend. Undefined where the error is none of
 * a disk's (a broken connection has a code as well).
 */
export function diskSentence(error: unknown): string | undefined {
  const { code, syscall, path } = error as { code?: unknown; syscall?: unknown; path?: unknown };
  if (!(error instanceof Error) || typeof code !== 'string' || typeof syscall !== 'string') return undefined;
  const kind = diskErrorKind(code);
  if (kind === undefined) return undefined;
  // An open file's errors do not say which file it is.
  const what = typeof path === 'string' ? path : 'A file';
  const sentences: Record<DiskErrorKind, string> = {
    full: `The disk (or the quota) that holds ${typeof path === 'string' ? path : 'a file'} is full (${code}); free some space and try again.`,
    gone: `${what} is not there any more (${code}), or its folder is not; put it back and try again.`,
    'read-only': `${what} may not be used (${code}): check its permissions, and whether another program has it open, and try again.`,
    busy: `${what} is open in another program, which lets nobody else use it (${code}); close it there and try again.`,
    name: `${what} is no path that the disk takes (${code}): too long, of characters that it does not know, or a ring of links; choose another one and try again.`,
    other: `${what} cannot be used (${code}: ${error.message}); check the disk and try again.`,
  };
  return sentences[kind];
}
