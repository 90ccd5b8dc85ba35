// The tables of a report as header and text cells, the same for Markdown and HTML.
import { countOf, formatCount, formatPercent, formatSeconds, formatUsd } from '../text/figures';
import { failedSentence } from './failedBecause';
import type { ReportData, ReportModel } from './reportData';

export type Table = {
  readonly head: readonly string[];
  /** Columns that hold figures, by index: they stand right. */
  readonly figures: readonly number[];
  readonly rows: readonly (readonly string[])[];
};

export function modelTable({ models }: ReportData): Table {
  const hasCpu = models.some(({ cpuSeconds }) => cpuSeconds !== undefined);
  const hasTokens = models.some(({ inputTokens }) => inputTokens !== undefined) || !hasCpu;
  return {
    head: [
      'Model',
      'Cost',
      'Asked',
      'Delivered',
      ...(hasTokens ? ['Tokens in', 'Tokens out'] : []),
      ...(hasCpu ? ['CPU time'] : []),
    ],
    figures: hasTokens && hasCpu ? [1, 2, 3, 4, 5, 6] : hasTokens ? [1, 2, 3, 4, 5] : [1, 2, 3, 4],
    rows: models.map((model) => [
      model.id + (model.isReference ? ' (reference)' : ''),
      formatUsd(model.costUsd),
      formatCount(model.asked),
      formatCount(model.delivered),
      ...(hasTokens ? [inputTokens(model), tokens(model.outputTokens, model)] : []),
      ...(hasCpu
        ? [model.asked === 0 ? '0 s' : model.cpuSeconds === undefined ? '' : formatSeconds(model.cpuSeconds)]
        : []),
    ]),
  };
}

function inputTokens(model: ReportModel): string {
  const cached = model.cachedInputTokens ? ` (${formatCount(model.cachedInputTokens)} cached)` : '';
  return tokens(model.inputTokens, model) + cached;
}

function tokens(count: number | undefined, { asked, cpuSeconds }: ReportModel): string {
  if (count !== undefined) return formatCount(count);
  return asked === 0 ? '0' : cpuSeconds === undefined ? 'unknown' : '';
}

const statusWords = {
  unknown: 'undecided',
  satisfied: 'good enough alone',
  invalid: 'not good enough alone',
  pruned: 'not worth more profiling',
} as const;

export function agreementTable({ models }: ReportData): Table {
  return {
    head: ['Model', 'Agreed', 'Agreement', 'Interval', 'Status'],
    figures: [1, 2, 3],
    rows: models.flatMap(({ id, agreement }) => {
      if (!agreement) return [];
      const { agreed, asked, lower, upper, status, why } = agreement;
      const interval =
        lower === undefined && upper === undefined ? '' : `${percentOr(lower, 0)} to ${percentOr(upper, 1)}`;
      const share = asked === 0 ? '' : formatPercent(agreed / asked, 1);
      return [
        [
          id,
          `${formatCount(agreed)} of ${formatCount(asked)}`,
          share,
          interval,
          why ? `${statusWords[status]}: ${why}` : statusWords[status],
        ],
      ];
    }),
  };
}

const percentOr = (share: number | undefined, otherwise: number) => formatPercent(share ?? otherwise, 1);

export function pathTable({ paths }: ReportData): Table {
  return {
    head: ['Option', 'Expected cost', 'Sample', 'Without the reference', 'Why'],
    figures: [1, 2, 3],
    rows: paths.map(({ name, expectedUsd, sampleRows, acceptedRows, isChosen, why }) => [
      isChosen ? `${name} (chosen)` : name,
      formatUsd(expectedUsd),
      sampleRows === undefined ? '' : countOf(sampleRows, 'row'),
      acceptedRows === undefined ? '' : countOf(acceptedRows, 'row'),
      why,
    ]),
  };
}

/**
 * Accepted rows are certified by what was seen, or free: so few that all of them may differ, whatever they hold. A filter's sides each count their looks
 * from one, so that a look is named with its side.
 */
