// Carries out what a tool or another extension asks for: the same setup, checks, confirmation and run as the panel's, without the form.
import type { JobResult } from '../../app/runJob';
import { InputError } from '../../engine/inputError';
import type { Draft, Estimate, SetupFeedback } from '../../protocol';
import type { Host, RunSummary } from '../host';
import { resolvePath } from '../commands/processDataset';
import type { RunController } from '../runs/runController';
import { showProgress } from '../runs/progressToast';
import { openPlainSetup, type PlainSetup } from '../setup/plainSetup';
import { startConfirmed, summaryOf } from '../setup/startDraft';
import { checkRequest, type DatasetRequest } from './datasetRequest';

/** @throws {InputError} a sentence about what is wrong with the request. */
export async function openRequest(host: Host, value: unknown): Promise<PlainSetup> {
  const request = checkRequest(value);
  return openPlainSetup(host, resolvePath(request.dataset), (draft) => draftOf(request, draft));
}

export async function estimateRequest(host: Host, value: DatasetRequest): Promise<Estimate | undefined> {
  const setup = await openRequest(host, value);
  try {
    const { estimate, problems } = setup.feedback;
    const wrong = problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
    if (estimate === undefined && wrong.length > 0) throw new InputError(wrong.join(' '));
    return estimate;
  } finally {
    await setup.dataset.close();
  }
}

/** Rows, models and money of a request, as its confirmation shows them. */
export async function summarise(host: Host, value: unknown): Promise<{ summary: RunSummary; feedback: SetupFeedback }> {
  const setup = await openRequest(host, value);
  try {
    return { summary: summaryOf(setup, setup.job, setup.feedback, setup.ladder()), feedback: setup.feedback };
  } finally {
    await setup.dataset.close();
  }
}

/** @param signal cancels the run. */
export async function processRequest(
  host: Host,
  value: DatasetRequest,
  signal?: AbortSignal,
): Promise<JobResult | undefined> {
  const setup = await openRequest(host, value);
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

function draftOf(request: DatasetRequest, draft: Draft): Draft {
  const { prompt, labels, accuracyThreshold, confidence, budgetUsd, limit } = request;
  return {
    ...draft,
    prompt,
    ...(labels === undefined ? {} : { task: { type: 'labels', labels } }),
    accuracy: accuracyThreshold ?? draft.accuracy,
    confidence: confidence ?? draft.confidence,
    ...(budgetUsd === undefined ? {} : { budgetUsd }),
    ...(limit === undefined ? {} : { limit }),
  };
}
