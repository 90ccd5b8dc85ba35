// Two commands that lead through the form: the estimate as a message, and the trial on the first rows. A form in view is taken as it stands;
// without one a file is taken; a missing prompt is asked for. Estimating sends nothing, so it needs no trust.
import * as vscode from 'vscode';
import { showInformation } from '../notify';
import { InputError } from '../../engine/inputError';
import type { SetupFeedback } from '../../protocol';
import type { Host } from '../host';
import { formatCount, formatUsd } from '../figures';
import { assertTrusted } from '../runs/startRun';
import { askPrompt } from '../setup/askPrompt';
import { isSetupSubject, type SetupSubject } from '../setup/setup';
import { openForm } from './processDataset';

/** @param file a URI from a menu; absent: the form in view, else as `openForm` says. */
async function filledForm(host: Host, file: unknown): Promise<SetupSubject> {
  const shown = host.panel.subject();
  const form = !(file instanceof vscode.Uri) && isSetupSubject(shown) ? shown : await openForm(host, file);
  try {
    await askPrompt(form);
  } catch (error) {
    // Nobody shows this form, so nobody else would close its dataset.
    if (form !== shown) form.dispose();
    throw error;
  }
  return form;
}

/** @throws {InputError} why there is no estimate; {UserCancelled} when the prompt was given up. */
export async function estimateCost(host: Host, file: unknown): Promise<void> {
  const form = await filledForm(host, file);
  host.panel.show(form);
  const feedback = await form.feedback();
  void showInformation(estimateText(form, feedback));
}

/** Asks the chosen models about the first rows; the page shows their answers side by side. */
export async function tryRows(host: Host, file: unknown): Promise<void> {
  assertTrusted();
  const form = await filledForm(host, file);
  form.tryAtOnce();
  host.panel.show(form);
}

/** @throws {InputError} */
function estimateText({ dataset }: SetupSubject, { rows, estimate, requests, problems }: SetupFeedback): string {
  if (estimate === undefined) {
    const errors = problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
    if (requests === undefined || errors.length > 0) throw new InputError(errors.join(' '));
    return vscode.l10n.t(
      '{0}, {1} rows: {2} to {3} requests; their cost is unknown.',
      dataset.name,
      formatCount(rows),
      formatCount(requests.low),
      formatCount(requests.high),
    );
  }
  const { total, referenceUsd } = estimate;
  return vscode.l10n.t(
    '{0}, {1} rows: about {2} ({3} to {4}); the reference alone: {5}.',
    dataset.name,
    formatCount(rows),
    formatUsd(total.expectedUsd),
    formatUsd(total.lowUsd),
    formatUsd(total.highUsd),
    formatUsd(referenceUsd),
  );
}
