// audit.json of a finished run's folder: which rows a user is to look at of what a judge called the same. What they made of them is in personVerdicts.ts.
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../engine/inputError';
import { readRegularText } from '../files/regularFile';
import { writeFileAtomically } from './atomicFile';

export const auditPath = (folder: string) => join(folder, 'audit.json');

export type StoredAudit = {
  /** Rows that the sample was drawn from. */
  readonly population: number;
  /** Rows of the draw that the audit is about, of which only `shown` needed a look. */
  readonly audited: number;
  readonly confidence: number;
  /** Rows, counted from 0. */
  readonly shown: readonly number[];
  /** Of an audit that an earlier version finished: those of `shown` that the user called different. Later ones keep each word in personVerdicts.ts. */
  readonly different?: readonly number[];
};

const schema = z.object({
  format: z.literal('smart-audit'),
  version: z.literal(1, 'a newer version of SMART wrote it'),
  population: z.int().nonnegative(),
  audited: z.int().nonnegative(),
  confidence: z.number().gt(0).lt(1),
  shown: z.array(z.int().nonnegative()),
  different: z.array(z.int().nonnegative()).exactOptional(),
});

/** Undefined: none was begun. @throws {InputError} where the file is damaged, or a newer version wrote it. */
export function readAudit(folder: string): StoredAudit | undefined {
  const path = auditPath(folder);
  try {
    const text = readRegularText(path);
    return text === undefined ? undefined : schema.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? error.issues[0]!.message : (error as Error).message;
    throw new InputError(`${path} cannot be used (${why}); move it away to begin the audit anew.`);
  }
}

/** @throws {DiskError} */
export function writeAudit(folder: string, audit: StoredAudit): void {
  writeFileAtomically(auditPath(folder), `${JSON.stringify({ format: 'smart-audit', version: 1, ...audit })}\n`);
}
