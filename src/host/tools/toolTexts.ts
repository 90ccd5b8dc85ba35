// What the language-model tools say: to the person before they run, to the model afterwards. Rows and answers are never part of it.
import * as vscode from 'vscode';
import { InputError } from '../../engine/inputError';
import type { Host, RunSummary } from '../host';
import { detailOf } from '../confirmRun';
import { formatCount, formatUsd } from '../runs/figures';
import { checkRequest } from './datasetRequest';
import { processRequest, summarise } from './processRequest';

export function prepareEstimate(input: unknown): vscode.PreparedToolInvocation {
  const { dataset } = input as { dataset?: unknown };
  const name = typeof dataset === 'string' ? dataset.replace(/^.*[\\/]/, '') : '';
  return { invocationMessage: vscode.l10n.t('Estimating the cost of {0}', name) };
}

/** @throws {InputError} which VS Code hands to the model, who can mend the request. */
export async function estimateText(host: Host, input: unknown): Promise<string> {
  const { summary, feedback } = await summarise(host, input);
  const wrong = feedback.problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  return [
    `${formatCount(summary.rows)} rows of ${summary.dataset}; at most ${formatCount(feedback.allowed)} may differ from ${summary.reference}.`,
    `Models: ${summary.models.join(', ')}. Cost: ${summary.money}.`,
    feedback.estimate === undefined ? '' : `Basis: ${feedback.estimate.basis}.`,
    wrong.length === 0 ? '' : `It cannot run yet: ${wrong.join(' ')}`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

export async function prepareProcess(host: Host, input: unknown): Promise<vscode.PreparedToolInvocation> {
  const { summary } = await summarise(host, input);
  return {
    invocationMessage: vscode.l10n.t('Processing {0}', summary.dataset),
    confirmationMessages: {
      title: vscode.l10n.t('Answer {0} rows of {1}?', formatCount(summary.rows), summary.dataset),
      message: detailOf(summary),
    },
  };
}

export async function processText(host: Host, input: unknown, token: vscode.CancellationToken): Promise<string> {
  const stop = new AbortController();
  token.onCancellationRequested(() => {
    stop.abort();
  });
  // The tool's own confirmation has been given; the modal one would ask the same again. Where a tool may always run, only the cap holds it.
  const confirm = ({ unpriced }: RunSummary) =>
    unpriced === undefined
      ? Promise.resolve(true)
      : Promise.reject(new InputError(`The price of ${unpriced.join(', ')} is unknown, so a tool may not run it.`));
  const result = await processRequest({ ...host, confirm }, checkRequest(input), stop.signal);
  const finished = result?.finished;
  if (result === undefined || finished === undefined)
    return `The run ${result?.runId ?? ''} is ${result?.state ?? 'not started'}${result?.message === undefined ? '' : `: ${result.message}`}. It can be resumed in SMART.`;
  const { promise } = finished;
  return [
    `Done: ${formatCount(promise.covered)} of ${formatCount(promise.rows)} rows answered, written to ${finished.output ?? ''}.`,
    `With ${String(promise.confidence * 100)} % confidence at most ${formatCount(promise.allowed)} rows differ from ${promise.reference}.`,
    `Cost ${formatUsd(finished.spentUsd)}; the reference alone: ${formatUsd(finished.referenceUsd)}. ${formatCount(finished.failedRows)} rows failed.`,
  ].join('\n');
}
