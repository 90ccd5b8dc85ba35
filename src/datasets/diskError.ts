// A failed system call while a result file is written -> a sentence. The user's data is unharmed and the run can be resumed.
import { DiskError, diskErrorKind, type DiskErrorKind } from '../engine/diskError';

/** A failed system call on `path` -> a DiskError; anything else is handed back as it is. */
export function asDiskError(error: unknown, path: string): unknown {
  const { code } = error as { code?: string };
  const kind = diskErrorKind(code);
  if (kind === undefined) return error;
  const sentences: Record<DiskErrorKind, string> = {
    full: `No room left on the disk for ${path}; nothing of it was kept. Free some space, or name another place, and resume.`,
    gone: `${path} cannot be written: its folder is gone. Put it back, or name another place, and resume.`,
    'read-only': `${path} cannot be written: its folder is read-only for you, or another program has the file open. Close it there, change the permissions, or name another place, and resume.`,
    busy: `${path} is open in another program, which lets nobody else write it. Close it there, or name another place, and resume.`,
    name: `${path} is no path that the disk takes (${code ?? ''}): too long, of characters that it does not know, or a ring of links. Name another one.`,
    other: `${path} cannot be written (${code ?? ''}); nothing of it was kept. Check the disk, or name another place, and resume.`,
  };
  return new DiskError(kind, sentences[kind], error);
}
