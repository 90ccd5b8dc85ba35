// An open form: its rows, the draft as the user edits it, and what there is to say about it. The draft is kept in the workspace's memory, so that a
// reload loses nothing typed.
import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import * as vscode from 'vscode';
import { keptAnswers } from '../../app/keptAnswers';
import { usageOfRuns, type MeasuredUsage } from '../../app/measuredUsage';
import { expectedRowCost } from '../../app/orderLadder';
import { defaultOutputOf, freeOutputPath } from '../../datasets/results/outputPath';
import type { Row } from '../../engine/dataset';
import { offeredEncodings } from '../../engine/encodings';
import type { Job } from '../../engine/job';
import { rowsPerRequestOf } from '../../engine/model';
import type { Draft, SetupFeedback } from '../../protocol';
import type { TakingRun } from '../../store/importAnswers';
import { fileMemory } from '../fileMemory';
import type { Host } from '../host';
import { hostAnswerCache } from '../models/answerCache';
import { startingModels } from '../models/modelChoices';
import { runsFolderFor } from '../runs/startRun';
import { readSettings } from '../settings';
import { openAsking, type ReadingQuestion } from './askReading';
import { emptyDraft, jobOfDraft, renewDraft, type KeptDraft } from './draftJob';
import { createEarlierRuns } from './earlierRuns';
import { giveFeedback } from './feedback';
import { createFormLadder, type FormLadder } from './formLadder';
import { type FormRows, openRows, openRowsAsKept } from './formRows';
import { queueNote } from './queuedFiles';
import type { Setup, SetupOptions } from './setup';

export type FormState = Setup & {
  readonly host: Host;
  readonly options: SetupOptions;
  readonly models: FormLadder;
  readonly rows: () => FormRows;
  /** The same file, read otherwise; the rows before are closed once the form shows these. @throws {InputError} and stays as it is */
  readonly readAs: (reading: FormRows['reading'], draft: Draft, shown: () => Promise<void>) => Promise<void>;
  /**
   * The rows of the file as it stands by now.
   * @param note told beside them
   * @param shown the page shows them
   * @returns false when it stands as it did. @throws {InputError} when it cannot be read any more; the form stays as it is
   */
  readonly refresh: (note?: string, shown?: () => Promise<void>) => Promise<boolean>;
  /** Another one whenever the page's own copy of the draft no longer holds. */
  readonly id: () => string;
  readonly draft: () => Draft;
  /** What the page has typed. */
  readonly keep: (draft: Draft) => void;
  /** What the page has not typed. */
  readonly change: (draft: Draft) => void;
  readonly jobOf: (draft: Draft) => Job;
  readonly feedback: () => Promise<SetupFeedback>;
  /** What the answers of a trial of the draft took, for as long as the question stays the same. */
  readonly tried: (draft: Draft, usage: MeasuredUsage) => void;
};

const drafts = fileMemory<KeptDraft>('form');

/** The sentence that says why, above what can be read instead. Undefined: the user chose nothing. */
async function pickReading(question: ReadingQuestion, sentence: string): Promise<string | undefined> {
  return vscode.window.showQuickPick([...(question.about === 'sheet' ? question.sheets : offeredEncodings)], {
    title: sentence,
    placeHolder:
      question.about === 'sheet' ? vscode.l10n.t('Choose another sheet') : vscode.l10n.t('Choose its encoding'),
    ignoreFocusOut: true,
  });
}

/** Of a row, all columns together. */
function typicalCharacters({ sample, preview }: Pick<FormRows, 'sample' | 'preview'>): number {
  const ofRow = (row: Row) => preview.columns.reduce((sum, { name }) => sum + (row.get(name) ?? '').length, 0);
  return sample.reduce((sum, row) => sum + ofRow(row), 0) / Math.max(1, sample.length);
}

/** What answers are to: other models or settings ask the same. */
const questionOf = ({ prompt, task, examples }: Draft) => JSON.stringify([prompt, task, examples]);

/** Another one once the file was written anew; undefined: there is none. */
function standingOf(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && [found.mtimeNs, found.size, found.ino].join(' ');
}

