// What the machine's disk refuses while a file is written, as a sentence. The person's data is unharmed and the run can be resumed.

export type DiskErrorKind = 'disk-full' | 'not-writable' | 'disk-failure';

export class DiskError extends Error {
  override readonly name = 'DiskError';

  constructor(
    readonly kind: DiskErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A failed system call on `path` -> a DiskError; anything else is handed back as it is. */
export function asDiskError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const cause = { cause: error };
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new DiskError(
        'disk-full',
        `No room left on the disk for ${path}; nothing of it was kept. Free some space, or name another place, and resume.`,
        cause,
      );
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new DiskError(
        'not-writable',
        `${path} cannot be written: its folder is read-only for you. Name another place, or change its permissions, and resume.`,
        cause,
      );
    case 'EIO':
    case 'ENODEV':
    case 'ENXIO':
    case 'EMFILE':
    case 'ENFILE':
      return new DiskError('disk-failure', `${path} cannot be written (${code}); nothing of it was kept.`, cause);
    default:
      return error;
  }
}
