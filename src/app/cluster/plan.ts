// plan.json of an exported plan: of which run it is, and which files hold what is to be asked. Signed, so that answers to a plan of this installation
// are told from those in a folder of strangers. It holds no key and no address.
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../engine/inputError';
import { parseDocument } from '../../engine/limits';
import { readNamedText } from '../../files/regularFile';
import { makeFile } from '../../files/writeFile';
import type { Installation } from '../../store/installation';

const partShape = z.object({
  /** Within the folder, with slashes. */
  path: z.string(),
  rows: z.int().positive(),
  sha256: z.string(),
});
const planShape = z.object({
  runId: z.string(),
  /** SHA-256 of the dataset whose rows the ids count, from 0. */
  dataset: z.string(),
  phase: z.string(),
  models: z.array(
    z.object({
      /** Within the run. */
      id: z.string(),
      /** The provider's name for it, as the requests have it. */
      modelId: z.string(),
      /** `model=<id>`, the id percent-encoded. */
      folder: z.string(),
      rows: z.int().positive(),
      parts: z.array(partShape).min(1),
    }),
  ),
});
const fileShape = z.object({
  format: z.literal('smart-plan'),
  version: z.literal(1),
  plan: planShape,
  signature: z.string().optional(),
});

export type ExportedPlan = z.infer<typeof planShape>;

const planPath = (folder: string) => join(folder, 'plan.json');

/** Columns of a part; `response_schema` is empty where an answer has no fixed form. */
export const planColumns = [
  'id',
  'model',
  'instruction',
  'prompt',
  'prompt_hash',
  'response_schema',
  'request',
] as const;

/** A folder's name for a model's partition, which readers of partitions decode. */
export function partitionOf(modelId: string): string {
  return `model=${encodeURIComponent(modelId).replace(/\*/g, '%2A')}`;
}

/** @throws an error of the system */
export function writePlan(folder: string, plan: ExportedPlan, installation: Installation): void {
  const signature = installation.sign(signedText(plan));
  const file = { format: 'smart-plan', version: 1, plan, ...(signature !== undefined && { signature }) };
  makeFile(planPath(folder), `${JSON.stringify(file, undefined, 2)}\n`);
}

/** @throws {InputError} where there is none that can be read */
export function readPlan(
  folder: string,
  installation: Installation,
): { readonly plan: ExportedPlan; readonly isOwn: boolean } {
  const path = planPath(folder);
  let text: string;
  try {
    text = readNamedText(path);
  } catch (error) {
    throw new InputError(
      `${path} cannot be read (${(error as Error).message}); name the folder that "smart export-plan" wrote.`,
    );
  }
  let value: unknown;
  try {
    value = parseDocument(text);
  } catch (error) {
    throw new InputError(`${path} is not valid JSON (${(error as Error).message}); export the plan again.`);
  }
  const parsed = fileShape.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new InputError(`${path} is no exported plan: "${issue.path.join('.')}": ${issue.message}; export it again.`);
  }
  const { plan, signature } = parsed.data;
  return { plan, isOwn: signature !== undefined && installation.hasSigned(signedText(plan), signature) };
}

function signedText({ runId, dataset, phase, models }: ExportedPlan): string {
  const parts = models.map(({ id, modelId, folder, rows, parts }) => [
    ...[id, modelId, folder, rows],
    parts.map(({ path, rows, sha256 }) => [path, rows, sha256]),
  ]);
  return JSON.stringify(['smart-plan 1', runId, dataset, phase, parts]);
}
