// What the page of a form may ask: to look at the draft, to fill in a part of it, to try rows, to start.
import * as vscode from 'vscode';
import type { PanelRequests } from '../../protocol';
import type { RequestHandlers } from '../../rpc';
import { carryOut } from '../mend';
import { UserCancelled } from '../userCancelled';
import { logHandlers } from '../panel/logHandlers';
import { onlyOnComparison, onlyOnRun } from '../panel/wrongPage';
import type { FormState } from './formState';
import { modelHandlers } from './modelHandlers';
import { pickPrompt } from './pickPrompt';
import { runQueued } from './queuedFiles';
import { startDraft } from './startDraft';
import { suggestLabels } from './suggestLabels';
import { tryRows, usageOfTrial } from './tryRows';

/** @param onShown the page shows the form as it is by now. @param onTrial a trial begins that the page asked for. */
export function formHandlers(
  form: FormState,
  onShown: () => Promise<void>,
  onTrial: () => void,
): Omit<RequestHandlers<PanelRequests>, 'ready'> {
  const { host, models, options, keep, change, feedback } = form;
  const { part, queue = [] } = options;
  let trial: ReturnType<typeof tryRows> | undefined;
  /** Nothing is sent of rows that the user has not seen: where the file has changed, the page shows it anew, with a word about it. */
  const isSeen = async () => {
    const word = vscode.l10n.t(
      '{0} has changed since this form showed its rows. They were read again: look at them before you go on. Nothing was sent.',
      form.dataset.name,
    );
    return !(await form.refresh(word, onShown));
  };
  return {
    ...onlyOnRun,
    ...onlyOnComparison,
    updateDraft: async ({ draft }) => {
      keep(draft);
      // What is said of the draft rests on the rows, too.
      await isSeen();
      return feedback();
    },
    suggestLabels: ({ draft, column }) => suggestLabels(host, form, form.jobOf(draft), form.rows().preview, column),
    pickPrompt: async ({ draft: typed }) => {
      keep(typed);
      const earlier = await pickPrompt(host);
      if (earlier !== undefined) {
        // Solved rows belong to the prompt that they were written for, as do the answers of a run.
        const { examples: _, answersOf: __, ...rest } = form.draft();
        change({ ...rest, ...earlier });
        await onShown();
      }
      return {};
    },
    readAs: async ({ draft, encoding, sheet }) => {
      const reading = {
        ...form.rows().reading,
        ...(encoding !== undefined && { encoding }),
        ...(sheet !== undefined && { sheet }),
      };
      await form.readAs(reading, draft, onShown);
      return {};
    },
    tryRows: ({ draft }) => {
      onTrial();
      // A page that is built anew asks again; rows go out once.
      trial ??= isSeen()
        .then((seen) => {
          // The page that asked is gone: the one in its place says why.
          if (!seen) throw new UserCancelled();
          return tryRows(host, form, form.jobOf(draft));
        })
        .then((tried) => {
          form.tried(draft, usageOfTrial(tried.rows));
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
    writeWholeTable: async ({ draft }) => {
      keep(draft);
      await part?.writeWhole(draft);
      return {};
    },
    startRun: async ({ draft, until }) => {
      keep(draft);
      if (!(await isSeen())) return { isStarted: false };
      const isStarted = await startDraft(host, form, form.jobOf(draft), await feedback(), {
        ...options.start,
        ...(draft.answersOf !== undefined && { answersOf: draft.answersOf }),
        ...(until && { until }),
      });
      const run = host.runs.current();
      if (isStarted && until === undefined && queue.length > 0 && run !== undefined)
        void runQueued(host, run, draft, queue);
      return { isStarted };
    },
    ...modelHandlers(host, models, options.models),
    mend: async (mend) => {
      await carryOut(host, mend);
      await models.reload();
      await onShown();
      return {};
    },
    ...logHandlers(host),
    newRun: () => ({}),
    processNewRows: () => ({}),
  };
}
