// What there is to say about a draft: problems with their place, the first rows' prompts, how many rows may deviate, and what it may cost.
// Looks at the first rows only, so that it keeps up with typing; planJob looks at all of them when the run starts.
import { rowsText } from '../figures';
import * as vscode from 'vscode';
import { basename, resolve } from 'node:path';
import type { AnswersPerModel } from '../../app/answersToTakeOver';
import { estimateJob, type JobEstimate } from '../../app/estimateJob';
import { mostOf } from '../../app/keptAnswers';
import type { MeasuredUsage } from '../../app/measuredUsage';
import { judgingOf, withoutJudge } from '../../app/judging';
import { expectedRowCost, orderLadder, tiedForReference, UnknownReference } from '../../app/orderLadder';
import type { JobPlan } from '../../app/planJob';
import type { OpenedDataset } from '../../datasets/openedDataset';
import { sharedCharacters } from '../../app/rowCosts';
import { suggestVariants, type Suggestion } from '../../app/suggestVariants';
import { checkOutputPath, defaultOutputOf } from '../../datasets/results/outputPath';
import { resultColumnNames } from '../../datasets/resultCells';
import type { Row } from '../../engine/dataset';
import { InputError } from '../../engine/inputError';
import type { Job } from '../../engine/job';
import { notesInEnglish } from '../../engine/money/estimateNotes';
import { isJudged } from '../../engine/judge/judgeOfOptions';
import type { Model } from '../../engine/model';
import { checkRows } from '../../engine/prompt/checkRows';
import { makePrompt, type Prompt } from '../../engine/prompt/template';
import { embeddedProviderName } from '../../providers/embedded/embeddedLadder';
import { sentimentLabels } from '../../providers/embedded/sentimentLabels';
import { allowedDeviations } from '../../engine/strategy';
import { equivalence } from '../../engine/task/parseAnswer';
import { startingModels } from '../models/modelChoices';
import type { EarlierRuns } from './earlierRuns';
import { promiseProblems } from './promiseProblems';
import { tieText } from './tieText';
import type { Draft, Estimate, ModelChoice, PromptProblem, SetupFeedback, VariantOffer } from '../../protocol';

/** Prompts shown in full. */
const renderedRows = 3;

export type FeedbackInput = {
  readonly draft: Draft;
  readonly job: Job;
  readonly dataset: OpenedDataset;
  readonly sample: readonly Row[];
  readonly choices: readonly ModelChoice[];
  /** All models of the form, chosen or not. */
  readonly ladder?: readonly Model[];
  /** Absent: no answers can be taken over. */
  readonly earlierRuns?: EarlierRuns;
  /** How many answers the response cache holds. */
  readonly keptAnswers?: (plan: JobPlan) => Promise<AnswersPerModel>;
  /** The rows are a part of a table, and the user did not say that they are enough. */
  readonly isUnagreedPart?: boolean;
  /** What answers of a trial of this very question took. */
  readonly measured?: MeasuredUsage;
  /** The same of earlier runs, looked up where a trial has not measured a model. */
  readonly measuredBefore?: (into: JobPlan) => MeasuredUsage;
};

