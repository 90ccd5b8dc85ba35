// Turns an error of the file system into a sentence that a person can act on. The run stays resumable: what was acknowledged is on disk.

export type DiskErrorKind = 'full' | 'gone' | 'read-only' | 'other';

/** The journal or run folder cannot be written. The message is a whole sentence that names the file and the mend. */
export class DiskError extends Error {
  override readonly name = 'DiskError';
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
};

/** A DiskError that says what happened to the path; a DiskError is handed through unchanged. */
export function toDiskError(error: unknown, path: string): DiskError {
  if (error instanceof DiskError) return error;
  const { code = '', message = String(error) } = error as { code?: string; message?: string };
  const kind = kinds[code] ?? 'other';
  const kept = 'Every answer acknowledged so far is kept;';
  const sentences: Record<DiskErrorKind, string> = {
    full: `The disk (or the quota) that holds ${path} is full. ${kept} free some space and resume the run.`,
    gone: `${path} is gone: it or its folder was removed or moved while the run was writing. Put it back and resume the run.`,
    'read-only': `${path} cannot be written: no permission, or a read-only disk. ${kept} make the folder writable and resume the run.`,
    other: `Writing ${path} failed (${message}). ${kept} check the disk and resume the run.`,
  };
  return new DiskError(kind, sentences[kind], error);
}