/** @throws {InputError} when the dataset cannot be read */
export async function openForm(host: Host, path: string, options: SetupOptions): Promise<FormState> {
  const notes = options.queue?.length ? [queueNote(options.queue)] : [];
  const memory = host.context.workspaceState;
  const kept = drafts.recall(memory, path);
  let stood = standingOf(path);
  let rows = await openAsking(
    (reading) =>
      reading ? openRows(path, reading, options.name, notes) : openRowsAsKept(kept?.reading, path, options.name, notes),
    options.reading,
    pickReading,
  );
  const fresh = emptyDraft(readSettings(), options.out ?? (await freeOutputPath(defaultOutputOf(rows.dataset, path))));
  let draft: Draft = options.draft?.(fresh) ?? renewDraft(kept, fresh);
  const typical = typicalCharacters(rows);
  const models = await createFormLadder(host, options.models, (model) =>
    expectedRowCost(model, draft.task, typical + draft.prompt.length / rowsPerRequestOf(model)),
  );
  const { ladder } = models;
  const isThere = (id: string) => ladder().models.some((model) => model.id === id);
  if (!draft.models.some(isThere)) draft = { ...draft, models: startingModels(models.choices(), draft.task) };
  let { id = randomUUID() } = options;

  const keep = (next: Draft) => {
    draft = next;
    drafts.keep(memory, path, { draft: next, fresh, ...(rows.reading && { reading: rows.reading }) });
  };
  const change = (next: Draft) => {
    keep(next);
    id = randomUUID();
  };
  const jobOf = (of: Draft) => ({
    ...jobOfDraft(of, path, ladder().models, readSettings()),
    ...(rows.reading && { reading: rows.reading }),
    ...(options.name !== undefined && { datasetTitle: options.name }),
  });
  let trial: { readonly question: string; readonly usage: MeasuredUsage } | undefined;
  const earlierRuns = createEarlierRuns(() => runsFolderFor(host, path), host.installation);
  let usageBefore: { readonly of: string; readonly usage: MeasuredUsage } | undefined;
  /** Read once for each question and each choice of models: a form asks after every edit. */
  const measuredBefore = (into: TakingRun): MeasuredUsage => {
    const of = JSON.stringify([questionOf(draft), into.job.models, into.job.limit]);
    if (usageBefore?.of !== of) usageBefore = { of, usage: usageOfRuns(runsFolderFor(host, path), into) };
    return usageBefore.usage;
  };
  /** Before anything is given up: the file may be unreadable by now, and the form goes on with what it has. */
  const readAnew = async (reading: FormRows['reading'], told: readonly string[], taken: () => Promise<void>) => {
    const stands = standingOf(path);
    const next = await openRows(path, reading, options.name, told);
    const before = rows;
    [rows, stood, trial] = [next, stands, undefined];
    await taken();
    await before.dataset.close();
  };
  return {
    ...{ host, path, options, models, ladder, keep, change, jobOf },
    get dataset() {
      return rows.dataset;
    },
    get sample() {
      return rows.sample;
    },
    rows: () => rows,
    id: () => id,
    draft: () => draft,
    readAs: (reading, typed, shown) =>
      readAnew(reading, notes, () => {
        change(typed);
        return shown();
      }),
    refresh: async (note, shown = () => Promise.resolve()) => {
      if (standingOf(path) === stood) return false;
      await readAnew(rows.reading, note === undefined ? notes : [...notes, note], shown);
      return true;
    },
    feedback: () =>
      giveFeedback({
        ...{ draft, job: jobOf(draft), choices: models.choices(), ladder: ladder().models, earlierRuns },
        ...{ dataset: rows.dataset, sample: rows.sample },
        keptAnswers: async (plan) => {
          const cache = await hostAnswerCache(host);
          return cache ? keptAnswers(plan, cache.has, (name) => ladder().providers.get(name)) : new Map();
        },
        isUnagreedPart: options.part?.told().isAgreed === false,
        ...(trial?.question === questionOf(draft) && { measured: trial.usage }),
        measuredBefore,
      }),
    tried: (of, usage) => {
      trial = { question: questionOf(of), usage };
    },
  };
}
