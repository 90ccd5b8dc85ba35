// Carries out what a tool or another extension asks for: the same setup, checks, confirmation and run as the panel's, without the form.
import { basename } from 'node:path';
import type { JobResult } from '../../app/runJob';
import { InputError } from '../../engine/inputError';
import { personPromise } from '../../app/personPromise';
import type { PlannedPromise } from '../../engine/promise/clauses';
import { promisedBy } from '../../engine/promise/kinds';
import { parseTemplate } from '../../engine/prompt/parseTemplate';
import { isInside, realPath } from '../../files/confine';
import type { Draft, Estimate, SetupFeedback } from '../../protocol';
import type { Host, RunSummary } from '../host';
import { resolvePath } from '../commands/processDataset';
import type { RunController } from '../runs/runController';
import { datasetEndings, isDatasetName } from '../../datasets/formats';
import { openFolders } from '../onDisk';
import { showProgress } from '../runs/progressToast';
import { openPlainSetup, type PlainSetup } from '../setup/plainSetup';
import { startConfirmed, summaryOf } from '../setup/startDraft';
import { checkRequest, type DatasetRequest } from './datasetRequest';

/** @throws {InputError} a sentence about what is wrong with the request. */
async function openRequest(host: Host, value: unknown): Promise<PlainSetup> {
  const request = checkRequest(value);
  const path = datasetOfRequest(request.dataset);
  try {
    return await openPlainSetup(host, path, (draft) => draftOf(request, draft));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // The sentence may quote the file, and who asks may be a chat model whom the user showed nothing.
    host.log.warn(error.message);
    throw new InputError(
      `${basename(path)} cannot be read as a dataset, or the settings are wrong; the user sees why in SMART's log.`,
    );
  }
}

export async function estimateRequest(host: Host, value: DatasetRequest): Promise<Estimate | undefined> {
  const setup = await openRequest(host, value);
  try {
    const { estimate } = setup.feedback;
    const wrong = wrongWith(setup);
    if (estimate === undefined && wrong !== undefined) throw new InputError(wrong);
    return estimate;
  } finally {
    await setup.dataset.close();
  }
}

/** Rows, models and money of a request, as its confirmation shows them. */
export async function summarise(
  host: Host,
  value: unknown,
): Promise<{
  summary: RunSummary;
  feedback: SetupFeedback;
  planned: PlannedPromise;
  accuracy: number;
  hash: string;
  wrong: string | undefined;
}> {
  const setup = await openRequest(host, value);
  try {
    const summary = summaryOf(setup, setup.job, setup.feedback, setup.ladder());
    const { rows, reference } = summary;
    const { confidence, strategy } = setup.job;
    const { judge } = setup.job;
    const planned = {
      ...{ rows, allowed: setup.feedback.allowed, confidence, reference, strategy },
      ...personPromise(setup.job.models),
      ...promisedBy(setup.job.task),
      ...(judge && { judge: { id: judge.model.id, noWorse: judge.noWorse ?? false } }),
    };
    const { accuracy } = setup.job;
    return { summary, feedback: setup.feedback, planned, accuracy, hash: setup.dataset.hash, wrong: wrongWith(setup) };
  } finally {
    await setup.dataset.close();
  }
}

/** @param signal cancels the run. @param agreedHash of the dataset as it was when the user agreed, where they did already. */
export async function processRequest(
  host: Host,
  value: DatasetRequest,
  signal?: AbortSignal,
  agreedHash?: string,
): Promise<JobResult | undefined> {
  const setup = await openRequest(host, value);
  if (agreedHash !== undefined && agreedHash !== setup.dataset.hash) {
    await setup.dataset.close();
    throw new InputError(`${setup.dataset.name} changed since the user agreed to the run; ask again.`);
  }
  const wrong = wrongWith(setup);
  if (wrong !== undefined) {
    await setup.dataset.close();
    throw new InputError(wrong);
  }
  let run: RunController | undefined;
  try {
    run = await startConfirmed(host, setup, setup.job, setup.feedback);
  } finally {
    await setup.dataset.close();
  }
  if (run === undefined) return undefined;
  const started = run;
  signal?.addEventListener('abort', () => void started.stop('cancel'), { once: true });
  if (signal?.aborted === true) void started.stop('cancel');
  void showProgress(host, started);
  const outcome = await started.ended();
  if (outcome.type === 'failed') throw outcome.error;
  return outcome.result;
}

/**
 * A dataset that a tool or another extension names: a file of a known format inside the folders that are open here, links resolved.
 * @throws {InputError}
 */
function datasetOfRequest(named: string): string {
  const path = resolvePath(named);
  if (!openFolders().some((folder) => isInside(folder, path)))
    throw new InputError('The dataset must lie in a folder that is open in this window.');
  const name = basename(realPath(path)).toLowerCase();
  if (name.startsWith('.') || !isDatasetName(name))
    throw new InputError(`The dataset must be a file of one of these formats: ${datasetEndings.join(', ')}.`);
  return path;
}

/** What keeps the request from running, without a word of the dataset: its columns and rows are not shown before the user agrees. */
function wrongWith({ dataset, job, feedback }: PlainSetup): string | undefined {
  if (feedback.problems.every(({ severity }) => severity !== 'error')) return undefined;
  const names = parseTemplate(job.prompt).parts.flatMap((part) => (part.type === 'reference' ? [part.name] : []));
  const unknown = names.filter((name) => !dataset.columns.includes(name));
  return unknown.length > 0
    ? `The prompt names what the dataset does not have: ${unknown.map((name) => `{{${name}}}`).join(', ')}. Ask the user for the names of its columns.`
    : 'The request cannot run as it is; the user sees why when they open the dataset with SMART.';
}

/** The smaller of the caps: who asks may lower what the user set, never raise it. */
function capsOf(asked: DatasetRequest, draft: Draft): Pick<Draft, 'budgetUsd' | 'mostRequests'> {
  const smaller = (name: 'budgetUsd' | 'mostRequests') => {
    const cap = Math.min(asked[name] ?? Infinity, draft[name] ?? Infinity);
    return Number.isFinite(cap) ? { [name]: cap } : {};
  };
  return { ...smaller('budgetUsd'), ...smaller('mostRequests') };
}

function draftOf(request: DatasetRequest, draft: Draft): Draft {
  const { prompt, labels, accuracyThreshold, confidence, limit } = request;
  return {
    ...draft,
    prompt,
    ...(labels === undefined ? {} : { task: { type: 'labels', labels } }),
    accuracy: accuracyThreshold ?? draft.accuracy,
    confidence: confidence ?? draft.confidence,
    ...capsOf(request, draft),
    ...(limit === undefined ? {} : { limit }),
  };
}
