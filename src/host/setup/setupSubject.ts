// A run being set up in the panel: the opened dataset, the draft as the user edits it, and what the form may ask. The draft is kept in the
// workspace's memory, so that a reload loses nothing typed.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { defaultOutputOf, freeOutputPath } from '../../datasets/results/outputPath';
import { pathKey } from '../../files/sameFile';
import type { DatasetPreview, Draft, PanelView, SetupFeedback } from '../../protocol';
import type { Host } from '../host';
import { carryOut } from '../mend';
import type { Row } from '../../engine/dataset';
import { offeredEncodings } from '../../engine/encodings';
import { rowsPerRequestOf } from '../../engine/model';
import { keptAnswers } from '../../app/keptAnswers';
import { expectedRowCost } from '../../app/orderLadder';
import { usageOfRuns, type MeasuredUsage } from '../../app/measuredUsage';
import { hostAnswerCache } from '../models/answerCache';
import { startingModels } from '../models/modelChoices';
import { onlyOnComparison, onlyOnRun } from '../panel/wrongPage';
import { runsFolderFor } from '../runs/startRun';
import type { TakingRun } from '../../store/importAnswers';
import { readSettings } from '../settings';
import type { Setup, SetupOptions, SetupSubject } from './setup';
import { startDraft } from './startDraft';
import { emptyDraft, jobOfDraft, renewDraft, type KeptDraft } from './draftJob';
import { createEarlierRuns } from './earlierRuns';
import { createFormLadder } from './formLadder';
import { openAsking, type ReadingQuestion } from './askReading';
import { type FormRows, openRows, openRowsAsKept } from './formRows';
import { modelHandlers } from './modelHandlers';
import { giveFeedback } from './feedback';
import { tryRows, usageOfTrial } from './tryRows';
import { pickPrompt } from './pickPrompt';
import { queueNote, runQueued } from './queuedFiles';
import { suggestLabels } from './suggestLabels';
import { logHandlers } from '../panel/logHandlers';

const draftKey = (path: string) => `form ${pathKey(path)}`;

/** The sentence that says why, above what can be read instead. */
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

/** What the page shows of a file whose encoding is not the user's to choose. */
function withoutEncoding({ reading, ...preview }: DatasetPreview): DatasetPreview {
  const { encoding: _, ...rest } = reading ?? {};
  return { ...preview, ...(reading && { reading: rest }) };
}

