// What to write where no price is known of a model: its own entry in the ladder with a price beside it, ready to be pasted. An unknown price is
// never guessed, so every refusal for the want of one names these lines.
import type { Model } from '../engine/model';
import { isLoopbackHost } from '../providers/keyBinding';
import { builtInProviders } from '../providers/providerConfig';

/** A sentence and a line for each model. */
export function writePrices(models: readonly Model[]): string {
  const lines = models.map((model) => `  ${entryWithPrice(model)}`);
  return (
    'Write in the ladder, with the dollars that your provider charges per million tokens in place of these figures ' +
    `("price": "free" where nothing is charged):\n${lines.join('\n')}\n`
  );
}

function entryWithPrice({ id, provider, modelId, pricedAs, settings }: Model): string {
  const name = { ...(id !== modelId && { id }), provider, model: modelId, ...(pricedAs !== undefined && { pricedAs }) };
  const price = isOnThisMachine(provider) ? 'free' : { inputPerMillion: 1, outputPerMillion: 4 };
  return JSON.stringify({ ...name, price, ...settings });
}

function isOnThisMachine(provider: string): boolean {
  const url = builtInProviders.get(provider)?.baseUrl;
  return url !== undefined && isLoopbackHost(new URL(url).hostname);
}
