// English for the reasons of decisions: what reports and the command line say. A clause without its full stop.
import { isReader } from '../labelling';
import type { FiguresOfCode, Reason, ReasonCode, Why } from '../reasons';
import { countOf, formatCount, formatPercent, formatUsd } from '../text/figures';

const english: { readonly [C in ReasonCode]: (figures: FiguresOfCode<C>) => string } = {
  'sample-too-large': ({ deviations, rows }) =>
    `certifying ${countOf(deviations, 'deviation')} in ${countOf(rows, 'row')} would take too large a sample`,
  'no-path-saves': () => 'no option is expected to cost less than the reference alone',
  'nothing-pays-now': () => 'from what was learned, no option is expected to save money',
  'too-few-rows-left': () => 'too few rows are left to certify',
  'reference-answers-all': ({ because }) => `${inEnglish(because)}: the reference answers every row`,
  'larger-sample-does-not-pay': () => 'a larger sample is expected to cost more than it saves',
  'after-planning': () => 'after planning, before the sample is drawn',
  'after-first-answers': () => 'after the first answers to all rows',

  'in-cheapest-way': () => 'used in the cheapest option',
  'no-way-with-it-saves': () => 'not used: it would not lower the cost',
  'share-of-reference': ({ share }) => `expected at ${percent(share)} of the reference's cost`,
  'times-the-best': ({ times }) => `expected to cost ${known(times?.toFixed(2))} times the cheapest option`,
  'reference-times-the-best': ({ times }) =>
    `costs ${known(times?.toFixed(1))} times what the cheapest option is expected to`,
  'no-way-saves': () => 'no option is expected to cost less',
  'prefix-certified': ({ prefixRows, pathRows, uncheckedRows, referenceRows }) =>
    [
      `${formatCount(prefixRows)} of ${countOf(pathRows, 'row')} that could keep a cheaper answer are certified`,
      ...(uncheckedRows === undefined
        ? []
        : [`${formatCount(uncheckedRows)} more get a cheaper answer unchecked, because that many may still differ`]),
      `${restOf(referenceRows)}, sampled ones included`,
    ].join('; '),
  'allowed-without-evidence': ({ allowed, acceptedRows, referenceRows }) =>
    `${countOf(allowed, 'row')} may differ, so ${formatCount(acceptedRows)} ${acceptedRows === 1 ? 'row gets' : 'rows get'} a cheaper answer unchecked; ${restOf(referenceRows)}`,
  'filter-sides': ({ keptRows, droppedRows, referenceRows }) =>
    `a cheaper model's "yes" stands on ${countOf(keptRows, 'row')} and its "no" on ${formatCount(droppedRows)}; ${formatCount(referenceRows)} have the reference's own answer`,
  'threshold-kept': ({ thresholds, kept, because }) =>
    `of the thresholds ${thresholds.map(threshold).join(', ')}, fixed before the sample was drawn, ${threshold(kept)} is kept: ${inEnglish(because)}`,
  'drift-found': ({ model, newRows, newDeviating, oldRows, oldDeviating }) =>
    `Drift: ${model} differs from the reference on ${String(newDeviating)} of ${String(newRows)} new rows, and did on ${String(oldDeviating)} of ${String(oldRows)} earlier ones. What earlier runs learned is not trusted here; the run plans anew.`,
  'student-learned': ({ teacher, rows, dissent }) =>
    `A local classifier, "student", learned the answers of ${teacher} from the text of ${countOf(rows, 'row')}. On rows that it had not seen, ${(100 * dissent).toFixed(1)}% of its answers differed.`,
  'order-by-cost': ({ models }) =>
    `by what their first answers cost the candidates stand in another order (per 1,000 rows: ${models.map(perThousand).join(', ')})`,
  'dearer-left-out': ({ models, reference, referenceUsdPerThousandRows }) =>
    `${models.map(perThousand).join(', ')} per 1,000 rows ${isOrAre(models)} left out, because the reference ${perThousand({ model: reference, usdPerThousandRows: referenceUsdPerThousandRows })} costs no more`,
  'not-tried': ({ models }) =>
    `${models.join(', ')} ${isOrAre(models)} not tried, because the rows are too few to pay for it`,
  'tried-first': ({ models, rows }) =>
    `${models.join(' + ')} may not save what asking about every row would cost: tried on the first ${countOf(rows, 'row')} of the sample beforehand`,
  'sample-drawn-anew': ({ models }) =>
    `the sample is drawn anew from all rows, because ${models.join(', ')} had not answered every row that was there before the last sample`,
  all: ({ reasons }) => reasons.map(inEnglish).join('; '),
  'one-model': ({ model }) => model,
  'by-trust': ({ models }) => `${models.join(' + ')} where trusted`,
  'escalates-by-trust': ({ models, to, share }) =>
    `${models.join(' + ')} where trusted, ${to} for the least trusted ${percent(share)}`,

  'agreement-reaches': ({ lower, accuracy }) =>
    `its agreement is at least ${digits(lower)}, which reaches the ${digits(accuracy)} wanted`,
  'agreement-below': ({ upper, accuracy }) =>
    `its agreement is at most ${digits(upper)}, below the ${digits(accuracy)} wanted`,
  'dearer-than-satisfied': ({ model }) => `more expensive than ${model}, which reaches the threshold`,
  'interval-spans-threshold': () => 'all rows are profiled and its interval still spans the threshold',
  'profiling-on-unknown': () =>
    'the cost of further profiling is unknown: a candidate agrees on all rows or on none, or a cost is unknown',
  'profiling-on-costs': ({ rows, costUsd }) =>
    `profiling ${String(rows)} more ${rows === 1 ? 'row' : 'rows'} is expected to cost ${dollars(costUsd)} in all`,
  'not-worth-profiling': ({ because }) => `not worth profiling further: ${inEnglish(because)}`,
  'rest-costs': ({ model, rows, costUsd, otherwise }) =>
    `${model} for the remaining ${countOf(rows, 'row')} costs ${dollars(costUsd)}; ${inEnglish(otherwise)}`,
  'cheapest-satisfied': ({ rows, costUsd }) =>
    `the cheapest model that reaches the threshold after ${String(rows)} profiled ${rows === 1 ? 'row' : 'rows'}, for ${dollars(costUsd)}`,
  'cheapest-split': ({ splits, agreement, confidence, costUsd, parts }) => {
    const shares = parts.map(
      (part) =>
        `${part.model} ${digits(part.share)} of the rows at agreement ${digits(part.agreement)} (confidence ${digits(part.confidence)})`,
    );
    return `the cheapest of ${String(splits)} splits that reach agreement ${digits(agreement)} on the remaining rows at confidence ${digits(confidence)}, for ${dollars(costUsd)}: ${shares.join(', ')}`;
  },
  'costs-unknown-no-split': () =>
    'costs are unknown, so no split can be weighed; the cheapest satisfied model answers the rest',

  'costs-turned-out-otherwise': ({ because }) => `The models did not cost what was expected: ${inEnglish(because)}.`,
  'no-forecast': ({ models }) => `No costs are forecast, because the price of ${models.join(', ')} is not known.`,
  'ways-by-order': ({ ways, chosen }) => {
    const named = ways.map((way, at) => `${inEnglish(way)}${at === chosen ? ' (chosen)' : ''}`);
    return `Options, compared by the order of the models because not every price is known: ${named.join(', ')}.`;
  },
  'no-price': ({ models }) =>
    `No price is known for ${models.join(', ')}: the cost of the run is unknown, and no cap can be kept.`,
  'asking-rivals': ({ models, rows }) =>
    `To learn which of ${models.join(', ')} costs most per row, and so is the reference, each answers ${countOf(rows, 'row')} first.`,
  'asking-twice': ({ model, rows }) =>
    `Asking ${model} a second time, about ${String(rows)} of the rows that it answered.`,
  'rows-answered-readably': ({ model, rows }) => `Different rows that ${model} answered readably: ${String(rows)}.`,
  'paused-by-user': () => 'You paused this run.',
  'scan-is-done': () => 'The scan is done; the run goes on from here.',
  'labels-are-wanted': ({ person, rows, given }) =>
    `${countOf(rows, 'row')} ${rows === 1 ? 'waits' : 'wait'} for ${isReader(person) ? 'your label' : `a label by ${person}`}; ${formatCount(given)} ${given === 1 ? 'is' : 'are'} given so far.`,
  'cap-buys-no-label': ({ person, capUsd, perLabelUsd }) =>
    `The cap of ${formatUsd(capUsd)} leaves nothing for another label ${isReader(person) ? 'of yours' : `by ${person}`} at ${formatUsd(perLabelUsd)}; raise the cap to go on.`,
  cancelled: () => 'Cancelled.',
  'cancelled-all-kept': () => 'Cancelled; everything answered so far is kept.',
  'window-closed': () => 'The window was closed or reloaded.',
};

export function inEnglish(why: Why): string {
  if (typeof why === 'string') return why;
  return (english[why.code] as (figures: Reason['figures']) => string)(why.figures);
}

const threshold = (share: number) => formatPercent(share, 4);
const restOf = (rows: number) => `${formatCount(rows)} ${rows === 1 ? 'row gets' : 'rows get'} the reference's answer`;
const isOrAre = (items: readonly unknown[]) => (items.length === 1 ? 'is' : 'are');
const known = (text: string | undefined) => text ?? 'an unknown number of';

const percent = (share: number | undefined) =>
  share === undefined ? 'an unknown share' : `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}%`;

/** A share with two to four digits. */
function digits(value: number): string {
  return value.toFixed(4).replace(/(\.\d\d\d*?)0+$/, '$1');
}

/** Four digits of a dollar amount. */
function dollars(usd: number | undefined): string {
  return usd === undefined ? 'an unknown amount' : `$${usd.toPrecision(4)}`;
}

const perThousand = ({
  model,
  usdPerThousandRows,
}: {
  readonly model: string;
  readonly usdPerThousandRows: number | undefined;
}) => `${model} ${usdPerThousandRows === undefined ? 'an unknown amount' : formatUsd(usdPerThousandRows)}`;
