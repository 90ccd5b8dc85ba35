// What `smart run` says at the end, for people and as JSON.
import type { JobEstimate } from '../app/estimateJob';
import type { TakenOver } from '../app/reusedAnswers';
import type { PackedExample } from '../app/packedExample';
import type { RequestExample } from '../app/requestExamples';
import type { JobResult } from '../app/runJob';
import type { Forecast, ModelTotals } from '../engine/events';
import { personPromise } from '../app/personPromise';
import type { Job } from '../engine/job';
import { promisedBy } from '../engine/promise/kinds';
import { countOf, formatCount, formatPercent, formatUsd } from '../engine/text/figures';
import { notesInEnglish } from '../engine/money/estimateNotes';
import { besidePromise, fewRowsSentence, plannedSentence, promiseSentence } from '../engine/promise/sentence';
import { labelsSentence } from '../engine/report/labelsSentence';
import { failedSentence } from '../engine/report/failedBecause';
import { selfAgreementSentence } from '../engine/report/selfAgreement';
import { textTable } from './textTable';

export function finishedText(result: JobResult): string {
  const { finished } = result;
  if (!finished) return '';
  const lines = [
    ...failedLines(result.runId, finished),
    promiseSentence(finished.promise),
    ...besidePromise(finished.promise),
    '',
  ];
  if (finished.checked) {
    const { rows, deviating } = finished.checked;
    lines.push(
      `Checked on all ${countOf(rows, 'row')}: ${String(deviating)} differ (${String(finished.promise.allowed)} allowed).`,
      '',
    );
  }
  if (finished.selfAgreement) {
    const { reference, confidence } = finished.promise;
    lines.push(selfAgreementSentence(finished.selfAgreement, reference, confidence), '');
  }
  lines.push(...modelTable(finished.perModel), '');
  const money = (value: number | undefined) => (value === undefined ? 'unknown' : formatUsd(value));
  const { rows, reference, distinctRows = rows } = finished.promise;
  const labels = labelsSentence(finished.promise, finished.perModel);
  if (labels !== undefined) lines.push(labels);
  if (finished.spentUsd === undefined)
    lines.push(
      `Asked ${reference} ${String(finished.perModel[reference]?.asked ?? 0)} times instead of ${String(distinctRows)}; what it cost is not known.`,
    );
  else if (labels !== undefined && finished.referenceUsd === undefined)
    lines.push(`Spent ${money(finished.spentUsd)} on models; a label has no price.`);
  else
    lines.push(
      `Spent ${money(finished.spentUsd)}; ${finished.promise.reference} alone: ${money(finished.referenceUsd)}${finished.savings === undefined ? '' : ` (${finished.savings.toFixed(2)} times as much)`}.`,
    );
  if (finished.duplicatesUsd !== undefined)
    lines.push(`Asking identical rows once saved another ${money(finished.duplicatesUsd)}.`);
  if (finished.possiblyBilledUsd !== undefined)
    lines.push(`Attempts that broke off may have been billed up to ${money(finished.possiblyBilledUsd)} more.`);
  lines.push(`Results: ${result.output ?? ''}`, `Report:  ${result.report ?? ''}`, `Run:     ${result.runId}`);
  return `${lines.join('\n')}\n`;
}

/** First of all: a run with failed rows is finished, but not done. */
function failedLines(
  runId: string,
  { failedRows, failedBecause = [], promise }: NonNullable<JobResult['finished']>,
): string[] {
  if (failedRows === 0) return [];
  return [
    `${countOf(failedRows, 'row')} of ${formatCount(promise.rows)} FAILED and ${failedRows === 1 ? 'has' : 'have'} no answer; smart run --resume ${runId} --retry-failed asks ${failedRows === 1 ? 'it' : 'them'} again.`,
    ...failedBecause.map((cause) => `  ${failedSentence([cause])}`),
    '',
  ];
}

/** Requests about one row each: what is the same in all of them once, then the rows. */
export function requestsText(examples: readonly RequestExample[]): string {
  const [first] = examples;
  if (!first) return '';
  const rows = examples.map(({ content }) => content).join('\n\n');
  return `\nWhat ${first.model} is sent for the first ${examples.length === 1 ? 'row' : `${String(examples.length)} rows`}, one request each:\n\n${first.instruction}\n\n${rows}\n`;
}

/** One request about several rows, as a model would be sent it. */
export function packedText({ model, instruction, content }: PackedExample): string {
  return `\nA request to ${model}, on the first rows:\n\n${instruction}\n\n${content}\n`;
}

