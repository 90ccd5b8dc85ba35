// What a job on a cluster brought back: every file of answers below a folder, whatever made it (Parquet, JSON lines, CSV), row by row.
import { type Dirent, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { openDataset } from '../../datasets/openDataset';
import { NoRows } from '../../datasets/noRows';
import { InputError } from '../../engine/inputError';

/** One answer as its file has it; undefined: the file has no such column, or nothing in it. */
export type BroughtAnswer = {
  readonly id: string | undefined;
  readonly model: string | undefined;
  readonly promptHash: string | undefined;
  /** The endpoint's whole reply, as JSON. */
  readonly response: string | undefined;
  /** Its text alone. */
  readonly answer: string | undefined;
  readonly inputTokens: string | undefined;
  readonly outputTokens: string | undefined;
  readonly error: string | undefined;
};

const endings: ReadonlySet<string> = new Set(['.parquet', '.jsonl', '.ndjson', '.csv']);

/** Paths below the folder in the order of their names; hidden ones (halves of a file that a job was writing) and links are left out. */
export function answerFilesBelow(folder: string): string[] {
  return entriesOf(folder)
    .filter(({ name }) => !/^[._]/.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return answerFilesBelow(path);
      return entry.isFile() && endings.has(extname(entry.name).toLowerCase()) ? [path] : [];
    });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new InputError(
      code === 'ENOENT' || code === 'ENOTDIR'
        ? `There is no folder ${folder}; the jobs beside a plan put what they are answered there, in files that end in .parquet, .jsonl or .csv.`
        : `${folder} cannot be read (${message}).`,
    );
  }
}

const needed = ['id', 'model', 'prompt_hash'] as const;

/** @throws {InputError} where the file cannot be read, or lacks a column that tells what was asked */
export async function* readAnswerFile(path: string): AsyncGenerator<BroughtAnswer> {
  let dataset;
  try {
    dataset = await openDataset(path);
  } catch (error) {
    if (error instanceof NoRows) return;
    throw error;
  }
  try {
    for (const column of needed)
      if (!dataset.columns.includes(column))
        throw new InputError(
          `${path} has no column "${column}"; files of answers have ${needed.join(', ')} of the plan, and "response" (the reply as JSON) or "answer".`,
        );
    const has = new Set(dataset.columns);
    for await (const row of dataset.rows()) {
      const cell = (name: string) => {
        const text = has.has(name) ? row.get(name) : undefined;
        return text === undefined || text === '' ? undefined : text;
      };
      yield {
        id: cell('id'),
        model: cell('model'),
        promptHash: cell('prompt_hash'),
        response: cell('response'),
        answer: cell('answer'),
        inputTokens: cell('input_tokens'),
        outputTokens: cell('output_tokens'),
        error: cell('error'),
      };
    }
  } finally {
    await dataset.close();
  }
}
