// Asks for the prompt where a command needs one and the form has none yet: one line, checked as it is typed, with the columns named.
import * as vscode from 'vscode';
import { askText } from '../notify';
import { makePrompt } from '../../engine/prompt/template';
import { chosen } from '../userCancelled';
import type { SetupSubject } from './setup';

/** Columns that the input box names. */
const namedColumns = 8;

/** Leaves a form that has a prompt as it is. @throws {UserCancelled} when given up. */
export async function askPrompt({ dataset, draft, change }: SetupSubject): Promise<void> {
  if (draft().prompt.trim() !== '') return;
  const columns = dataset.columns.slice(0, namedColumns).map((name) => `{{${name}}}`);
  const prompt = await askText({
    title: vscode.l10n.t('What do you want to know about each row of {0}?', dataset.name),
    prompt: vscode.l10n.t('Columns: {0}', columns.join(' ')),
    placeHolder: vscode.l10n.t('e.g. Is this positive or negative? {0}', columns.at(-1) ?? ''),
    ignoreFocusOut: true,
    validateInput: (text) => {
      if (text.trim() === '') return vscode.l10n.t('Write a prompt first.');
      const { problems } = makePrompt(text, dataset.columns, draft().task);
      return problems.find(({ severity }) => severity === 'error')?.message;
    },
  });
  change({ ...draft(), prompt: chosen(prompt) });
}
