// Requests that make no sense on the page in view are refused. They come from a page that has been left (a late click, say): logged, and told to nobody.
import * as vscode from 'vscode';

export class WrongPage extends Error {
  override readonly name = 'WrongPage';
}

function refuse(): never {
  throw new WrongPage(vscode.l10n.t('This is not possible on this page.'));
}

/** The setup page's requests, refused on a run's page. */
export const onlyOnSetup = {
  updateDraft: refuse,
  suggestLabels: refuse,
  pickPrompt: refuse,
  readAs: refuse,
  tryRows: refuse,
  agreeToPart: refuse,
  writeWholeTable: refuse,
  startRun: refuse,
  addModel: refuse,
  addVariant: refuse,
  setPrice: refuse,
};

/** A comparison's requests, refused on the other pages. */
export const onlyOnComparison = { changedRows: refuse };

/** A run's requests, refused on the setup page. */
export const onlyOnRun = {
  pauseRun: refuse,
  resumeRun: refuse,
  cancelRun: refuse,
  rerunFailed: refuse,
  rowsPage: refuse,
  explainRow: refuse,
  correctRow: refuse,
  askRowAgain: refuse,
  deliverCorrections: refuse,
  scan: refuse,
  ownCheck: refuse,
  judgeRow: refuse,
  unjudgeRow: refuse,
  audit: refuse,
  beginAudit: refuse,
  auditRow: refuse,
  undoAudit: refuse,
  overruleVerdict: refuse,
  labelling: refuse,
  labelRow: refuse,
  skipLabel: refuse,
  undoLabel: refuse,
  nameLabeller: refuse,
  takeLabels: refuse,
  openOutput: refuse,
  openReport: refuse,
  exportReport: refuse,
};
