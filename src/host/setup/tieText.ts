// That nobody chose the reference and prices do not show which model should be it, in words: in the form, and in the question before a run.
import * as vscode from 'vscode';

/** @param tied ids of the models that cost the same, the reference among them. */
export function tieText(tied: readonly string[], reference: string): string {
  const names = new Intl.ListFormat(vscode.env.language).format(tied);
  return vscode.l10n.t(
    '{0} cost the same, so prices do not show which is the strongest. SMART takes {1} as the reference; choose another one if that is wrong.',
    names,
    reference,
  );
}
