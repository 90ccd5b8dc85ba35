// Shares what one reply took among the rows that it was asked about, by their tokens: the rows' counts and dollars add up to the reply's own.
import type { Price } from '../model';
import type { Usage } from '../provider';
import { costOf } from './cost';

export type SharedRow = {
  /** Characters of the row's own part of the request. */
  readonly asked: number;
  /** Characters of its answer; 0 where it got none. */
  readonly answered: number;
};

export type Share = {
  /** Whole tokens. */
  readonly usage: Usage;
  /** US dollars; undefined where the whole is unknown. */
  readonly usd?: number;
};

/**
 * Input by the rows' length, the instruction in equal parts; output by the answers' length, thinking in equal parts.
 * @param instruction characters of what all rows share.
 * @param usd dollars of the whole reply; undefined: unknown.
 */
export function shareFees(
  rows: readonly SharedRow[],
  instruction: number,
  usage: Usage,
  price: Price,
  usd: number | undefined,
): readonly Share[] {
  const equal = rows.map(() => 1);
  const input = rows.map(({ asked }) => asked + instruction / rows.length);
  const isAnswered = rows.some(({ answered }) => answered > 0);
  const output = isAnswered ? rows.map(({ answered }) => answered) : equal;
  const thought = Math.min(usage.reasoningTokens ?? 0, usage.outputTokens ?? 0);
  const thoughts = splitCount(thought, equal);
  const said = splitCount((usage.outputTokens ?? 0) - thought, output);
  const parts = {
    inputTokens: splitKnown(usage.inputTokens, input),
    cachedInputTokens: splitKnown(usage.cachedInputTokens, input),
    cacheWriteTokens: splitKnown(usage.cacheWriteTokens, input),
    cacheWriteHourTokens: splitKnown(usage.cacheWriteHourTokens, input),
    reasoningTokens: usage.reasoningTokens === undefined ? undefined : splitCount(usage.reasoningTokens, equal),
    outputTokens: usage.outputTokens === undefined ? undefined : said.map((count, row) => count + thoughts[row]!),
  };
  const usages = rows.map((_, row): Usage =>
    Object.fromEntries(
      Object.entries(parts).flatMap(([name, counts]) => (counts === undefined ? [] : [[name, counts[row]!]])),
    ),
  );
  if (usd === undefined) return usages.map((each) => ({ usage: each }));
  const worth = usages.map((each) => costOf(each, price) ?? 0);
  const dollars = splitAmount(usd, worth);
  return usages.map((each, row) => ({ usage: each, usd: dollars[row]! }));
}

function splitKnown(total: number | undefined, weights: readonly number[]): readonly number[] | undefined {
  return total === undefined ? undefined : splitCount(total, weights);
}

/** Whole numbers that add up to the total, as near to the weights as whole numbers come (largest remainders). */
export function splitCount(total: number, weights: readonly number[]): readonly number[] {
  const exact = splitAmount(total, weights);
  const counts = exact.map(Math.floor);
  const left = total - counts.reduce((sum, count) => sum + count, 0);
  const byRest = exact.map((_, row) => row).sort((a, b) => exact[b]! - counts[b]! - (exact[a]! - counts[a]!) || a - b);
  for (const row of byRest.slice(0, Math.round(left))) counts[row]!++;
  return counts;
}

/** Amounts in the proportion of the weights, in equal parts where all are 0; the last one takes what rounding leaves. */
function splitAmount(total: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const parts = weights.map((weight) => total * (sum > 0 ? weight / sum : 1 / weights.length));
  const others = parts.slice(0, -1).reduce((all, part) => all + part, 0);
  return [...parts.slice(0, -1), Math.max(0, total - others)];
}