/** @throws {InputError} when the dataset cannot be read; nothing is shown then. */
export async function openSetup(host: Host, path: string, options: SetupOptions = {}): Promise<SetupSubject> {
  let { id = randomUUID() } = options;
  const { openedFrom = path } = options;
  const { queue = [], part } = options;
  const notes = queue.length > 0 ? [queueNote(queue)] : [];
  const memory = host.context.workspaceState;
  const kept = memory.get<KeptDraft>(draftKey(path));
  let rows = await openAsking(
    (reading) =>
      reading ? openRows(path, reading, options.name, notes) : openRowsAsKept(kept?.reading, path, options.name, notes),
    options.reading,
    pickReading,
  );
  const { name } = rows.preview;

  const fresh = emptyDraft(readSettings(), options.out ?? (await freeOutputPath(defaultOutputOf(rows.dataset, path))));
  let draft: Draft = options.draft?.(fresh) ?? renewDraft(kept, fresh);
  const typical = typicalCharacters(rows);
  const models = await createFormLadder(host, options.models, (model) =>
    expectedRowCost(model, draft.task, typical + draft.prompt.length / rowsPerRequestOf(model)),
  );
  const { ladder } = models;
  const isThere = (id: string) => ladder().models.some((model) => model.id === id);
  if (!draft.models.some(isThere)) draft = { ...draft, models: startingModels(models.choices(), draft.task) };

  /** What the answers of the last trial took, and to which question. */
  let trialUsage: { readonly question: string; readonly usage: MeasuredUsage } | undefined;
  const questionOf = ({ prompt, task, examples }: Draft) => JSON.stringify([prompt, task, examples]);
  const earlierRuns = createEarlierRuns(() => runsFolderFor(host, path), host.installation);
  let usageBefore: { readonly of: string; readonly usage: MeasuredUsage } | undefined;
  /** Read once for each question and each choice of models: a form asks after every edit. */
  const measuredBefore = (into: TakingRun): MeasuredUsage => {
    const of = JSON.stringify([questionOf(draft), into.job.models, into.job.limit]);
    if (usageBefore?.of !== of) usageBefore = { of, usage: usageOfRuns(runsFolderFor(host, path), into) };
    return usageBefore.usage;
  };
  const setup: Setup = {
    path,
    get dataset() {
      return rows.dataset;
    },
    get sample() {
      return rows.sample;
    },
    ladder,
  };
  const jobOf = (of: Draft) => ({
    ...jobOfDraft(of, path, ladder().models, readSettings()),
    ...(rows.reading && { reading: rows.reading }),
    ...(options.name !== undefined && { datasetTitle: options.name }),
  });
  const feedback = (): Promise<SetupFeedback> =>
    giveFeedback({
      ...{ draft, job: jobOf(draft), choices: models.choices(), ladder: ladder().models, earlierRuns },
      ...{ dataset: rows.dataset, sample: rows.sample },
      keptAnswers: async (plan) => {
        const cache = await hostAnswerCache(host);
        return cache ? keptAnswers(plan, cache.has, (name) => ladder().providers.get(name)) : new Map();
      },
      isUnagreedPart: part?.told().isAgreed === false,
      ...(trialUsage?.question === questionOf(draft) && { measured: trialUsage.usage }),
      measuredBefore,
    });
  const keep = (next: Draft) => {
    draft = next;
    void memory.update(draftKey(path), {
      draft: next,
      fresh,
      ...(rows.reading && { reading: rows.reading }),
    } satisfies KeptDraft);
  };

  const change = (next: Draft) => {
    keep(next);
    // The page's own copy is of the draft before.
    id = randomUUID();
  };
  let tellView: ((view: PanelView) => void) | undefined;
  let isTrialWanted = false;
  const view = async (): Promise<PanelView> => ({
    view: 'setup',
    setup: {
      ...{
        id,
        dataset: options.isOwnFile ? withoutEncoding(rows.preview) : rows.preview,
        models: models.choices(),
        draft,
        feedback: await feedback(),
      },
      ...(part && { part: part.told() }),
      ...(isTrialWanted && { tryAtOnce: true }),
    },
  });
  let trial: ReturnType<typeof tryRows> | undefined;
  return {
    get dataset() {
      return rows.dataset;
    },
    draft: () => draft,
    job: () => jobOf(draft),
    change,
    feedback,
    tryAtOnce: () => {
      isTrialWanted = true;
    },
    title: vscode.l10n.t('SMART: {0}', name),
    about: () => ({ type: 'setup', path: openedFrom, id }),
    view,
    listen: (news) => {
      tellView = (next) => {
        news.tell('view', next);
      };
      const stopWatching = models.watch((changed) => {
        news.tell('models', { models: changed });
      });
      return () => {
        tellView = undefined;
        stopWatching();
      };
    },
    handlers: {
      ...onlyOnRun,
      ...onlyOnComparison,
      updateDraft: ({ draft: next }) => {
        keep(next);
        return feedback();
      },
      suggestLabels: ({ draft: next, column }) => suggestLabels(host, setup, jobOf(next), rows.preview, column),
      pickPrompt: async ({ draft: typed }) => {
        keep(typed);
        const earlier = await pickPrompt(host);
        if (earlier !== undefined) {
          // Solved rows belong to the prompt that they were written for, as do the answers of a run.
          const { examples: _, answersOf: __, ...rest } = draft;
          change({ ...rest, ...earlier });
          tellView?.(await view());
        }
        return {};
      },
      readAs: async ({ draft: typed, encoding, sheet }) => {
        const reading = {
          ...rows.reading,
          ...(encoding !== undefined && { encoding }),
          ...(sheet !== undefined && { sheet }),
        };
        // Before anything is given up: a sheet may be empty, and the form goes on with what it has.
        const next = await openRows(path, reading, options.name, notes);
        const before = rows;
        rows = next;
        trialUsage = undefined;
        change(typed);
        tellView?.(await view());
        await before.dataset.close();
        return {};
      },
      tryRows: ({ draft: next }) => {
        isTrialWanted = false;
        // A page that is built anew asks again; rows go out once.
        trial ??= tryRows(host, setup, jobOf(next))
          .then((tried) => {
            trialUsage = { question: questionOf(next), usage: usageOfTrial(tried.rows) };
            return tried;
          })
          .finally(() => {
            trial = undefined;
          });
        return trial;
      },
      agreeToPart: () => {
        part?.agree();
        return feedback();
      },
      writeWholeTable: async ({ draft: next }) => {
        keep(next);
        await part?.writeWhole(next);
        return {};
      },
      startRun: async ({ draft: next, until }) => {
        keep(next);
        const isStarted = await startDraft(host, setup, jobOf(next), await feedback(), {
          ...options.start,
          ...(next.answersOf !== undefined && { answersOf: next.answersOf }),
          ...(until && { until }),
        });
        const run = host.runs.current();
        if (isStarted && until === undefined && queue.length > 0 && run !== undefined)
          void runQueued(host, run, next, queue);
        return { isStarted };
      },
      ...modelHandlers(host, models, options.models),
      mend: async (mend) => {
        await carryOut(host, mend);
        await models.reload();
        tellView?.(await view());
        return {};
      },
      ...logHandlers(host),
      newRun: () => ({}),
      processNewRows: () => ({}),
    },
    dispose: () => {
      part?.dispose();
      void rows.dataset.close();
    },
  };
}