export function lookTable({ looks }: ReportData): Table {
  return {
    head: ['Look', 'Sampled', 'Deviations seen', 'Allowed', 'Accepted rows', 'Of them certified'],
    figures: [1, 2, 3, 4, 5],
    rows: looks.map(({ side, look, ...of }) => [
      side === undefined ? String(look) : `${String(look)}, ${sideNames[side]}`,
      ...lookFigures(of),
    ]),
  };
}

const sideNames = { kept: 'rows to keep', dropped: 'rows to drop' } as const;

function lookFigures(look: Omit<ReportData['looks'][number], 'type' | 'look' | 'side'>): string[] {
  const { sampled, population, visible, visibleAllowed, prefixRows, certifiedRows, pathRows } = look;
  return [
    `${formatCount(sampled)} of ${formatCount(population)}`,
    formatCount(visible),
    visibleAllowed < 0 ? 'none yet' : formatCount(visibleAllowed),
    `${formatCount(prefixRows)} of ${formatCount(pathRows)}`,
    certifiedRows === undefined ? 'unknown' : formatCount(certifiedRows),
  ];
}

export function failureTable({ failureCauses }: ReportData): Table {
  return {
    head: ['Cause', 'Model', 'Rows', 'First message'],
    figures: [2],
    rows: failureCauses.map(({ kind, model, rows, example }) => [kind, model, formatCount(rows), example]),
  };
}

/** How many rows failed, and what the list of failures holds; empty when nothing failed. */
export function failureSentence({ failedRows, failedBecause, failureCount, failures, phase }: ReportData): string {
  if (failedRows === 0 && failureCount === 0) return '';
  const left =
    failedRows > 0
      ? `${countOf(failedRows, 'row')} got no valid answer, and the promise leaves ${failedRows === 1 ? 'it' : 'them'} out. ${failedSentence(failedBecause ?? [])}`.trim()
      : phase === 'finished'
        ? 'Every row got a valid answer; where a model failed, another one answered.'
        : `${countOf(failureCount, 'failure')} so far.`;
  const kept =
    failures.length < failureCount
      ? ` Of ${countOf(failureCount, 'failure')} the first ${formatCount(failures.length)} are told by cause.`
      : '';
  return left + kept;
}

/** What a comparison of all delivered answers with the reference's found, where the run could afford to know. */
export function checkedSentence({ checked, promise }: ReportData): string | undefined {
  if (!checked) return undefined;
  const { rows, deviating } = checked;
  const found =
    deviating === 0 ? 'none differs' : `${formatCount(deviating)} ${deviating === 1 ? 'differs' : 'differ'}`;
  const allowed = promise ? `, at most ${formatCount(promise.allowed)} may` : '';
  return `Checked afterwards against the reference's own answers on ${countOf(rows, 'row')}: ${found}${allowed}.`;
}

/** Sentences on what was decided, with the costs compared. */
export function decisionSentences({ forecast, stop, mix }: ReportData): string[] {
  const sentences: string[] = [];
  if (forecast) {
    const { lowUsd, expectedUsd, highUsd } = forecast.total;
    const alone =
      forecast.referenceUsd === undefined ? '' : `, the reference alone ${formatUsd(forecast.referenceUsd)}`;
    sentences.push(
      `Forecast: ${formatUsd(expectedUsd)} (${formatUsd(lowUsd)} to ${formatUsd(highUsd)})${alone}. ${capital(asSentence(forecast.why))}`,
    );
  }
  if (stop) {
    const compared =
      stop.stopUsd !== undefined && stop.goOnUsd !== undefined
        ? ` Stopping was expected to cost ${formatUsd(stop.stopUsd)}, going on ${formatUsd(stop.goOnUsd)}.`
        : '';
    sentences.push(`Profiling stopped: ${asSentence(stop.why)}${compared}`);
  }
  if (mix) {
    const shares = mix.shares.map(
      ({ model, rows, expectedUsd }) =>
        `${model} ${countOf(rows, 'row')}${expectedUsd === undefined ? '' : ` (${formatUsd(expectedUsd)})`}`,
    );
    sentences.push(`The rest was given to ${shares.join(', ')}: ${asSentence(mix.why)}`);
  }
  return sentences;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const asSentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);
