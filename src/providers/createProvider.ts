// Builds the whole stack of one provider from its configuration: cache, traffic, budget, SDK, outermost first. What a person may name in a
// file decides the address; whether a key goes there is decided by keyBinding.ts.
import type { Clock } from '../engine/clock';
import type { ReservationLog } from '../engine/drive/reservationLog';
import { InputError } from '../engine/inputError';
import type { Model } from '../engine/model';
import type { Budget } from '../engine/money/budget';
import { type Provider, ProviderError } from '../engine/provider';
import type { Random } from '../engine/random';
import { anthropicBaseUrl, createAnthropicProvider } from './anthropicProvider';
import { createAnthropicBatchService } from './batch/anthropicBatch';
import type { BatchLedger } from './batch/batchLedger';
import { createBatchProvider } from './batch/batchProvider';
import { createOpenAiBatchService } from './batch/openaiBatch';
import { budgeted } from './budgeted';
import { cached, type CacheStore } from './cached';
import { serverPresets, unknownServerQuirks } from './compatibleEndpoints';
import type { Fetch } from './guardedFetch';
import { type BoundKey, decideKey } from './keyBinding';
import type { ProviderConfig } from './ladder';
import { createOpenAiProvider, openAiBaseUrl } from './openaiProvider';
import type { Quirks, QuirkStore } from './quirks';
import type { SdkOptions } from './sdkOptions';
import { traffic } from './traffic';

export type ProviderPorts = {
  readonly clock: Clock;
  readonly random: Random;
  /** Keys that the person bound, each to its origin. */
  readonly keys: readonly BoundKey[];
  readonly budget: Budget;
  /** The run's written reservations; absent: a killed process forgets what was under way. */
  readonly reservations?: ReservationLog | undefined;
  /** Absent: nothing is cached. */
  readonly cache?: CacheStore | undefined;
  readonly quirks?: QuirkStore | undefined;
  readonly fetch?: Fetch | undefined;
  readonly concurrency?: number | undefined;
  readonly maxRetries?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly shortestTimeoutMs?: number | undefined;
  /** The run's ledger of a provider's batches; absent: models with `batch` set cannot be asked. */
  readonly batchLedger?: ((provider: string) => BatchLedger) | undefined;
  readonly batchPollMs?: number | undefined;
  /** Makes providers of the types that live elsewhere: embedded models, VS Code's language models. */
  readonly others?: ((config: ProviderConfig) => Promise<Provider | undefined>) | undefined;
};

/**
 * @throws {InputError} on a bad address or a type that is not to be had here
 * @throws {ProviderError} of kind 'auth' when a key is missing or not bound to the address, before anything is sent
 */
export async function createProvider(config: ProviderConfig, ports: ProviderPorts): Promise<Provider> {
  const { budget, reservations } = ports;
  const inner = await createInnermost(config, ports);
  const accounted = budgeted(inner.provider, { budget, reservations });
  // What computes here has no network to wait for, and answers again sooner than a cache finds the answer.
  if (config.type === 'embedded') return accounted;
  const live = traffic(accounted, config.type === 'vscode-lm' ? { ...ports, concurrency: editorConcurrency } : ports);
  const batch = inner.batch && budgeted(inner.batch, { budget, reservations, isRecoverable: true });
  const controlled = withBatch(live, batch);
  return ports.cache ? cached(controlled, ports.cache, inner.endpoint) : controlled;
}

async function createInnermost(config: ProviderConfig, ports: ProviderPorts) {
  const other = await ports.others?.(config);
  if (other) return { provider: other, endpoint: config.name, batch: undefined };
  const baseUrl = addressOf(config);
  const apiKey = keyFor(config, baseUrl, ports.keys);
  const options: SdkOptions = { name: config.name, baseUrl, apiKey, fetch: ports.fetch, quirks: ports.quirks };
  const preset: Partial<Quirks> | undefined =
    config.server !== undefined
      ? serverPresets[config.server].quirks
      : config.type === 'openai-compatible'
        ? unknownServerQuirks
        : undefined;
  const provider =
    config.type === 'anthropic' ? createAnthropicProvider(options) : createOpenAiProvider({ ...options, preset });
  return { provider, endpoint: baseUrl, batch: createBatch(config, options, ports) };
}

/** Vendors' own services only: compatible servers have none that is known to work alike. */
function createBatch(config: ProviderConfig, options: SdkOptions, ports: ProviderPorts): Provider | undefined {
  const ledger = ports.batchLedger?.(config.name);
  if (!ledger || config.type === 'openai-compatible') return undefined;
  const isAnthropic = config.type === 'anthropic';
  const service = isAnthropic ? createAnthropicBatchService(options) : createOpenAiBatchService(options);
  const { clock, batchPollMs } = ports;
  return createBatchProvider({
    name: config.name,
    endpoint: options.baseUrl,
    service,
    ledger,
    clock,
    pollMs: batchPollMs,
  });
}

/** Models with `batch` set go to the batch service, all others are asked at once. */
function withBatch(live: Provider, batch: Provider | undefined): Provider {
  const of = (model: Model) => {
    if (!model.settings.batch) return live;
    // Its price is the batch price: asking it live would cost twice what is accounted.
    if (!batch)
      throw new InputError(`The model ${model.id} has "batch" set, but ${live.name} has no batch service here.`);
    return batch;
  };
  return {
    name: live.name,
    ask: async (request, signal) => of(request.model).ask(request, signal),
    windowOf: (model) => of(model).windowOf?.(model),
  };
}

/** Copilot blocks an extension for a while after too many requests. */
const editorConcurrency = 4;

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
