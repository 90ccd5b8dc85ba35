// The models of an open form: read anew when settings or keys change, wherever that was done.
import * as vscode from 'vscode';
import type { Model } from '../../engine/model';
import type { ModelChoice } from '../../protocol';
import type { Host } from '../host';
import { type HostLadder, loadHostLadder } from '../models/hostLadder';
import { editorModelIds } from '../models/listModels';
import { modelChoices } from '../models/modelChoices';

export type FormLadder = {
  readonly ladder: () => HostLadder;
  readonly choices: () => readonly ModelChoice[];
  readonly reload: () => Promise<readonly ModelChoice[]>;
  /** Calls back with the models whenever they have changed, until the returned function is called. */
  readonly watch: (onChange: (models: readonly ModelChoice[]) => void) => () => void;
};

/**
 * @param named models of a job file, beside the user's own
 * @param usdPerRow dollars that a row is expected to cost, where known
 */
export async function createFormLadder(
  host: Host,
  named: readonly unknown[] | undefined,
  usdPerRow: (model: Model) => number | undefined,
): Promise<FormLadder> {
  const read = async () => {
    const keys = await host.keys.all();
    const editorIds = keys.length === 0 ? await editorModelIds() : [];
    const ladder = await loadHostLadder(named, editorIds.slice(0, mostSuggested));
    return { ladder, choices: modelChoices(ladder, keys, usdPerRow) };
  };
  let now = await read();
  const reload = async () => {
    now = await read();
    return now.choices;
  };
  return {
    ladder: () => now.ladder,
    choices: () => now.choices,
    reload,
    watch(onChange) {
      const renew = () => {
        reload().then(onChange, (error: unknown) => {
          // Half an edit of the settings file, say; the next one may be whole.
          host.log.warn(`The models could not be read: ${error instanceof Error ? error.message : String(error)}`);
        });
      };
      const listening = [
        vscode.workspace.onDidChangeConfiguration((change) => {
          if (change.affectsConfiguration('smart.models') || change.affectsConfiguration('smart.providers')) renew();
        }),
        host.context.secrets.onDidChange(renew),
        vscode.lm.onDidChangeChatModels(renew),
      ];
      return () => {
        for (const one of listening) one.dispose();
      };
    },
  };
}

/** Models of VS Code that stand in the form unasked; "Add model" lists all of them. */
const mostSuggested = 6;
