// Results of several files in the same layout: a folder that holds a result file for each, under its own name. The folder is there whole or not at all.
import { dirname, join } from 'node:path';
import { InputError } from '../../engine/inputError';
import { discardFolder, isMovedOver, makeResultFolder, moveOver, temporaryBeside } from '../../files/writeFile';
import { asDiskError } from '../diskError';
import type { FilePart } from '../files/openFiles';
import { hashOfFiles } from './folderHash';
import { defaultOutputPath, freeOutputPath } from './outputPath';
import type { ResultValue } from '../resultCells';
import type { ResultsRequest, WrittenResults } from './writeResults';

export type FolderRequest = {
  readonly parts: readonly FilePart[];
  readonly outPath: string;
  readonly names: readonly string[];
  readonly valuesOf: (row: number) => readonly ResultValue[];
  readonly rowCount: number;
  readonly isReplacing: boolean;
  readonly ifTaken: 'refuse' | 'next-free';
  /** As of writeResults. */
  readonly announce: (path: string, sha256: string) => void;
  readonly writeOne: (request: ResultsRequest) => Promise<WrittenResults>;
};

export type WrittenFolder = Pick<WrittenResults, 'path' | 'bytes' | 'sha256' | 'warnings'> & {
  /** Another program has the folder at the wanted name, or a file of it, open and lets nobody move it, as Windows does. */
  readonly isHeld: boolean;
};

/** @throws as writeResults; nothing is left behind then */
export async function writeFolder(request: FolderRequest): Promise<WrittenFolder> {
  const { outPath } = request;
  const temporary = temporaryBeside(outPath);
  try {
    makeResultFolder(temporary);
    const { files, warnings } = await writeParts(request, temporary);
    const sha256 = hashOfFiles(files);
    const { path, isHeld } = await moveToPlace(request, temporary, sha256);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    return { path, bytes, sha256, isHeld, warnings: [...new Set(warnings)] };
  } catch (error) {
    discardFolder(temporary);
    throw asDiskError(error, outPath);
  }
}

async function writeParts({ parts, names, valuesOf, rowCount, writeOne }: FolderRequest, folder: string) {
  const files: { name: string; sha256: string; bytes: number }[] = [];
  const warnings: string[] = [];
  for (const { name, dataset, firstRow } of parts) {
    // A run with a limit ended before this file.
    if (firstRow >= rowCount) break;
    const own = resultName(name);
    const target = join(folder, own);
    makeResultFolder(dirname(target));
    const written = await writeOne({
      dataset,
      outPath: target,
      columns: names,
      valuesOf: (row) => valuesOf(firstRow + row),
      rowCount: Math.min(dataset.rowCount, rowCount - firstRow),
    });
    files.push({ name: own, sha256: written.sha256, bytes: written.bytes });
    warnings.push(...written.warnings);
  }
  return { files, warnings };
}

/** The file's own name, unless its format is not written: then as for one file, without the mark. */
function resultName(name: string): string {
  return defaultOutputPath(name)
    .replace(/\.smart(?:-answers)?(\.[^/\\]*)$/, '$1')
    .replaceAll('\\', '/');
}

async function moveToPlace(
  { outPath, isReplacing, ifTaken, announce }: FolderRequest,
  temporary: string,
  sha256: string,
): Promise<Pick<WrittenFolder, 'path' | 'isHeld'>> {
  let isHeld = false;
  if (isReplacing) {
    announce(outPath, sha256);
    const old = temporaryBeside(outPath);
    isHeld = !(await isMovedOver(outPath, old, outPath));
    if (!isHeld) {
      await moveOver(temporary, outPath).catch(async (error: unknown) => {
        await moveOver(old, outPath);
        throw error;
      });
      // What stays of it, since somebody has a file of it open, is hidden and of no use.
      discardFolder(old);
      return { path: outPath, isHeld };
    }
  }
  const free = await freeOutputPath(outPath);
  if (free !== outPath && !isHeld && ifTaken === 'refuse')
    throw new InputError(`${outPath} appeared meanwhile; move it away or name another output.`);
  announce(free, sha256);
  await moveOver(temporary, free);
  return { path: free, isHeld };
}
