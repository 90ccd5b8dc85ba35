// The person's audit of a run with a judge: what is to be shown of the rows that were drawn, and the figures once the person has looked.
import type { Storage } from '../datasets/openDataset';
import type { AnswerTable } from '../engine/answerTable';
import { type AuditFigures, auditFigures, type DrawnRow, judgedSample } from '../engine/audit/audit';
import { InputError } from '../engine/inputError';
import { makePrompt } from '../engine/prompt/template';
import { makeRandom } from '../engine/random';
import { readAudit, type StoredAudit } from '../store/auditFile';
import { readDelivery, type StoredDelivery } from '../store/deliveryFile';
import type { Installation } from '../store/installation';
import { readRecords } from '../store/journalFile';
import { journalPath, readManifest } from '../store/runFiles';
import { openDatasetOfRun } from './datasetOfRun';
import { readAnswers } from './readAnswers';

/** Two answers that the judge called the same, in an order that tells nothing of who gave which. */
export type AuditedPair = { readonly row: number; readonly input: string; readonly answers: readonly [string, string] };

/**
 * @param audited how many rows of the draw, from its beginning; fixed by the person before anything of them is known.
 * @throws {InputError} where the run has no judge, no draw, or drew fewer rows.
 */
export async function beginAudit(
  folder: string,
  audited: number,
  confidence: number,
  installation: Installation,
  storage?: Storage,
): Promise<{ readonly audit: StoredAudit; readonly pairs: readonly AuditedPair[] }> {
  const { job } = readManifest(folder);
  if (job.judge === undefined)
    throw new InputError(
      'This run had no judge (--same judge): its answers were compared by rules, which need no audit.',
    );
  const delivery = await readDelivery(folder);
  if (delivery === undefined)
    throw new InputError('The run is not finished; go on with it (--resume) before its audit.');
  const sample = judgedSample(samplesOf(folder));
  if (sample === undefined)
    throw new InputError(
      "Nothing was drawn in this run that an audit could look at: its rows have the reference's own answers, or its strategy draws no sample.",
    );
  if (audited > sample.rows.length)
    throw new InputError(
      `${String(sample.rows.length)} rows of this run were drawn at random; an audit can look at so many at most: --rows ${String(sample.rows.length)}.`,
    );
  const table = await readAnswers(folder, delivery, job.task);
  const shown = sample.rows.slice(0, audited).filter(judgedSame(table, delivery));
  const dataset = await openDatasetOfRun(folder, installation, storage);
  try {
    const { prompt } = makePrompt(job.prompt, dataset.columns, job.task, job.examples);
    const drawn = new Map(shown.map((each) => [each.row, each]));
    const pairs: AuditedPair[] = [];
    for await (const row of dataset.rows([...drawn.keys()].sort((a, b) => a - b))) {
      const { model } = drawn.get(row.index)!;
      const answers: [string, string] = [
        table.textOf(table.reference, row.index)!,
        table.textOf(delivery.models.indexOf(model!), row.index)!,
      ];
      if (makeRandom(job.seed ?? 0, `audit ${String(row.index)}`).next() < 0.5) answers.reverse();
      pairs.push({ row: row.index, input: prompt?.ownText(row) ?? '', answers });
    }
    return {
      audit: { population: sample.population, audited, confidence, shown: pairs.map(({ row }) => row) },
      pairs,
    };
  } finally {
    await dataset.close();
  }
}

/** What the person's audit came to; undefined: none was made. @throws {InputError} where its file is damaged. */
export function auditOfRun(folder: string): AuditFigures | undefined {
  const stored = readAudit(folder);
  if (stored?.different === undefined) return undefined;
  const { population, audited, confidence, shown, different } = stored;
  return auditFigures({ population, audited, confidence, shown: shown.length, disagreed: different.length });
}

function* samplesOf(folder: string) {
  for (const record of readRecords(journalPath(folder), () => undefined, { only: 'events' }))
    if (record.type === 'event' && record.event.type === 'sample-judged') yield record.event;
}

/** Whether a drawn row's two answers differ in their letters and were called the same: equal ones need no look, and different ones were counted. */
function judgedSame(table: AnswerTable, { models }: StoredDelivery): (drawn: DrawnRow) => boolean {
  return ({ row, model: id }) => {
    const model = id === undefined ? -1 : models.indexOf(id);
    if (model < 0 || !table.isValid(model, row) || !table.isValid(table.reference, row)) return false;
    if (table.equivalentKeys(table.keyOf(model, row), table.keyOf(table.reference, row))) return false;
    return table.verdictOf(model, row)?.same ?? false;
  };
}
