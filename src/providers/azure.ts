// What is Azure OpenAI's own: the older API with its version in the address and a path per deployment, keys in the header `api-key`, tokens of
// Microsoft Entra ID as bearers, and deployments listed in place of models. The `v1` path is OpenAI's protocol but for the key.
import type { OpenAI } from 'openai';
import { createOpenAiClient } from './openaiClient';
import type { SdkOptions } from './sdkOptions';

/** Last version of the older API under which a resource lists its deployments to the holder of a key. */
const listingVersion = '2023-03-15-preview';

/** Tokens of Microsoft Entra ID are JSON web tokens; keys of a resource are not. */
export function isEntraToken(key: string): boolean {
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(key);
}

export async function* listAzureModels(options: SdkOptions): AsyncIterable<string> {
  type Listing = { readonly data?: readonly { readonly id?: unknown }[] };
  const root = options.baseUrl.replace(/\/v1\/?$/, '');
  const client: OpenAI = await createOpenAiClient({ ...options, baseUrl: root, apiVersion: undefined });
  const query = { 'api-version': listingVersion };
  const { data } = await client.get<Listing>('/deployments', { query, maxRetries: 1, timeout: 20_000 });
  for (const { id } of data ?? []) if (typeof id === 'string') yield id;
}
