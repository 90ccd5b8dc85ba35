// label-draft.json of a run's folder: labels of the round that is being given, in the order in which they were given. They may still be taken back; once the
// round is done they go into the journal, and the draft is empty again.
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../engine/inputError';
import { readRegularText } from '../files/regularFile';
import { writeFileAtomically } from './atomicFile';

export type DraftLabel = {
  readonly row: number;
  /** As it was given; absent: whoever labelled could not say. */
  readonly label?: string;
  readonly note?: string;
  readonly by?: string;
  /** ISO 8601, UTC. */
  readonly at: string;
};

export type LabelDraft = {
  /** Who labels now; absent: nobody said. */
  readonly by?: string;
  readonly labels: readonly DraftLabel[];
  /** Rows that were put off, the last one last. */
  readonly skipped: readonly number[];
};

const labelDraftPath = (folder: string) => join(folder, 'label-draft.json');
const row = z.int().nonnegative();
const schema = z.object({
  format: z.literal('smart-label-draft'),
  version: z.literal(1, 'a newer version of SMART wrote it'),
  by: z.string().exactOptional(),
  labels: z.array(
    z.object({
      row,
      label: z.string().exactOptional(),
      note: z.string().exactOptional(),
      by: z.string().exactOptional(),
      at: z.string(),
    }),
  ),
  skipped: z.array(row),
});

/** Empty where nothing was said yet. @throws {InputError} where the file is damaged, or a newer version wrote it. */
export function readLabelDraft(folder: string): LabelDraft {
  const path = labelDraftPath(folder);
  try {
    const text = readRegularText(path);
    if (text === undefined) return { labels: [], skipped: [] };
    const { format: _, version: __, ...draft } = schema.parse(JSON.parse(text));
    return draft;
  } catch (error) {
    const why = error instanceof z.ZodError ? error.issues[0]!.message : (error as Error).message;
    throw new InputError(`${path} cannot be used (${why}); move it away to label the round anew.`);
  }
}

/** @throws {DiskError} */
export function writeLabelDraft(folder: string, draft: LabelDraft): void {
  writeFileAtomically(
    labelDraftPath(folder),
    `${JSON.stringify({ format: 'smart-label-draft', version: 1, ...draft })}\n`,
  );
}
