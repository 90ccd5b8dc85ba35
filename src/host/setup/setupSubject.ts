// A run being set up in the panel: what the page shows of the form, and what it is told.
import * as vscode from 'vscode';
import type { DatasetPreview, PanelView } from '../../protocol';
import type { Host } from '../host';
import { formHandlers } from './formHandlers';
import { openForm } from './formState';
import type { SetupOptions, SetupSubject } from './setup';

/** What the page shows of a file whose encoding is not the user's to choose. */
function withoutEncoding({ reading, ...preview }: DatasetPreview): DatasetPreview {
  const { encoding: _, ...rest } = reading ?? {};
  return { ...preview, ...(reading && { reading: rest }) };
}

/** @throws {InputError} when the dataset cannot be read; nothing is shown then. */
export async function openSetup(host: Host, path: string, options: SetupOptions = {}): Promise<SetupSubject> {
  const form = await openForm(host, path, options);
  const { models, feedback } = form;
  const { openedFrom = path, part } = options;
  const { name } = form.rows().preview;
  let tellView: ((view: PanelView) => void) | undefined;
  let isTrialWanted = false;
  const view = async (): Promise<PanelView> => {
    // The page is built anew when it comes into view again, after an edit in another tab perhaps.
    await form.refresh().catch((error: unknown) => {
      host.log.warn(error instanceof Error ? error.message : String(error));
    });
    const { preview } = form.rows();
    return {
      view: 'setup',
      setup: {
        id: form.id(),
        dataset: options.isOwnFile ? withoutEncoding(preview) : preview,
        models: models.choices(),
        draft: form.draft(),
        feedback: await feedback(),
        ...(part && { part: part.told() }),
        ...(isTrialWanted && { tryAtOnce: true }),
      },
    };
  };
  return {
    get dataset() {
      return form.dataset;
    },
    draft: form.draft,
    job: () => form.jobOf(form.draft()),
    change: form.change,
    feedback,
    tryAtOnce: () => {
      isTrialWanted = true;
    },
    title: vscode.l10n.t('SMART: {0}', name),
    about: () => ({ type: 'setup', path: openedFrom, id: form.id() }),
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
    handlers: formHandlers(
      form,
      async () => {
        tellView?.(await view());
      },
      () => {
        isTrialWanted = false;
      },
    ),
    dispose: () => {
      part?.dispose();
      void form.dataset.close();
    },
  };
}
