// The pairs of an audit for a file: what each row was asked about, and its two answers in an order that tells nothing.
import type { Storage } from '../datasets/openDataset';
import { InputError } from '../engine/inputError';
import { makePrompt } from '../engine/prompt/template';
import type { StoredAudit } from '../store/auditFile';
import { readDelivery } from '../store/deliveryFile';
import type { Installation } from '../store/installation';
import { readManifest } from '../store/runFiles';
import { beginAudit, blindAnswers, drawToAudit, proposersOf } from './auditOfRun';
import { openDatasetOfRun } from './datasetOfRun';
import { readAnswers } from './readAnswers';

/** Two answers that the judge called the same. */
export type AuditedPair = { readonly row: number; readonly input: string; readonly answers: readonly [string, string] };

/**
 * Begins the audit, or takes up the one that was begun.
 * @param assertFree throws where the pairs cannot be written: then no audit is begun.
 * @throws {InputError} as beginAudit does, and where the run is not finished.
 */
export async function auditPairs(
  folder: string,
  { audited, confidence }: Pick<StoredAudit, 'audited' | 'confidence'>,
  installation: Installation,
  assertFree: () => void,
  storage?: Storage,
): Promise<{ readonly audit: StoredAudit; readonly pairs: readonly AuditedPair[] }> {
  const { job } = readManifest(folder);
  const sample = drawToAudit(folder, job);
  const delivery = await readDelivery(folder);
  if (delivery === undefined)
    throw new InputError('The run is not finished; go on with it (--resume) before its audit.');
  const table = await readAnswers(folder, delivery, job.task);
  const dataset = await openDatasetOfRun(folder, installation, storage);
  try {
    const { prompt } = makePrompt(job.prompt, dataset.columns, job.task, job.examples);
    assertFree();
    const audit = beginAudit(folder, sample, { delivery, table }, audited, confidence);
    const proposer = proposersOf(sample);
    const pairs: AuditedPair[] = [];
    for await (const row of dataset.rows([...audit.shown].sort((a, b) => a - b))) {
      const answers = blindAnswers({ job, delivery, table }, proposer(row.index));
      pairs.push({ row: row.index, input: prompt?.ownText(row) ?? '', answers });
    }
    return { audit, pairs };
  } finally {
    await dataset.close();
  }
}
