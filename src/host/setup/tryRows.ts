// Asks the chosen models about the first ten rows, side by side, before a run: prompts, answers, tokens, cost. The user agrees first where
// rows leave this machine; the cap of the draft holds for the trial as well, where prices are known.
import { measuredAnswer, type MeasuredAnswer, type MeasuredUsage } from '../../app/measuredUsage';
import { orderLadder } from '../../app/orderLadder';
import { makeAskRow } from '../../engine/drive/askRow';
import type { AskRow } from '../../engine/drive/asked';
import type { Row } from '../../engine/dataset';
import type { Job } from '../../engine/job';
import { createBudget } from '../../engine/money/budget';
import { createRequestCap } from '../../engine/money/requestCap';
import { InputError } from '../../engine/inputError';
import { makePrompt, type Prompt } from '../../engine/prompt/template';
import { equivalence, judgeRule } from '../../engine/task/parseAnswer';
import type { TrialRow } from '../../protocol';
import type { Workers } from '../../providers/queue/workers';
import type { Host } from '../host';
import { withWorkers } from '../models/hostWorkers';
import { openHostProviders } from '../models/openHostProviders';
import { assertTrusted } from '../runs/startRun';
import { readSettings } from '../settings';
import { confirmSending } from './confirmSending';
import { uncappable } from '../runs/cap';
import { renderedText } from './feedback';
import type { Setup } from './setup';

const trialRows = 10;
/** Of a cell that are shown beside the answers. */
const cellCharacters = 2000;
/** A hanging server must not leave the form waiting for ever. */
const patienceMs = 120_000;

type TrialAnswer = TrialRow['answers'][number];

/** @throws {InputError} when the prompt cannot be used or the user declined to send rows. */
export async function tryRows(host: Host, setup: Setup, job: Job): Promise<{ rows: TrialRow[] }> {
  assertTrusted();
  const { prompt, problems } = makePrompt(job.prompt, setup.dataset.columns, job.task, job.examples, job.models);
  if (prompt === undefined) throw new InputError(problems.map(({ message }) => message).join(' '));
  const rows = setup.sample.slice(0, trialRows);
  const characters = rows.map((row) => renderedText(prompt, row).length);
  const referenceId = referenceOf(job, characters);
  await confirmSending(
    host,
    setup,
    { ...job, ...(referenceId !== undefined && { reference: referenceId }) },
    characters,
  );
  const views = { show: () => undefined, tell: host.log.info };
  return withWorkers(host, views, async (workers) => {
    const ask = await openAsk(host, setup, job, prompt, workers);
    return { rows: await askTrial(ask, rows, { job, prompt, referenceId }) };
  });
}

/** Every model's answer to each row, side by side. @param referenceId undefined where a run would ask for it */
async function askTrial(
  ask: AskRow,
  rows: readonly Row[],
  {
    job,
    prompt,
    referenceId,
  }: { readonly job: Job; readonly prompt: Prompt; readonly referenceId: string | undefined },
): Promise<TrialRow[]> {
  const isEquivalent = equivalence(job.task);
  const isForJudge = judgeRule(job.task);
  /** Undefined: one is lacking, or a judge would say it, who is not asked in a trial. */
  const isSame = (key: string | undefined, wanted: string | undefined) => {
    if (key === undefined || wanted === undefined) return undefined;
    if (isEquivalent(key, wanted)) return true;
    return isForJudge?.(key, wanted) === true ? undefined : false;
  };
  const reference = job.models.findIndex(({ id }) => id === referenceId);
  const signal = AbortSignal.timeout(patienceMs);
  const trial = async (row: Row): Promise<TrialRow> => {
    const asked = await Promise.all(job.models.map((_, model) => tryOne(ask, model, row, signal)));
    const wanted = asked[reference]?.key;
    const answers = asked.map(({ key, shown }, model) => {
      const same = model === reference ? undefined : isSame(key, wanted);
      return { model: job.models[model]!.id, ...shown, ...(same !== undefined && { isEquivalent: same }) };
    });
    const cells = prompt.fields.map(({ name }) => ({
      column: name,
      text: (row.get(name) ?? '').slice(0, cellCharacters),
    }));
    return { row: row.index, cells, rendered: renderedText(prompt, row), answers };
  };
  return Promise.all(rows.map(trial));
}

/** As a run would have it; undefined where a run would ask for it. */
function referenceOf(job: Job, characters: readonly number[]): string | undefined {
  const typical = characters.reduce((sum, count) => sum + count, 0) / Math.max(1, characters.length);
  try {
    return orderLadder(job, typical).at(-1)?.id;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

async function openAsk(
  host: Host,
  setup: Setup,
  job: Job,
  prompt: Prompt,
  workers: Workers | undefined,
): Promise<AskRow> {
  const open = await openHostProviders(host, setup.ladder(), job.seed ?? 0, readSettings().concurrency, workers);
  const budget = createBudget(uncappable(job) ? undefined : job.budgetUsd, {}, createRequestCap(job.mostRequests));
  const providers = await Promise.all(job.models.map(({ provider }) => open(provider, { budget })));
  return makeAskRow({ models: job.models, prompt, task: job.task, providers });
}

async function tryOne(
  ask: AskRow,
  model: number,
  row: Row,
  signal: AbortSignal,
): Promise<{ readonly key?: string; readonly shown: Omit<TrialAnswer, 'model'> }> {
  try {
    const { answer, usage, billedUsd } = await ask(model, row, signal);
    return {
      ...(answer.key === undefined ? {} : { key: answer.key }),
      shown: {
        status: answer.status,
        ...(answer.text === undefined ? {} : { text: answer.text }),
        ...(usage.inputTokens === undefined ? {} : { inputTokens: usage.inputTokens }),
        ...(usage.outputTokens === undefined ? {} : { outputTokens: usage.outputTokens }),
        ...(billedUsd === undefined ? {} : { costUsd: billedUsd }),
      },
    };
  } catch (error) {
    return { shown: { status: 'failed', problem: error instanceof Error ? error.message : String(error) } };
  }
}

/** What the models took for their answers. */
export function usageOfTrial(rows: readonly TrialRow[]): MeasuredUsage {
  const usage = new Map<string, MeasuredAnswer[]>();
  for (const { row, answers } of rows)
    for (const { model, ...counts } of answers) {
      const answer = measuredAnswer(row, counts);
      if (answer) usage.set(model, [...(usage.get(model) ?? []), answer]);
    }
  return usage;
}
