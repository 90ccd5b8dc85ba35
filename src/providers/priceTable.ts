// List prices of models, from the maintained table of @pydantic/genai-prices (chosen over tokenlens: docs/decisions/0027). What the table does
// not know is `unknown`, never 0; what the person states in the models file overrules it (ladder.ts).
import type { calcPrice, findProvider, ModelPrice, TieredPrices } from '@pydantic/genai-prices';
import type { Price } from '../engine/model';
import type { PriceLookup } from './ladder';
import type { ProviderConfig } from './providerConfig';

const vendorUrls: Readonly<Record<string, string>> = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com',
};

/** @param today the day whose prices hold; the table knows of announced changes. Loads the table (65 ms), so call it when prices are needed. */
export async function loadPriceTable(today: Date): Promise<PriceLookup> {
  const table = await import('@pydantic/genai-prices');
  return (provider, modelId) => lookUp(table, provider, modelId, today);
}

type Table = { readonly calcPrice: typeof calcPrice; readonly findProvider: typeof findProvider };

function lookUp(table: Table, provider: ProviderConfig, modelId: string, today: Date): Price {
  // Embedded classifiers have a price of their own; what vscode.lm charges is not told.
  if (provider.type === 'embedded' || provider.type === 'vscode-lm') return { type: 'unknown' };
  const url = provider.baseUrl ?? vendorUrls[provider.type];
  // By the address, not the name: a provider called "openai" elsewhere need not charge what OpenAI does.
  const seller = url === undefined ? undefined : table.findProvider({ providerApiUrl: url });
  if (!seller) return { type: 'unknown' };
  const found = table.calcPrice({ input_tokens: 1, output_tokens: 1 }, modelId, { provider: seller, timestamp: today });
  return found ? toPrice(found.model_price, today) : { type: 'unknown' };
}

function toPrice(listed: ModelPrice, today: Date): Price {
  const [input, output] = [rateOf(listed['input_mtok']), rateOf(listed['output_mtok'])];
  if (input === undefined || output === undefined) return { type: 'unknown' };
  const cached = rateOf(listed['cache_read_mtok']);
  const written = rateOf(listed['cache_write_mtok']);
  const tier = input.tier ?? output.tier;
  return {
    type: 'token',
    inputPerMillion: input.base,
    outputPerMillion: output.base,
    ...(cached && { cachedInputPerMillion: cached.base }),
    ...(written && { cacheWritePerMillion: written.base }),
    ...(tier && {
      longContext: {
        aboveInputTokens: tier.start,
        inputFactor: factorOf(input),
        outputFactor: factorOf(output),
      },
    }),
    source: '@pydantic/genai-prices list prices',
    asOf: today.toISOString().slice(0, 10),
  };
}

type Rate = { readonly base: number; readonly tier?: { readonly start: number; readonly price: number } };

/** With several tiers the dearest from the first threshold on: an estimate may be too high, never too low. */
function rateOf(listed: number | TieredPrices | undefined): Rate | undefined {
  if (listed === undefined || typeof listed === 'number') return listed === undefined ? undefined : { base: listed };
  const starts = listed.tiers.map((tier) => tier.start);
  if (starts.length === 0) return { base: listed.base };
  return {
    base: listed.base,
    tier: { start: Math.min(...starts), price: Math.max(...listed.tiers.map((tier) => tier.price)) },
  };
}

function factorOf({ base, tier }: Rate): number {
  return tier === undefined || base === 0 ? 1 : tier.price / base;
}
