// An error of the file system while the journal or the run's folder is written -> a sentence. What was acknowledged is on disk.
import { DiskError, diskErrorKind, type DiskErrorKind } from '../engine/diskError';

/** A DiskError that says what happened to the path; a DiskError is handed through unchanged. */
export function toDiskError(error: unknown, path: string): DiskError {
  if (error instanceof DiskError) return error;
  const { code, message = String(error) } = error as { code?: string; message?: string };
  const kind = diskErrorKind(code) ?? 'other';
  const kept = 'Every answer acknowledged so far is kept;';
  const sentences: Record<DiskErrorKind, string> = {
    full: `The disk (or the quota) that holds ${path} is full. ${kept} free some space and resume the run.`,
    gone: `${path} is gone: it or its folder was removed or moved while the run was writing. Put it back and resume the run.`,
    'read-only': `${path} cannot be written: no permission, a read-only disk, or another program has it open. ${kept} make the folder writable and resume the run.`,
    busy: `${path} is open in another program, which lets nobody else write it. ${kept} close it there and resume the run.`,
    name: `${path} is no path that the disk takes (${code ?? ''}): too long, of characters that it does not know, or a ring of links. ${kept} move the run to another folder and resume it.`,
    other: `Writing ${path} failed (${message}). ${kept} check the disk and resume the run.`,
  };
  return new DiskError(kind, sentences[kind], error);
}
