// List prices of models, from the maintained table of @pydantic/genai-prices (chosen over tokenlens: docs/decisions/0027). What the table does
// not know is `unknown`, never 0; what the user states in the models file overrules it (ladder.ts).
import type { calcPrice, findProvider, ModelPrice, TieredPrices } from '@pydantic/genai-prices';
import type { Price } from '../engine/model';
import { scalePrice } from '../engine/money/cost';
import { isOf } from './keyBinding';
import type { PriceLookup } from './ladder';
import { bareName } from './modelTraits';
import { presets } from './presets';
import type { ProviderConfig } from './providerConfig';
import { own } from '../engine/own';

/** @param today the moment whose prices hold; the table knows of announced changes. Loads the table (65 ms), so call it when prices are needed. */
export async function loadPriceTable(today: Date): Promise<PriceLookup> {
  const table = await import('@pydantic/genai-prices');
  return (provider, modelId, tier) => lookUp(table, provider, modelId, tier, today);
}

/** @param id the table's own name of the model: the same for all dated versions */
export type ListPrice = { readonly id: string; readonly price: Price };
/** What a vendor's model costs at the vendor; undefined for a name that no vendor lists. */
export type ListPrices = (modelId: string) => ListPrice | undefined;

/** Sellers of models of their own, whose names gateways pass on. */
const vendors = ['openai', 'anthropic', 'google', 'mistral', 'deepseek', 'x-ai', 'cohere'];

/** @param today as of {@link loadPriceTable} */
export async function loadListPrices(today: Date): Promise<ListPrices> {
  const table = await import('@pydantic/genai-prices');
  const known = new Map<string, ListPrice | undefined>();
  const find = (name: string): ListPrice | undefined => {
    for (const seller of vendors) {
      const id = table.calcPrice({ input_tokens: 1 }, name, { providerId: seller, timestamp: today })?.model.id;
      if (id !== undefined) return { id, price: dearestOfDay(table, seller, name, today) };
    }
    return undefined;
  };
  return (modelId) => {
    const name = bareName(modelId);
    if (!known.has(name)) known.set(name, find(name));
    return known.get(name);
  };
}

type Table = { readonly calcPrice: typeof calcPrice; readonly findProvider: typeof findProvider };

function lookUp(table: Table, provider: ProviderConfig, modelId: string, tier: string | undefined, today: Date): Price {
  // By the address, not the name: a provider called "openai" elsewhere need not charge what OpenAI does.
  const url = provider.baseUrl ?? urlOf(provider);
  const seller = url === undefined ? undefined : (sellerOf(url) ?? table.findProvider({ providerApiUrl: url })?.id);
  const share = seller === undefined ? undefined : tierShare(seller, tier);
  // Embedded classifiers have a price of their own; what vscode.lm charges is not told.
  if (seller === undefined || share === undefined) return { type: 'unknown' };
  if (isFree(seller, modelId))
    return {
      type: 'token',
      inputPerMillion: 0,
      outputPerMillion: 0,
      source: `${seller}: models named so cost nothing`,
    };
  for (const [by, name] of namesAt(seller, modelId)) {
    const price = dearestOfDay(table, by, name, today);
    if (price.type === 'token') return scalePrice(price, share);
  }
  return { type: 'unknown' };
}

function urlOf({ type }: ProviderConfig): string | undefined {
  return type === 'openai-compatible' ? undefined : presets[type].baseUrl;
}

/** A preset's own hosts are known better here than by the table (regions, second domains). */
function sellerOf(url: string): string | undefined {
  const { origin } = new URL(url);
  return Object.values(presets).find(({ keyOrigins }) => keyOrigins?.some((own) => isOf(own, origin)))?.priceSeller;
}

/**
 * What a tier of service costs of the list price; undefined: not known. OpenAI: "Flex: tokens are priced at Batch API rates" (half). Groq: flex at the
 * price of on-demand. Anthropic: its tiers are bought in advance, a request's price does not change.
 */
function tierShare(seller: string, tier: string | undefined): number | undefined {
  if (tier === undefined || tier === 'default' || tier === 'standard') return 1;
  const known: Readonly<Record<string, Readonly<Record<string, number>>>> = {
    openai: { flex: 0.5, auto: 1 },
    groq: { flex: 1, on_demand: 1, auto: 1 },
    anthropic: { standard_only: 1, auto: 1 },
  };
  return own(own(known, seller) ?? {}, tier);
}

function isFree(seller: string, modelId: string): boolean {
  return (seller === 'openrouter' && /:free$/.test(modelId)) || (seller === 'together' && /-free$/i.test(modelId));
}

/** Vendors whose models OpenRouter sells at the vendor's own list price, under the vendor's name. */
const resold: Readonly<Record<string, string>> = {
  google: 'google',
  openai: 'openai',
  anthropic: 'anthropic',
  'x-ai': 'x-ai',
};

/** The names under which a seller's table may have a model, with the seller whose table it is. */
function namesAt(seller: string, modelId: string): (readonly [seller: string, name: string])[] {
  const at = (...names: string[]) => names.map((name) => [seller, name] as const);
  switch (seller) {
    case 'google':
      return at(modelId, modelId.replace(/^(publishers\/google\/)?(models|google)\//, ''));
    case 'fireworks':
      return at(modelId, `accounts/fireworks/models/${modelId}`);
    case 'openrouter': {
      const [vendor = '', name = ''] = modelId.split('/');
      const sold = own(resold, vendor);
      return sold === undefined || name.startsWith('gpt-oss') ? at(modelId) : [...at(modelId), [sold, name]];
    }
    default:
      return at(modelId);
  }
}

/** Some sellers (DeepSeek) charge less at night: an estimate may be too high, never too low. */
function dearestOfDay(table: Table, seller: string, modelId: string, today: Date): Price {
  let dearest: Price = { type: 'unknown' };
  for (let hour = 0; hour < 24; hour++) {
    const timestamp = new Date(today.getTime() + hour * 3600_000);
    const found = table.calcPrice({ input_tokens: 1, output_tokens: 1 }, modelId, { providerId: seller, timestamp });
    const price: Price = found ? toPrice(found.model_price, today) : { type: 'unknown' };
    if (price.type !== 'token') return price;
    if (dearest.type !== 'token' || price.outputPerMillion > dearest.outputPerMillion) dearest = price;
  }
  return dearest;
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

/** With several tiers the most expensive from the first threshold on: an estimate may be too high, never too low. */
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
