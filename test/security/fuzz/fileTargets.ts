// Damaged files of every format of datasets: each is refused with a sentence, or every row that it claims can be read, and there are as many as another
// program counts. `npm run fuzz:files`.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDataset } from '../../../src/datasets/openDataset';
import type { Random } from '../../../src/engine/random';
import { datasetFiles, type DatasetFile } from './datasetFiles';
import { pick } from './hostileValues';
import { mutateBytes } from './mutate';
import type { Target } from './targets';

/** What stands in texts where it should not. */
const signs = [
  '"',
  '""',
  ',',
  ';',
  '\t',
  '\n',
  '\r',
  '\r\n',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ':',
  'null',
  '\ufeff',
  '\u2028',
  ' ',
];

export function damaged(sound: Buffer, random: Random): Buffer {
  let bytes = sound;
  for (let times = 1 + random.below(3); times > 0; times--) {
    if (random.below(2) === 0) bytes = mutateBytes(bytes, random);
    else {
      const at = random.below(bytes.length + 1);
      bytes = Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(pick(random, signs)),
        bytes.subarray(at + random.below(2)),
      ]);
    }
  }
  return bytes;
}

/** @returns how the rows fail to be those of the file; undefined: they are, or the file is refused. @throws as openDataset */
export async function wrongRows(file: DatasetFile, path: string, bytes: Buffer): Promise<string | undefined> {
  writeFileSync(path, bytes);
  const dataset = await openDataset(path);
  try {
    let read = 0;
    for await (const row of dataset.rows()) {
      assert.equal(row.index, read);
      for (const column of dataset.columns) row.get(column);
      read++;
    }
    if (read !== dataset.rowCount) return `${String(read)} rows were read of ${String(dataset.rowCount)}`;
    const last: number[] = [];
    for await (const row of dataset.rows([read - 1])) last.push(row.index);
    if (last.join() !== String(read - 1)) return `the last row alone is ${last.join()} of ${String(read)}`;
    const counted = file.count(bytes, dataset);
    // What is told in a sentence is not silent.
    if (counted === undefined || counted === read || dataset.warnings.length > 0) return undefined;
    return `${String(read)} rows were read, and another program counts ${String(counted)}`;
  } finally {
    await dataset.close();
  }
}

export const fileTargets: readonly Target[] = datasetFiles.map((file) => ({
  name: file.name,
  run: async (folder, { random }) => {
    const wrong = await wrongRows(file, join(folder, file.name), damaged(file.sound, random));
    if (wrong !== undefined) throw new Error(wrong);
    return [];
  },
}));
