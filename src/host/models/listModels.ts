// The model ids that a provider offers, asked with the person's key: what tests a key for free and fills the pick list.
import { addressOf, keyFor } from '../../providers/createProvider';
import { guardedFetch } from '../../providers/guardedFetch';
import type { BoundKey } from '../../providers/keyBinding';
import type { ProviderConfig } from '../../providers/ladder';

const patienceMs = 20_000;
/** More than this is no list to pick from. */
const mostModels = 1000;

/** @throws {ProviderError} of kind 'auth' when the key is missing or refused; {Error} with the server's status otherwise. */
export async function listModels(config: ProviderConfig, keys: readonly BoundKey[]): Promise<readonly string[]> {
  const baseUrl = addressOf(config);
  const apiKey = keyFor(config, baseUrl, keys);
  const fetch = guardedFetch(new URL(baseUrl).origin);
  const options = { apiKey: apiKey ?? 'none', baseURL: baseUrl, fetch, maxRetries: 1, timeout: patienceMs };
  const found: string[] = [];
  if (config.type === 'anthropic') {
    const { default: Anthropic } = await import('@anthropic-ai/sdk');
    for await (const { id } of new Anthropic(options).models.list()) if (found.push(id) >= mostModels) break;
  } else {
    const { default: OpenAI } = await import('openai');
    for await (const { id } of new OpenAI(options).models.list()) if (found.push(id) >= mostModels) break;
  }
  return found.sort();
}
