// Builds the whole stack of one provider from its configuration: cache, traffic, budget, SDK, outermost first. What a person may name in a
// file decides the address; whether a key goes there is decided by keyBinding.ts.
import type { Clock } from '../engine/clock';
import { InputError } from '../engine/inputError';
import type { Budget } from '../engine/money/budget';
import { type AskRequest, type Provider, ProviderError } from '../engine/provider';
import type { Random } from '../engine/random';
import { anthropicBaseUrl, createAnthropicProvider } from './anthropicProvider';
import { budgeted } from './budgeted';
import { cached, type CacheStore } from './cached';
import { serverPresets, unknownServerQuirks } from './compatibleEndpoints';
import type { Fetch } from './guardedFetch';
import { type BoundKey, decideKey } from './keyBinding';
import type { ProviderConfig } from './ladder';
import { createOpenAiProvider, openAiBaseUrl } from './openaiProvider';
import type { QuirkStore } from './quirks';
import { traffic } from './traffic';

export type ProviderPorts = {
  readonly clock: Clock;
  readonly random: Random;
  /** Keys that the person bound, each to its origin. */
  readonly keys: readonly BoundKey[];
  readonly budget: Budget;
  readonly onLostAttempt?: ((request: AskRequest, reservedUsd: number) => void) | undefined;
  /** Absent: nothing is cached. */
  readonly cache?: CacheStore | undefined;
  readonly quirks?: QuirkStore | undefined;
  readonly fetch?: Fetch | undefined;
  readonly concurrency?: number | undefined;
  readonly maxRetries?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly shortestTimeoutMs?: number | undefined;
  /** Makes providers of the types that live elsewhere: embedded models, VS Code's language models. */
  readonly others?: ((config: ProviderConfig) => Promise<Provider | undefined>) | undefined;
};

/**
 * @throws {InputError} on a bad address or a type that is not to be had here
 * @throws {ProviderError} of kind 'auth' when a key is missing or not bound to the address, before anything is sent
 */
export async function createProvider(config: ProviderConfig, ports: ProviderPorts): Promise<Provider> {
  const { budget, onLostAttempt } = ports;
  const inner = await createInnermost(config, ports);
  const controlled = traffic(budgeted(inner.provider, { budget, onLostAttempt }), ports);
  return ports.cache ? cached(controlled, ports.cache, inner.endpoint) : controlled;
}

async function createInnermost(config: ProviderConfig, ports: ProviderPorts) {
  const other = await ports.others?.(config);
  if (other) return { provider: other, endpoint: config.name };
  const baseUrl = addressOf(config);
  const apiKey = keyFor(config, baseUrl, ports.keys);
  const options = { name: config.name, baseUrl, apiKey, fetch: ports.fetch, quirks: ports.quirks };
  const preset =
    config.server !== undefined
      ? serverPresets[config.server].quirks
      : config.type === 'openai-compatible'
        ? unknownServerQuirks
        : undefined;
  const provider =
    config.type === 'anthropic' ? createAnthropicProvider(options) : createOpenAiProvider({ ...options, preset });
  return { provider, endpoint: baseUrl };
}

/** Where the provider's requests go; shown to the person before the first one. @throws {InputError} */
export function addressOf(config: ProviderConfig): string {
  switch (config.type) {
    case 'openai':
      return config.baseUrl ?? openAiBaseUrl;
    case 'anthropic':
      return config.baseUrl ?? anthropicBaseUrl;
    case 'openai-compatible':
      if (config.baseUrl !== undefined) return config.baseUrl;
      throw new InputError(`The provider "${config.name}" needs a baseUrl.`);
    case 'embedded':
    case 'vscode-lm':
      throw new InputError(`The provider "${config.name}" (${config.type}) is not available here.`);
  }
}

/** @throws {ProviderError} of kind 'auth' */
export function keyFor(config: ProviderConfig, baseUrl: string, keys: readonly BoundKey[]): string | undefined {
  const decision = decideKey({ name: config.name, baseUrl, keyEnv: config.keyEnv }, keys);
  if (decision.type === 'refused') throw new ProviderError('auth', decision.why, { isRetryable: false });
  return decision.type === 'key' ? decision.key : undefined;
}
