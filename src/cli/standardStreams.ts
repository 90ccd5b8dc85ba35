// `-` as a dataset is standard input, as a result standard output. What comes in is kept in a private folder while the run needs it, since rows are
// read more than once; what goes out is written whole first, so that a reader gets all of it or nothing.
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { openFile } from '../datasets/byteSource';
import { openDataset } from '../datasets/openDataset';
import { extensionOf, formatOfEnding, formats, type DatasetFormat } from '../datasets/formats';
import { InputError } from '../engine/inputError';
import type { Reading } from '../engine/job';
import { makeNewFolder, moveOver, openNewHandle, removeFolder } from '../files/writeFile';
import type { CommandIo } from './command';

export type StandardStreams = {
  /** As the user gave it. */
  readonly name: string;
  readonly dataset: string;
  readonly out?: string;
  /** The result goes to standard output, and nothing else may. */
  readonly isPiped: boolean;
  /** Copies the result. */
  readonly send: (path: string) => Promise<void>;
  readonly dispose: () => Promise<void>;
};

type Named = { readonly dataset: string; readonly out?: string | undefined; readonly reading?: Reading | undefined };

/** @returns paths in place of `-`. @throws {InputError} for input that is no dataset */
export async function openStreams({ dataset, out, reading }: Named, io: CommandIo): Promise<StandardStreams> {
  const isPiped = out === '-' || (dataset === '-' && out === undefined);
  if (dataset !== '-' && !isPiped)
    return { name: dataset, dataset, ...(out !== undefined && { out }), isPiped, send: nothing, dispose: nothing };
  const folder = join(tmpdir(), `smart-streams-${randomBytes(8).toString('hex')}`);
  makeNewFolder(folder);
  const dispose = () => {
    removeFolder(folder);
    return Promise.resolve();
  };
  try {
    const input = dataset === '-' ? await keep(folder, io, reading) : undefined;
    const format = written(input?.format ?? formatOfEnding(extensionOf(basename(dataset))));
    const target = isPiped ? join(folder, `result.${format}`) : out;
    return {
      name: dataset,
      dataset: input?.path ?? dataset,
      ...(target !== undefined && { out: target }),
      isPiped,
      send: async (path) => {
        for await (const chunk of (await openFile(path)).read(0)) await io.writeData?.(chunk);
      },
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

const nothing = () => Promise.resolve();

function written(format: DatasetFormat = 'csv'): string {
  return formats[format].ofResult;
}

/** The whole input as a file whose name tells its format, as names do. */
async function keep(
  folder: string,
  io: CommandIo,
  reading?: Reading,
): Promise<{ path: string; format: DatasetFormat }> {
  if (!io.stdin) throw new InputError('There is no standard input here; name a file.');
  const raw = join(folder, 'standard input');
  const file = await openNewHandle(raw);
  try {
    for await (const chunk of io.stdin) await file.writeFile(chunk);
  } finally {
    await file.close();
  }
  const dataset = await openDataset(raw, reading).catch((error: unknown) => {
    throw error instanceof InputError ? new InputError(error.message.replaceAll(raw, 'standard input')) : error;
  });
  await dataset.close();
  const packing = { none: '', gzip: '.gz', zstd: '.zst' }[dataset.packing];
  const path = join(folder, `stdin.${dataset.format}${packing}`);
  await moveOver(raw, path);
  return { path, format: dataset.format };
}
