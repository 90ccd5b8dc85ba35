// Turns token counts and a price into US dollars: what an answer cost, and the most that one request can cost.
// Cached input is part of the input and is charged once, at its own price. Unknown usage or price gives undefined, never 0.
import type { Price } from '../model';
import type { Usage } from '../provider';

type TokenPrice = Extract<Price, { type: 'token' }>;

/** Anthropic charges twice the input price for what its cache keeps for an hour, and 1.25 times for five minutes, which is the price that tables state. */
const hourWriteShare = 2 / 1.25;

/** Dollars of one answer; undefined when the price or a count that it needs is unknown and the provider states no dollars. */
export function costOf(usage: Usage, price: Price): number | undefined {
  if (usage.statedUsd !== undefined) return usage.statedUsd;
  switch (price.type) {
    case 'unknown':
      return undefined;
    case 'cpu':
      return usage.cpuSeconds === undefined ? undefined : usage.cpuSeconds * price.usdPerCpuSecond;
    case 'answer':
      return price.perAnswerUsd;
    case 'token': {
      const { inputTokens, outputTokens } = usage;
      if (inputTokens === undefined || outputTokens === undefined) return undefined;
      // A count beyond the whole (seen from proxies that add cached tokens on top) must not make the rest negative.
      const cached = Math.min(usage.cachedInputTokens ?? 0, inputTokens);
      const written = Math.min(usage.cacheWriteTokens ?? 0, inputTokens - cached);
      const forAnHour = Math.min(usage.cacheWriteHourTokens ?? 0, written);
      const rates = ratesAt(price, inputTokens);
      const dollarsPerMillion =
        (inputTokens - cached - written) * rates.input +
        cached * rates.cached +
        (written - forAnHour) * rates.written +
        forAnHour * rates.written * hourWriteShare +
        outputTokens * rates.output;
      return dollarsPerMillion / 1e6;
    }
  }
}

/**
 * The most that a request can cost: every input token at the most expensive rate it may be charged at, and all output tokens it is allowed.
 * Undefined when the price is unknown.
 * @param maxInputTokens an upper bound, not an estimate
 */
export function maxCostOf(maxInputTokens: number, maxOutputTokens: number, price: Price): number | undefined {
  switch (price.type) {
    case 'unknown':
      return undefined;
    case 'cpu':
      // Measured CPU time of one row has been seen at 10 times its typical value under load.
      return price.usdPerCpuSecond * price.nominalSecondsPerRow * 10;
    case 'answer':
      return price.perAnswerUsd;
    case 'token': {
      const rates = ratesAt(price, maxInputTokens);
      return (
        (maxInputTokens * Math.max(rates.input, rates.cached, hourWrite(price, rates.written)) +
          maxOutputTokens * rates.output) /
        1e6
      );
    }
  }
}

/** What decisions expect a row to cost, before it is asked: no discount for cached input is assumed. */
export function expectedCostOf(inputTokens: number, outputTokens: number, price: Price): number | undefined {
  if (price.type === 'cpu') return price.usdPerCpuSecond * price.nominalSecondsPerRow;
  return costOf({ inputTokens, outputTokens }, price);
}

/** What a service that answers within a day charges of the list price (OpenAI and Anthropic alike). */
export const batchShare = 0.5;

/** The same price with everything multiplied, e.g. `batchShare`, or 0.8 for a negotiated discount. */
export function scalePrice(price: Price, factor: number): Price {
  if (price.type !== 'token') return price;
  const { inputPerMillion, outputPerMillion, cachedInputPerMillion, cacheWritePerMillion } = price;
  return {
    ...price,
    inputPerMillion: inputPerMillion * factor,
    outputPerMillion: outputPerMillion * factor,
    ...(cachedInputPerMillion !== undefined && { cachedInputPerMillion: cachedInputPerMillion * factor }),
    ...(cacheWritePerMillion !== undefined && { cacheWritePerMillion: cacheWritePerMillion * factor }),
  };
}

/** Where a price tells what writing to the cache costs, the write may be one that is kept for an hour. */
function hourWrite({ cacheWritePerMillion }: TokenPrice, written: number): number {
  return cacheWritePerMillion === undefined ? written : written * hourWriteShare;
}

/** Dollars per million tokens of each kind for a request with so many input tokens. */
function ratesAt(price: TokenPrice, inputTokens: number) {
  const isLong = price.longContext !== undefined && inputTokens > price.longContext.aboveInputTokens;
  const input = price.inputPerMillion;
  const factor = isLong ? price.longContext!.inputFactor : 1;
  return {
    input: input * factor,
    cached: (price.cachedInputPerMillion ?? input) * factor,
    written: (price.cacheWritePerMillion ?? input) * factor,
    output: price.outputPerMillion * (isLong ? price.longContext!.outputFactor : 1),
  };
}