export async function giveFeedback(input: FeedbackInput): Promise<SetupFeedback> {
  const { draft, dataset, sample } = input;
  const rows = Math.min(dataset.rowCount, draft.limit ?? Infinity);
  const { prompt, problems: ofPrompt } = makePrompt(draft.prompt, dataset.columns, draft.task, draft.examples);
  const problems: PromptProblem[] = [
    ...ofPrompt.map((problem) => ({ ...problem, field: 'prompt' as const })),
    ...(prompt === undefined ? [] : checkRows(prompt, sample)),
    ...taskProblems(draft),
    ...judgeProblems(input),
    ...promiseProblems(input.job),
    ...modelProblems(input),
    ...(await outputProblems(dataset, draft)),
    ...partProblems(input),
  ];
  const plan = prompt === undefined ? undefined : quickPlan(input, prompt, rows, problems);
  const earlier = plan === undefined ? [] : ((await input.earlierRuns?.fitting(input)) ?? []);
  const from = earlier.find(({ runId }) => runId === draft.answersOf);
  if (draft.answersOf !== undefined && plan !== undefined && from === undefined)
    problems.push({
      severity: 'error',
      field: 'answersOf',
      message: vscode.l10n.t(
        'The answers of the chosen earlier run do not fit: its rows, prompt, kind of answer or models are different. Choose another run, or none.',
      ),
    });
  const taken = from && (await input.earlierRuns?.answers(from.runId, input));
  const paid = plan && mostOf(taken, (await input.keptAnswers?.(plan)) ?? new Map());
  const measured = plan && new Map([...(input.measuredBefore?.(plan) ?? []), ...(input.measured ?? [])]);
  // What the models reach on these rows is known from any run of them, whether its answers are reused or not.
  const shown = from ?? earlier[0];
  const before = shown && input.earlierRuns?.outcome(shown.runId, input);
  const estimate = plan === undefined ? undefined : await estimateJob(plan, paid, measured, before);
  const variants = plan === undefined ? [] : await suggestVariants(plan, measured);
  const tied = plan === undefined ? [] : tiedModels(input, plan);
  if (tied.length > 0)
    problems.push({
      severity: 'warning',
      field: 'models',
      message: tieText(tied, plan!.models[plan!.problem.reference]!.id),
    });
  const least = estimate?.total?.lowUsd;
  if (least !== undefined && draft.budgetUsd !== undefined && least > draft.budgetUsd)
    problems.push({
      severity: 'warning',
      field: 'budget',
      message: vscode.l10n.t('The cap is below the lowest estimate; the run will pause there and can go on later.'),
    });
  if (draft.mostRequests !== undefined && (estimate?.requests?.low ?? 0) > draft.mostRequests)
    problems.push({
      severity: 'warning',
      field: 'budget',
      message: vscode.l10n.t(
        'The cap in requests is below the lowest estimate; the run will pause there and can go on later.',
      ),
    });
  const toBegin = draft.models.length === 0 ? startingModels(input.choices, draft.task) : [];
  return {
    problems,
    ...(toBegin.length > 0 && { startingModels: toBegin }),
    // Without its labels the prompt is half a sentence.
    rendered:
      prompt === undefined || (draft.task.type === 'labels' && draft.task.labels.length === 0)
        ? []
        : sample.slice(0, renderedRows).map((row) => renderedText(prompt, row)),
    allowed: allowedDeviations(draft.accuracy, rows),
    rows,
    result: resultOf(dataset, draft, input.job),
    ...(plan === undefined ? {} : { referenceId: plan.models[plan.problem.reference]!.id }),
    ...(tied.length > 0 && { tied }),
    ...(prompt !== undefined && { usdPerThousandRows: costsOf(input, prompt, estimate) }),
    ...(estimate?.total === undefined ? {} : { estimate: shownEstimate(estimate, estimate.total) }),
    ...(estimate?.total === undefined && estimate?.requests ? { requests: estimate.requests } : {}),
    ...(variants.length > 0 && { variants: variants.map(offerOf) }),
    ...(earlier.length > 0 && { earlierRuns: earlier }),
    ...(estimate?.takenOver && { takenOver: estimate.takenOver }),
  };
}

/** What a run of this draft writes, and the names of the columns that it appends; a cause only where rows fail. */
function resultOf(dataset: OpenedDataset, { out }: Draft, { columns }: Job): NonNullable<SetupFeedback['result']> {
  const wanted = (['answer', 'model', 'status', 'confidence', 'cost'] as const).flatMap((name) => columns[name] ?? []);
  const path = out === undefined || out === '' ? defaultOutputOf(dataset, dataset.source.path ?? dataset.name) : out;
  return { file: basename(path), columns: resultColumnNames(dataset, wanted) };
}

function offerOf({ beside, change, usdPerRow, suggestedUsdPerRow, share }: Suggestion): VariantOffer {
  return {
    ...{ beside, change, share },
    usdPerThousandRows: 1000 * usdPerRow,
    offeredUsdPerThousandRows: 1000 * suggestedUsdPerRow,
  };
}

/** Exactly what a model gets for a row. */
export function renderedText(prompt: Prompt, row: Row): string {
  const { instruction, content } = prompt.render(row);
  return `${instruction}\n\n${content}`;
}

function shownEstimate(estimate: JobEstimate, total: Estimate['total']): Estimate {
  const { profiling, applying, repeating, judging, referenceUsd, notes } = estimate;
  return {
    total,
    ...(profiling === undefined ? {} : { profiling }),
    ...(applying === undefined ? {} : { applying }),
    ...(repeating === undefined ? {} : { repeating }),
    ...(judging === undefined ? {} : { judging }),
    ...(referenceUsd === undefined ? {} : { referenceUsd }),
    basis: notesInEnglish(notes),
    notes,
  };
}

/** Of chosen models as the estimate has it, so that the two cannot differ; of others roughly. */
function costsOf({ draft, sample, ladder = [] }: FeedbackInput, prompt: Prompt, estimate: JobEstimate | undefined) {
  const typical = typicalLength(prompt, sample);
  const estimated = new Map(estimate?.perModel.map(({ model, usdPerRow }) => [model, usdPerRow]));
  return Object.fromEntries(
    ladder.flatMap((model) => {
      const usd =
        estimated.get(model.id) ?? expectedRowCost(model, draft.task, sharedCharacters(prompt, model) + typical);
      return usd === undefined ? [] : [[model.id, 1000 * usd]];
    }),
  );
}

function typicalLength(prompt: Prompt, sample: readonly Row[]): number {
  const lengths = sample.map((row) => prompt.render(row).content.length);
  return lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
}

