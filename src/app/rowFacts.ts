// What planning has to know of every row before anything is asked: how long it is, whether another is identical to it, whether it has any text. Learned in
// one reading of the table, which is most of what the start of a run over millions of rows takes; so a large table's is kept in the run's folder.
import { createHash } from 'node:crypto';
import type { OpenedDataset, TypedRow } from '../datasets/openedDataset';
import type { Job } from '../engine/job';
import { isVariant } from '../engine/model';
import type { Prompt } from '../engine/prompt/template';
import { inTurns } from '../engine/turns';
import { TwinFinder } from '../engine/twinGroups';
import { processTurns } from '../store/processTurns';
import type { StoredRowFacts } from '../store/rowFactsFile';
import { RowTexts } from './rowTexts';
import { software } from './software';
import { sha256OfText } from './textDigest';

/** Texts up to this many characters in all are kept for text features; larger datasets do without. */
export const textLimit = { characters: 64_000_000 };

export type RowFacts = StoredRowFacts & {
  /** Per row the first one identical to it; absent: all differ. */
  readonly twins?: Int32Array | undefined;
  /** Rows' own texts; absent: there is too much of them. */
  readonly texts?: RowTexts | undefined;
};

/** Facts that an earlier session kept. Undefined: there are none about this. */
export type KnownFacts = (question: string, rowCount: number) => Promise<StoredRowFacts | undefined>;

/** Of what the facts of a table's rows depend on; the same exactly where they are the same. */
export function questionOf(job: Job, { hash }: Pick<OpenedDataset, 'hash'>, rowCount: number): string {
  const { prompt, task, examples, reading } = job;
  const variants = job.models
    .filter((model) => isVariant(model))
    .map(({ id, settings }) => [id, settings.prompt, settings.excerpt]);
  return createHash('sha256')
    .update(JSON.stringify([software, hash, rowCount, reading, prompt, task, examples, variants]))
    .digest('hex');
}

/** @param also sees every row as well. */
export async function learnRows(
  dataset: Pick<OpenedDataset, 'rows' | 'rowCount' | 'hash'>,
  rowCount: number,
  prompt: Prompt,
  job: Job,
  also: (row: TypedRow) => void,
): Promise<RowFacts> {
  const lengths = new Float32Array(rowCount);
  const variants = job.models
    .filter((model) => isVariant(model))
    .map((model) => ({ prompt: prompt.of(model), model, lengths: new Float32Array(rowCount) }));
  const twinFinder = new TwinFinder(rowCount, sha256OfText);
  let texts: RowTexts | undefined = new RowTexts(rowCount);
  let characters = 0;
  let longest = '';
  let emptyRows = 0;
  const emptyFields = new Map<string, number>();
  for await (const row of dataset.rows(firstRows(rowCount, dataset.rowCount))) {
    also(row);
    const { content } = prompt.render(row);
    const missing = prompt.missingFields(row);
    if (missing.length === prompt.fields.length) emptyRows++;
    for (const field of missing) emptyFields.set(field, (emptyFields.get(field) ?? 0) + 1);
    const own = prompt.ownText(row);
    lengths[row.index] = own.length;
    characters += content.length;
    if (content.length > longest.length) longest = content;
    // Rows are identical only if every model is asked the same about them.
    let asked = content;
    for (const { prompt: own, model, lengths: ownLengths } of variants) {
      const rendered = own.render(row).content;
      ownLengths[row.index] = rendered.length;
      if (rendered.length > longest.length) longest = rendered;
      if (model.settings.prompt !== undefined) asked += `\n${rendered}`;
    }
    twinFinder.add(row.index, asked);
    if (characters > textLimit.characters) texts = undefined;
    texts?.add(own);
  }
  return {
    question: questionOf(job, dataset, rowCount),
    lengths,
    variantLengths: new Map(variants.map(({ model, lengths }) => [model.id, lengths])),
    digests: twinFinder.digests,
    ...{ characters, longestBytes: Buffer.byteLength(longest), emptyRows, emptyFields },
    twins: twinFinder.twins,
    texts,
  };
}

/** The same facts, of rows that an earlier session read. */
export async function recallRows(stored: StoredRowFacts): Promise<RowFacts> {
  const { twins } = await inTurns(TwinFinder.of(stored.digests), processTurns);
  return { ...stored, twins };
}

/** Undefined: all rows. */
function firstRows(rowCount: number, all: number): Int32Array | undefined {
  return rowCount === all ? undefined : Int32Array.from({ length: rowCount }, (_, row) => row);
}
