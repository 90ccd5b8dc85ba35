// A person at the labelling page: one row of the round after the other, undone, put off and taken up again after a reload. Each label is on disk at once, in a
// draft; the journal gets the round as a whole when the person is content with it.
import { openDatasetOfRun } from '../datasetOfRun';
import type { OpenedDataset } from '../../datasets/openedDataset';
import type { Answer } from '../../engine/answerTable';
import { InputError } from '../../engine/inputError';
import type { Labelling } from '../../engine/labelling';
import type { Job } from '../../engine/job';
import { readField, type FieldSource } from '../../engine/prompt/resolveField';
import { makePrompt } from '../../engine/prompt/template';
import { answerWanted } from '../../engine/task/answerWanted';
import { makeAnswerParser } from '../../engine/task/parseAnswer';
import type { Installation } from '../../store/installation';
import { readLabelDraft, writeLabelDraft, type DraftLabel, type LabelDraft } from '../../store/labelDraftFile';
import { readManifest } from '../../store/runFiles';
import { labelRoundOf, type LabelRound } from './labelRound';
import { unclear } from './readLabels';
import { takeLabels, type TakenLabels } from './takeLabels';

type Opened = {
  readonly job: Job;
  readonly round: LabelRound;
  readonly dataset: OpenedDataset;
  readonly fields: readonly FieldSource[];
};

/** What is said of a row; neither: nobody can label it. */
export type SaidOfRow = { readonly row: number; readonly label?: string; readonly note?: string };

export class LabelSitting {
  private opened: Promise<Opened> | undefined;

  /** @param now ISO 8601, UTC. */
  constructor(
    private readonly folder: string,
    private readonly installation: Installation,
    private readonly now: () => string,
  ) {}

  /** Reads the round anew: another window, or a file, may have brought labels meanwhile. */
  async open(): Promise<Labelling> {
    await this.close();
    return this.shown();
  }

  /** @throws {InputError} where it is no label, or another row is shown by now */
  async label({ row, label, note }: SaidOfRow): Promise<Labelling> {
    const { job } = await this.ensured();
    if (label !== undefined) answerOf(job, label);
    return this.change((draft, next) => {
      if (row !== next) throw new InputError('Another row is to be labelled by now; look at it again.');
      const { by } = draft;
      const given: DraftLabel = {
        ...{ row, at: this.now() },
        ...(label !== undefined && { label }),
        ...(note !== undefined && note.trim() !== '' && { note: note.trim() }),
        ...(by !== undefined && { by }),
      };
      return { ...draft, labels: [...draft.labels, given], skipped: draft.skipped.filter((one) => one !== row) };
    });
  }

  /** Puts the row off until all others of the round are labelled. */
  skip(row: number): Promise<Labelling> {
    return this.change((draft) => ({ ...draft, skipped: [...draft.skipped.filter((one) => one !== row), row] }));
  }

  /** Takes the last label of the round back; its row is shown again. */
  undo(): Promise<Labelling> {
    return this.change((draft) => ({ ...draft, labels: draft.labels.slice(0, -1) }));
  }

  /** Who labels from now on. */
  name(by: string): Promise<Labelling> {
    return this.change(({ by: _, ...draft }) => ({ ...draft, ...(by.trim() !== '' && { by: by.trim() }) }));
  }

  /** The round goes into the journal. @throws {InputError} while rows of it are open */
  async take(): Promise<TakenLabels> {
    const { job, round } = await this.ensured();
    const draft = this.draft(round);
    if (draft.labels.length < round.open.length)
      throw new InputError('Rows of this round still wait for a label; label them first.');
    const brought = draft.labels.map(({ row, label, note, by, at }) => ({
      ...{ row, at, answer: label === undefined ? unclear : answerOf(job, label) },
      ...(note !== undefined && { note }),
      ...(by !== undefined && { by }),
    }));
    const taken = await takeLabels(this.folder, brought, { installation: this.installation, now: this.now });
    writeLabelDraft(this.folder, { ...(draft.by !== undefined && { by: draft.by }), labels: [], skipped: [] });
    await this.close();
    return taken;
  }

  async close(): Promise<void> {
    const opened = this.opened;
    this.opened = undefined;
    await (await opened?.catch(() => undefined))?.dataset.close();
  }

  private ensured(): Promise<Opened> {
    return (this.opened ??= this.read());
  }

  private async read(): Promise<Opened> {
    const { job, dataset: then, runId } = readManifest(this.folder);
    const round = labelRoundOf(this.folder);
    const dataset = await openDatasetOfRun(this.folder, this.installation);
    if (dataset.hash !== then.hash) {
      await dataset.close();
      throw new InputError(
        `${dataset.name} changed since run ${runId} began; its rows are others now. Bring the file back as it was, or start a new run.`,
      );
    }
    const { prompt } = makePrompt(job.prompt, dataset.columns, job.task, job.examples);
    return { job, round, dataset, fields: prompt?.fields ?? [] };
  }

  /** Of the rows that still wait: what a file brought meanwhile is the journal's. */
  private draft({ open }: LabelRound): LabelDraft {
    const wanted = new Set(open);
    const { labels, skipped, ...rest } = readLabelDraft(this.folder);
    return {
      ...rest,
      labels: labels.filter(({ row }) => wanted.has(row)),
      skipped: skipped.filter((row) => wanted.has(row)),
    };
  }

  private async change(make: (draft: LabelDraft, next: number | undefined) => LabelDraft): Promise<Labelling> {
    const { round } = await this.ensured();
    const draft = this.draft(round);
    writeLabelDraft(this.folder, make(draft, nextRow(round, draft)));
    return this.shown();
  }

  private async shown(): Promise<Labelling> {
    const { job, round, dataset, fields } = await this.ensured();
    const draft = this.draft(round);
    const row = nextRow(round, draft);
    const cells: { column: string; text: string }[] = [];
    if (row !== undefined)
      for await (const found of dataset.rows(Int32Array.of(row)))
        for (const field of fields) cells.push({ column: field.name, text: readField(found, field) ?? '' });
    const { free, expected } = round.asked ?? {};
    return {
      person: round.person.id,
      ...(draft.by !== undefined && { by: draft.by }),
      ...(job.task.type === 'labels' && job.task.multiple !== true && { labels: job.task.labels }),
      roundRows: round.open.length,
      labelled: draft.labels.length,
      given: round.given.size + draft.labels.length,
      ...(expected !== undefined && { expected }),
      ...(free !== undefined && { free }),
      ...(row !== undefined && { next: { row, cells, isPutOff: draft.skipped.includes(row) } }),
    };
  }
}

/** Rows in the order of the file, those that were put off last. */
function nextRow({ open }: LabelRound, { labels, skipped }: LabelDraft): number | undefined {
  const done = new Set(labels.map(({ row }) => row));
  const later = new Set(skipped);
  return open.find((row) => !done.has(row) && !later.has(row)) ?? skipped.find((row) => !done.has(row));
}

/** @throws {InputError} where the task has no such answer */
function answerOf({ task }: Job, label: string): Answer {
  const parsed = makeAnswerParser(task)(label);
  if (parsed.type !== 'valid')
    throw new InputError(`"${label.slice(0, 60)}" is no label; it must be ${answerWanted(task)}.`);
  return { status: 'valid', key: parsed.key, text: parsed.answer };
}
