// What the language-model tools say: to the user before they run, to the model afterwards. Rows and answers are never part of it.
import * as vscode from 'vscode';
import { InputError } from '../../engine/inputError';
import { besidePromise, fewRowsSentence, plannedSentence, promiseSentence } from '../../engine/promise/sentence';
import { failedSentence } from '../../engine/report/failedBecause';
import { terminalText, withoutLinks } from '../../engine/text/plainText';
import type { RunState } from '../../engine/runState';
import type { Host, RunSummary } from '../host';
import { detailOf } from '../confirmRun';
import { countOf } from '../../engine/text/figures';
import { formatCount, formatUsd, rowsText } from '../figures';
import { checkRequest } from './datasetRequest';
import { processRequest, summarise } from './processRequest';

/** What the user was asked about: the request, and the hash of its dataset then. */
const agreements = new Map<string, string>();
const agreementsKept = 20;
const keyOf = (input: unknown) => JSON.stringify(checkRequest(input));

export function prepareEstimate(input: unknown): vscode.PreparedToolInvocation {
  const { dataset } = input as { dataset?: unknown };
  const name = typeof dataset === 'string' ? dataset.replace(/^.*[\\/]/, '') : '';
  return { invocationMessage: withoutLinks(vscode.l10n.t('Estimating the cost of {0}', name)) };
}

/** @throws {InputError} which VS Code hands to the model, who can mend the request. */
export async function estimateText(host: Host, input: unknown): Promise<string> {
  const { summary, feedback, planned, accuracy, wrong } = await summarise(host, input);
  return [
    `${countOf(summary.rows, 'row')} of ${summary.dataset}. ${plannedSentence(planned)}`,
    fewRowsSentence({ ...planned, accuracy }),
    `Models: ${summary.models.join(', ')}. Cost: ${summary.money}.`,
    feedback.estimate === undefined ? '' : feedback.estimate.basis,
    wrong === undefined ? '' : `It cannot run yet: ${wrong}`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

export async function prepareProcess(host: Host, input: unknown): Promise<vscode.PreparedToolInvocation> {
  const { summary, hash, wrong } = await summarise(host, input);
  if (wrong !== undefined) throw new InputError(wrong);
  assertLimited(summary);
  agreements.delete(keyOf(input));
  agreements.set(keyOf(input), hash);
  for (const oldest of agreements.keys()) {
    if (agreements.size <= agreementsKept) break;
    agreements.delete(oldest);
  }
  return {
    invocationMessage: withoutLinks(vscode.l10n.t('Processing {0}', summary.dataset)),
    confirmationMessages: {
      title: withoutLinks(vscode.l10n.t('Answer {0} of {1}?', rowsText(summary.rows), summary.dataset)),
      // As text: a plain string is read as Markdown, in which a column could be a link that acts.
      message: new vscode.MarkdownString().appendText(terminalText(detailOf(summary))),
    },
  };
}

export async function processText(host: Host, input: unknown, token: vscode.CancellationToken): Promise<string> {
  const stop = new AbortController();
  token.onCancellationRequested(() => {
    stop.abort();
  });
  // The tool's own confirmation has been given; the modal one would ask the same again. Where a tool may always run, only the cap holds it.
  const confirm = async (summary: RunSummary) => {
    assertLimited(summary);
    return Promise.resolve(true);
  };
  const agreedHash = agreements.get(keyOf(input));
  agreements.delete(keyOf(input));
  if (agreedHash === undefined) throw new InputError('The user has not agreed to this request; ask again.');
  const result = await processRequest({ ...host, confirm }, checkRequest(input), stop.signal, agreedHash);
  const finished = result?.finished;
  if (result === undefined || finished === undefined)
    return `The run ${result?.runId ?? ''} is ${result?.state ?? 'not started'}${result?.message === undefined ? '' : `: ${result.message}`}. It can be resumed in SMART.`;
  const { promise } = finished;
  return [
    `Done: ${formatCount(promise.covered)} of ${countOf(promise.rows, 'row')} answered, written to ${finished.output ?? ''}.`,
    [promiseSentence(promise), ...besidePromise(promise)].join(' '),
    `${costSentence(finished)} ${countOf(finished.failedRows, 'row')} failed.`,
    ...(finished.failedBecause ?? []).map((cause) => withoutLinks(failedSentence([cause]))),
  ].join('\n');
}

/** @throws {InputError} where neither dollars nor requests would hold the run. */
function assertLimited({ unpriced }: RunSummary): void {
  if (unpriced === undefined) return;
  throw new InputError(
    `The price of ${unpriced.join(', ')} is unknown, so a tool may run it under a cap in requests only: ask again with mostRequests, such as the highest number of requests in the estimate.`,
  );
}

/** In money, or in requests where no price is known. */
function costSentence({ spentUsd, referenceUsd, perModel, promise }: NonNullable<RunState['finished']>): string {
  const { reference, rows, distinctRows = rows } = promise;
  if (spentUsd !== undefined)
    return referenceUsd === undefined
      ? `Cost ${formatUsd(spentUsd)}.`
      : `Cost ${formatUsd(spentUsd)}; the reference alone: ${formatUsd(referenceUsd)}.`;
  const asked = Object.values(perModel).reduce((sum, model) => sum + model.asked, 0);
  return `Asked ${reference} ${formatCount(perModel[reference]?.asked ?? 0)} times instead of ${formatCount(distinctRows)}; ${formatCount(asked)} requests in all.`;
}