export function estimateText(job: Job, estimate: JobEstimate): string {
  const {
    total,
    profiling,
    applying,
    repeating,
    judging,
    takenOver,
    referenceRange,
    rows,
    distinctRows,
    allowed,
    reference,
    requests,
  } = estimate;
  const range = (forecast: Forecast | undefined) =>
    forecast
      ? `${formatUsd(forecast.lowUsd)} to ${formatUsd(forecast.highUsd)}, perhaps ${formatUsd(forecast.expectedUsd)}`
      : 'unknown: a price is not known';
  const planned = {
    ...{ rows, allowed, confidence: job.confidence, reference, strategy: job.strategy },
    ...personPromise(job.models),
    ...promisedBy(job.task),
  };
  const few = fewRowsSentence({ ...planned, accuracy: job.accuracy, thresholds: job.looser ?? [] });
  const lines = [
    `${countOf(rows, 'row')}${distinctRows < rows ? ` (${String(distinctRows)} distinct)` : ''}.`,
    plannedSentence({
      ...planned,
      ...(job.judge && { judge: { id: job.judge.model.id, noWorse: job.judge.noWorse ?? false } }),
    }),
    ...(few === '' ? [] : [few]),
    ...(job.looser === undefined || job.atMost === undefined
      ? []
      : [
          `Of the thresholds ${[job.accuracy, ...job.looser].map((one) => formatPercent(one, 4)).join(', ')} the strictest that ${formatUsd(job.atMost)} buys is kept; what follows is for the strictest.`,
        ]),
    `Estimate: ${range(total)}`,
    ...(total === undefined && requests
      ? [`Requests to language models: ${String(requests.low)} to ${String(requests.high)}`]
      : []),
    ...(profiling ? [`  profiling: ${range(profiling)}`] : []),
    ...(applying ? [`  applying:  ${range(applying)}`] : []),
    ...(repeating ? [`  asking ${reference} twice: ${range(repeating)}`] : []),
    ...(judging ? [`  judging:   ${range(judging)}`] : []),
    ...(takenOver ? [takenOverText(takenOver, total)] : []),
    ...(referenceRange === undefined ? [] : [`${reference} on every row: ${range(referenceRange)}`]),
    ...estimate.perModel.map(
      ({ model, usdPerRow, lowUsdPerRow = usdPerRow, highUsdPerRow = usdPerRow }) =>
        `  ${model}: ${usdPerRow === undefined ? 'price unknown' : `${formatUsd(usdPerRow * 1000)} per 1,000 rows (${formatUsd(lowUsdPerRow! * 1000)} to ${formatUsd(highUsdPerRow! * 1000)})`}`,
    ),
    `${notesInEnglish(estimate.notes, 'Ten answers (--limit 10) narrow it')} Nothing was sent.`,
  ];
  return `${lines.join('\n')}\n`;
}

function takenOverText({ answers, usd }: TakenOver, total: Forecast | undefined): string {
  const worth = usd === undefined ? '' : ` (${formatUsd(usd)})`;
  const isOpen = total !== undefined && total.lowUsd < total.expectedUsd;
  return `Reused: ${countOf(answers, 'answer')} paid before${worth}${isOpen ? '. The low estimate assumes that all of them are needed' : ''}.`;
}

/** @param goOn the command that goes on with the run. */
export function pausedText({ pausedBy, message, runId }: JobResult, goOn: string): string {
  if (pausedBy === 'labels')
    return [
      message ?? '',
      `  smart labels export ${runId} labels.csv    writes them, with an empty column "label"`,
      `  smart labels import ${runId} labels.csv    takes it back, whole or in part`,
      `Then go on with: ${goOn}`,
      '',
    ].join('\n');
  return `${message ?? 'Stopped.'} Nothing is lost; go on with: ${goOn}\n`;
}

export function resultJson(result: JobResult): unknown {
  const { runId, folder, state, pausedBy, message, output, report, finished } = result;
  return { runId, folder, state, pausedBy, message, output, report, ...finished, type: undefined };
}

export function modelTable(perModel: Readonly<Record<string, ModelTotals>>): string[] {
  const rows = Object.entries(perModel).map(([id, totals]) => [
    id,
    String(totals.asked),
    String(totals.delivered),
    totals.costUsd === undefined ? 'unknown' : formatUsd(totals.costUsd),
    totals.cpuSeconds === undefined ? tokens(totals) : `${totals.cpuSeconds.toFixed(2)} CPU s`,
  ]);
  return textTable([['model', 'asked', 'delivered', 'cost', 'used'], ...rows]);
}

function tokens({ inputTokens, outputTokens }: ModelTotals): string {
  return inputTokens === undefined && outputTokens === undefined
    ? ''
    : `${String(inputTokens ?? '?')} in, ${String(outputTokens ?? '?')} out`;
}
