// Empties the cache of answers, after a question: the next run of the same rows is then asked, and paid, again.
import * as vscode from 'vscode';
import { showInformation } from '../notify';
import { clearAnswerCache } from '../models/answerCache';
import type { Host } from '../host';
import { answersText } from '../figures';

export async function clearCache(host: Host): Promise<void> {
  const count = await clearAnswerCache(host);
  void showInformation(
    count === 0
      ? vscode.l10n.t('The answer cache is empty.')
      : vscode.l10n.t('Removed {0} from the cache.', answersText(count)),
  );
}
