// Reads a parity file: conformity matrices and what the published research code answered on them (form: README of the shared data).
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { InputError } from '../engine/inputError';

const finite = z.number().nonnegative();
const modelSchema = z.object({
  promptTokensPerItem: finite,
  completionTokensPerItem: finite,
  promptCostPer1k: finite,
  completionCostPer1k: finite,
  /** One 0 or 1 per row in file order; 1 agrees with the reference. */
  conforms: z.string().regex(/^[01]*$/, 'may hold 0 and 1 only'),
});
const outcomeSchema = z.object({
  cost: z.number(),
  answered: z.record(z.string(), z.number().int().nonnegative()),
  status: z.record(z.string(), z.enum(['unknown', 'satisfied', 'invalid'])),
});
const caseSchema = z.object({
  name: z.string(),
  n: z.number().int().positive(),
  accuracyDiff: z.number().min(0).max(1),
  confidence: z.number().gt(0).lt(1),
  reference: z.string(),
  /** In price order. */
  models: z.record(z.string(), modelSchema),
  expected: z.partialRecord(z.enum(['naive', 'exhaustive', 'efficient', 'multi-model']), outcomeSchema),
});
const fileSchema = z.object({ cases: z.array(caseSchema).min(1) });

export type ParityCase = z.infer<typeof caseSchema>;
export type ParityOutcome = z.infer<typeof outcomeSchema>;
export type PublishedName = keyof ParityCase['expected'];

/** @throws {InputError} naming the file and the case. */
export function readParityFile(path: string): readonly ParityCase[] {
  const parsed = fileSchema.safeParse(readJson(path));
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new InputError(`${path}: ${issue.path.map(String).join('.') || 'the file'}: ${issue.message}.`);
  }
  for (const { name, n, models, reference } of parsed.data.cases) {
    const given = Object.entries(models);
    if (!given.some(([id]) => id === reference))
      throw new InputError(`${path}: case "${name}": the reference "${reference}" is not among its models.`);
    for (const [id, { conforms }] of given) {
      if (conforms.length !== n)
        throw new InputError(
          `${path}: case "${name}": conforms of ${id} has ${String(conforms.length)} rows where n is ${String(n)}.`,
        );
    }
  }
  return parsed.data.cases;
}

function readJson(path: string): unknown {
  let text: string;
  try {
    const bytes = readFileSync(path);
    text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (error) {
    throw new InputError(`${path} cannot be read: ${(error as Error).message}.`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const line = text.slice(0, findFault(text)).split('\n').length;
    throw new InputError(`${path}, line ${String(line)}: not JSON: ${(error as Error).message}.`);
  }
}

/** Where a JSON text breaks off being one, which the engine does not always tell: the longest beginning that only lacks its end. */
function findFault(text: string): number {
  const onlyLacksItsEnd = (length: number) => {
    try {
      JSON.parse(text.slice(0, length));
      return true;
    } catch (error) {
      const { message } = error as Error;
      const position = /position (\d+)/.exec(message);
      return /end of JSON|Unterminated/.test(message) || (position !== null && Number(position[1]) >= length);
    }
  };
  let good = 0;
  let bad = text.length;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (onlyLacksItsEnd(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
