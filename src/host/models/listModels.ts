// The model ids that a provider offers, asked with the person's key: what tests a key for free and fills the pick list.
import * as vscode from 'vscode';
import { InputError } from '../../engine/inputError';
import { addressOf, keyFor } from '../../providers/createProvider';
import { guardedFetch } from '../../providers/guardedFetch';
import type { BoundKey } from '../../providers/keyBinding';
import type { ProviderConfig } from '../../providers/ladder';

const patienceMs = 20_000;
/** More than this is no list to pick from. */
const mostModels = 1000;

/** @throws {ProviderError} when a key is missing; {InputError} a sentence about why the provider does not tell, without what it replied. */
export async function listModels(config: ProviderConfig, keys: readonly BoundKey[]): Promise<readonly string[]> {
  const baseUrl = addressOf(config);
  const apiKey = keyFor(config, baseUrl, keys);
  const fetch = guardedFetch(new URL(baseUrl).origin);
  const options = { apiKey: apiKey ?? 'none', baseURL: baseUrl, fetch, maxRetries: 1, timeout: patienceMs };
  const found: string[] = [];
  try {
    for await (const { id } of await askModels(config, options)) if (found.push(id) >= mostModels) break;
  } catch (error) {
    throw new InputError(whyNot(error, new URL(baseUrl).host));
  }
  return found.sort();
}

type ClientOptions = {
  readonly apiKey: string;
  readonly baseURL: string;
  readonly fetch: typeof fetch;
  readonly maxRetries: number;
  readonly timeout: number;
};

async function askModels({ type }: ProviderConfig, options: ClientOptions): Promise<AsyncIterable<{ id: string }>> {
  if (type === 'anthropic') {
    const { default: Anthropic } = await import('@anthropic-ai/sdk');
    return new Anthropic(options).models.list();
  }
  const { default: OpenAI } = await import('openai');
  return new OpenAI(options).models.list();
}

/** The reply itself is not quoted: some servers repeat the key in it. */
function whyNot(error: unknown, host: string): string {
  const { status } = error as { status?: number };
  if (status === undefined)
    return vscode.l10n.t(
      '{0} cannot be reached. Is the server running, and the address in smart.providers right?',
      host,
    );
  if (status === 401 || status === 403)
    return vscode.l10n.t('{0} refused the key. Set another with "SMART: Set API Key".', host);
  return vscode.l10n.t('{0} answered with status {1} when asked for its models.', host, status);
}