/** A plan good enough to estimate with: rows are taken to be all different and their lengths are not looked at. */
function quickPlan(
  { job, dataset, sample }: FeedbackInput,
  prompt: Prompt,
  rowCount: number,
  problems: PromptProblem[],
): JobPlan | undefined {
  if (job.models.length === 0 || rowCount === 0) return undefined;
  const typical = typicalLength(prompt, sample);
  try {
    const models = withoutJudge(
      orderLadder(job, prompt.instruction.length + typical, (model) => sharedCharacters(prompt, model) + typical),
      job.judge,
    );
    const judging = judgingOf(job, models);
    const { accuracy, confidence, seed = 0 } = job;
    const features = { length: () => typical };
    const problem = { models, reference: models.length - 1, rowCount, accuracy, confidence, seed, features };
    return {
      ...{ job, dataset, prompt, models, problem, distinctRows: rowCount, outPath: job.out ?? '', warnings: [] },
      equivalence: equivalence(job.task),
      // An estimate knows no row again.
      digests: new Uint32Array(0),
      ...(judging && { judging }),
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const message = error instanceof UnknownReference ? unknownReferenceText(error) : error.message;
    problems.push({ severity: 'error', field: 'models', message });
    return undefined;
  }
}

/** Models of which only the order makes one the reference. */
function tiedModels({ job, sample }: FeedbackInput, { models, prompt }: JobPlan): readonly string[] {
  const typical = typicalLength(prompt, sample);
  return tiedForReference(job, models, (model) => sharedCharacters(prompt, model) + typical);
}

/** Without the lines for a models file: prices are set, and the reference is picked, beside each model. */
function unknownReferenceText({ unpriced }: UnknownReference): string {
  const names = new Intl.ListFormat(vscode.env.language).format(unpriced.map(({ id }) => id));
  return vscode.l10n.t(
    'No price is set for {0}, so SMART cannot see which model is the most expensive. Pick the reference, or set the price.',
    names,
  );
}

function taskProblems({ task }: Draft): PromptProblem[] {
  if (task.type !== 'labels' || task.labels.length >= 2) return [];
  return [{ severity: 'error', field: 'task', message: vscode.l10n.t('Name at least two labels.') }];
}

function judgeProblems({ draft, job }: FeedbackInput): PromptProblem[] {
  if (!isJudged(draft.task) || job.judge) return [];
  return [{ severity: 'error', field: 'task', message: vscode.l10n.t('Choose the model that judges.') }];
}

function modelProblems({ draft, choices }: FeedbackInput): PromptProblem[] {
  const error = (message: string): PromptProblem => ({ severity: 'error', field: 'models', message });
  const wanted = choices.filter(({ id }) => draft.models.includes(id));
  if (wanted.length === 0) return [error(vscode.l10n.t('Choose at least one model.'))];
  const problems = wanted.flatMap(({ id, provider, readiness, note, destination }) => {
    if (provider === embeddedProviderName && sentimentLabels(draft.task) === undefined)
      return [error(vscode.l10n.t('{0} only detects sentiment: give it labels such as positive and negative.', id))];
    if (readiness === 'key-missing') return [error(vscode.l10n.t('{0} needs an API key for {1}.', id, destination))];
    if (readiness === 'unavailable') return [error(vscode.l10n.t('{0} cannot be used here: {1}.', id, note ?? ''))];
    if (readiness !== 'price-unknown' || draft.budgetUsd === undefined || draft.mostRequests !== undefined) return [];
    const message = vscode.l10n.t(
      '{0} has no price, so a spending limit cannot be kept. Set its price, or limit the requests under More options.',
      id,
    );
    return [{ severity: 'warning' as const, field: 'models' as const, message }];
  });
  if (draft.reference !== undefined && !draft.models.includes(draft.reference))
    problems.push(error(vscode.l10n.t('The reference {0} is not among the chosen models.', draft.reference)));
  if (wanted.length === 1 && !problems.some(({ severity }) => severity === 'error'))
    return [
      ...problems,
      {
        severity: 'warning',
        field: 'models',
        message: vscode.l10n.t('With one model there is nothing to save; add a cheaper one.'),
      },
    ];
  return problems;
}

function partProblems({ isUnagreedPart = false, dataset }: FeedbackInput): PromptProblem[] {
  if (!isUnagreedPart) return [];
  const message = vscode.l10n.t(
    'The notebook shows only part of this table. Confirm that the {0} shown are all you want, or get the whole table.',
    rowsText(dataset.rowCount),
  );
  return [{ severity: 'error', field: 'part', message }];
}

async function outputProblems(dataset: OpenedDataset, { out }: Draft): Promise<PromptProblem[]> {
  if (out === undefined || out === '') return [];
  try {
    await checkOutputPath(dataset.source, resolve(out), false);
    return [];
  } catch (error) {
    if (error instanceof InputError) return [{ severity: 'error', field: 'out', message: error.message }];
    throw error;
  }
}
