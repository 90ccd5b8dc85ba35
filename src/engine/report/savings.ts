// What the run cost beside what the reference alone would have cost, in one sentence.
import { formatCount, formatPercent, formatUsd } from '../text/figures';

export type Costs = {
  readonly spentUsd?: number | undefined;
  /** What the reference alone has cost or would cost on the distinct rows. */
  readonly referenceUsd?: number | undefined;
  /** What it would have cost beside that, had identical rows been asked one by one. */
  readonly duplicatesUsd?: number | undefined;
  /** Attempts that broke off after the provider may have billed them. */
  readonly possiblyBilledUsd?: number | undefined;
  /** Answers that earlier runs paid for. */
  readonly reusedAnswers?: number | undefined;
};

/** Share of the reference's cost that was saved; negative: more expensive. Undefined where either is unknown. */
export function savedShare({ spentUsd, referenceUsd }: Costs): number | undefined {
  if (spentUsd === undefined || referenceUsd === undefined || !(referenceUsd > 0)) return undefined;
  const share = 1 - spentUsd / referenceUsd;
  return Number.isNaN(share) ? undefined : share;
}

/** `Cost $0.41 instead of $3.20 with big alone: 87 % saved, 7.8 times cheaper.` */
export function savingsSentence(costs: Costs, reference: string): string {
  const { spentUsd, referenceUsd, duplicatesUsd = 0, possiblyBilledUsd = 0, reusedAnswers = 0 } = costs;
  const extra = [
    reusedAnswers > 0
      ? ` ${formatCount(reusedAnswers)} ${reusedAnswers === 1 ? 'answer was' : 'answers were'} reused from earlier runs and cost nothing now.`
      : '',
    duplicatesUsd > 0 ? ` Asking identical rows once saved another ${formatUsd(duplicatesUsd)}.` : '',
    possiblyBilledUsd > 0
      ? ` Attempts that broke off may have been billed at most ${formatUsd(possiblyBilledUsd)} more.`
      : '',
  ].join('');
  if (spentUsd === undefined || Number.isNaN(spentUsd))
    return `What the run cost is unknown, because a price is unknown; nothing is said of savings.${extra}`;
  const share = savedShare(costs);
  if (share === undefined || referenceUsd === undefined)
    return `Cost ${formatUsd(spentUsd)}; what ${reference} alone would have cost is ${referenceUsd === 0 ? 'nothing' : 'unknown'}.${extra}`;
  if (Math.abs(share) < 0.0005) return `Cost ${formatUsd(spentUsd)}, as much as ${reference} alone.${extra}`;
  if (share < 0)
    return `Cost ${formatUsd(spentUsd)}, ${formatPercent(-share, 1)} more than the ${formatUsd(referenceUsd)} of ${reference} alone.${extra}`;
  const times =
    spentUsd > 0 && referenceUsd / spentUsd >= 1.1 ? `, ${formatTimes(referenceUsd / spentUsd)} times cheaper` : '';
  return `Cost ${formatUsd(spentUsd)} instead of ${formatUsd(referenceUsd)} with ${reference} alone: ${formatPercent(share, 1)} saved${times}.${extra}`;
}

/** Where a label has no price: what the models cost. */
export function modelsSentence({ spentUsd, possiblyBilledUsd = 0 }: Costs): string {
  const lost =
    possiblyBilledUsd > 0
      ? ` Attempts that broke off may have been billed at most ${formatUsd(possiblyBilledUsd)} more.`
      : '';
  return `The models cost ${formatUsd(spentUsd)}; a label has no price.${lost}`;
}

const formatTimes = (times: number) =>
  times >= 100 ? Math.round(times).toLocaleString('en-US') : Number(times.toPrecision(2)).toString();
