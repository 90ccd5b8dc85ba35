// own-check.json of a finished run's folder: what the user said about rows drawn at random, in the order in which they said it.
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../engine/inputError';
import { readRegularText } from '../files/regularFile';
import { writeFileAtomically } from './atomicFile';

export const ownCheckPath = (folder: string) => join(folder, 'own-check.json');

export type Judgement = {
  readonly row: number;
  /** The label that the user gives the row, said without seeing any model's. */
  readonly label?: string;
  /** Whether the delivered answer is right, where the task has no labels. Neither: the user could not tell. */
  readonly isRight?: boolean;
};

const schema = z.object({
  format: z.literal('smart-own-check'),
  version: z.literal(1, 'a newer version of SMART wrote it'),
  judgements: z.array(
    z.object({
      row: z.int().nonnegative(),
      label: z.string().exactOptional(),
      isRight: z.boolean().exactOptional(),
    }),
  ),
});

/** None where nothing was said yet. @throws {InputError} where the file is damaged, or a newer version wrote it. */
export function readJudgements(folder: string): readonly Judgement[] {
  const path = ownCheckPath(folder);
  try {
    const text = readRegularText(path);
    return text === undefined ? [] : schema.parse(JSON.parse(text)).judgements;
  } catch (error) {
    const why = error instanceof z.ZodError ? error.issues[0]!.message : (error as Error).message;
    throw new InputError(`${path} cannot be used (${why}); move it away to begin the check anew.`);
  }
}

/** @throws {DiskError} */
export function writeJudgements(folder: string, judgements: readonly Judgement[]): void {
  writeFileAtomically(
    ownCheckPath(folder),
    `${JSON.stringify({ format: 'smart-own-check', version: 1, judgements })}\n`,
  );
}
