// Builds the whole stack of one provider from its configuration: cache, traffic, budget, SDK, outermost first. What a user may name in a
// file decides the address; whether a key goes there is decided by keyBinding.ts.
import type { Clock } from '../engine/clock';
import type { ReservationLog } from '../engine/drive/reservationLog';
import { InputError } from '../engine/inputError';
import type { ProviderNotice } from '../engine/events';
import type { Model } from '../engine/model';
import type { Budget } from '../engine/money/budget';
import { type Provider, ProviderError } from '../engine/provider';
import type { Random } from '../engine/random';
import { billByAnswering } from './answeredBy';
import { isEntraToken } from './azure';
import type { BatchLedger } from './batch/batchLedger';
import { createBatchProvider } from './batch/batchProvider';
import { resubmitting } from './batch/resubmitting';
import { budgeted } from './budgeted';
import { cached, type CacheStore } from './cached';
import type { Fetch } from './guardedFetch';
import { type BoundKey, boundSecret, decideKey, keysFor, type Endpoint } from './keyBinding';
import type { Accounts, Room } from './pacing/accounts';
import { presets } from './presets';
import type { ListPrices } from './priceTable';
import { assertComplete, type ProviderConfig } from './providerConfig';
import type { Workers } from './queue/workers';
import type { QuirkStore } from './quirks';
import { personProvider } from './personEntry';
import { providerKinds, quirksOf } from './registry';
import type { SdkOptions } from './sdkOptions';
import { traffic } from './traffic';

export type ProviderPorts = {
  readonly clock: Clock;
  readonly random: Random;
  /** Keys that the user bound, each to its origin. */
  readonly keys: readonly BoundKey[];
  readonly budget: Budget;
  /** The run's written reservations; absent: a killed process forgets what was under way. */
  readonly reservations?: ReservationLog | undefined;
  /** Absent: nothing is cached. */
  readonly cache?: CacheStore | undefined;
  readonly quirks?: QuirkStore | undefined;
  /** Absent: each provider has an account of its own. */
  readonly accounts?: Accounts | undefined;
  /** Told what a user may want to know of the way to the provider. */
  readonly notify?: ((notice: ProviderNotice) => void) | undefined;
  /** Absent: a reply is billed by the price of the model that was asked, whichever answered. */
  readonly listPrices?: (() => Promise<ListPrices>) | undefined;
  readonly fetch?: Fetch | undefined;
  readonly concurrency?: number | undefined;
  readonly maxRetries?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly shortestTimeoutMs?: number | undefined;
  /** The run's ledger of a provider's batches; absent: models with `batch` set cannot be asked. */
  readonly batchLedger?: ((provider: string) => BatchLedger) | undefined;
  readonly batchPollMs?: number | undefined;
  /** Send the requests in place of this process, which then needs no key. */
  readonly workers?: Workers | undefined;
  /** What stays the same when the run is resumed. */
  readonly run?: string | undefined;
  /** Makes providers of the types that live elsewhere: embedded models, VS Code's language models. */
  readonly others?: ((config: ProviderConfig) => Promise<Provider | undefined>) | undefined;
};

/**
 * @throws {InputError} on a bad address or a type that is not to be had here
 * @throws {ProviderError} of kind 'auth' when a key is missing or not bound to the address, before anything is sent
 */
export async function createProvider(config: ProviderConfig, ports: ProviderPorts): Promise<Provider> {
  const { budget, reservations, listPrices, notify } = ports;
  if (config.type === 'person') return personProvider(config.name);
  const inner = await createInnermost(config, ports);
  const billReply = listPrices && billByAnswering(inner.provider.name, listPrices, notify);
  // What nobody wrote down is not found again.
  const isRecoverable = inner.slots !== undefined && reservations !== undefined;
  const accounted = budgeted(inner.provider, { budget, reservations, billReply, isRecoverable, isFirstAlone: true });
  const kind = providerKinds[config.type];
  if (!kind.isRemote && kind.isComputed) return accounted;
  const most = kind.isRemote ? config.concurrency : kind.concurrency;
  const concurrency = most === undefined ? ports.concurrency : Math.min(most, ports.concurrency ?? most);
  const { host, account } = whereabouts(config, inner, ports, concurrency);
  const live = traffic(accounted, { ...ports, concurrency, host, account });
  const batch =
    inner.batch && resubmitting(budgeted(inner.batch, { budget, reservations, billReply, isRecoverable: true }));
  const controlled = withBatch(live, batch);
  return ports.cache ? cached(controlled, ports.cache, inner.endpoint) : controlled;
}

/** Providers that share host and key share the queues of its models. */
function whereabouts(config: ProviderConfig, { endpoint, slots }: Innermost, ports: ProviderPorts, concurrency = 32) {
  if (!providerKinds[config.type].isRemote || !URL.canParse(endpoint)) return {};
  const { host } = new URL(endpoint);
  // Workers bring keys of their own and share what the host lets through.
  const key = slots ? undefined : keyFor(config, endpoint, ports.keys);
  return { host, account: ports.accounts?.of(host, key, concurrency, slots) };
}

type Innermost = {
  readonly provider: Provider;
  readonly endpoint: string;
  readonly batch: Provider | undefined;
  /** Of the workers that send the requests. */
  readonly slots?: Room;
};

async function createInnermost(config: ProviderConfig, ports: ProviderPorts): Promise<Innermost> {
  const other = await ports.others?.(config);
  if (other) return { provider: other, endpoint: config.name, batch: undefined };
  const { workers } = ports;
  if (workers && providerKinds[config.type].isRemote) {
    const endpoint = addressOf(config);
    const provider = await workers.provider(config, endpoint, ports.run);
    return { provider, endpoint, batch: undefined, slots: workers.slots(config, endpoint) };
  }
  const options: SdkOptions = {
    ...connectionOf(config, ports.keys),
    fetch: ports.fetch,
    quirks: ports.quirks,
    preset: quirksOf(config),
  };
  const kind = providerKinds[config.type];
  if (!kind.isRemote) throw notHere(config);
  return { provider: kind.createLive(options), endpoint: options.baseUrl, batch: createBatch(config, options, ports) };
}

function createBatch(config: ProviderConfig, options: SdkOptions, ports: ProviderPorts): Provider | undefined {
  const kind = providerKinds[config.type];
  const ledger = ports.batchLedger?.(config.name);
  const service = kind.isRemote && ledger ? kind.createBatch?.(options) : undefined;
  if (!ledger || !service) return undefined;
  const { clock, batchPollMs, notify } = ports;
  return createBatchProvider({
    name: config.name,
    endpoint: options.baseUrl,
    service,
    ledger,
    clock,
    notify,
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

/**
 * What a client of the provider is made from, its key included, before anything is sent.
 * @throws {InputError} on a bad address
 * @throws {ProviderError} of kind 'auth' when a key is missing or not bound to the address
 */
export function connectionOf(config: ProviderConfig, keys: readonly BoundKey[]): SdkOptions {
  const baseUrl = addressOf(config);
  const apiKey = keyFor(config, baseUrl, keys);
  const kind = providerKinds[config.type];
  const usual = kind.isRemote ? kind.keyHeader : undefined;
  const isToken = config.type === 'azure' && apiKey !== undefined && isEntraToken(apiKey);
  return {
    name: config.name,
    baseUrl,
    apiKey,
    keyHeader: config.keyHeader ?? (isToken ? 'authorization' : usual),
    apiVersion: config.apiVersion,
    allowedHeaders: kind.isRemote ? kind.allowedHeaders : undefined,
    secretOf: (name) => boundSecret(baseUrl, name, keys),
    secrets: keysFor(baseUrl, keys).map(({ key }) => key),
  };
}

/** Where the provider's requests go; shown to the user before the first one. @throws {InputError} */
export function addressOf(config: ProviderConfig): string {
  assertComplete(config, 'The ladder');
  const known = config.type === 'openai-compatible' ? undefined : presets[config.type].baseUrl;
  const address = config.baseUrl ?? known;
  if (address !== undefined && providerKinds[config.type].isRemote) return address;
  throw notHere(config);
}

function notHere({ name, type }: ProviderConfig): InputError {
  return new InputError(
    type === 'openai-compatible'
      ? `The provider "${name}" needs a baseUrl.`
      : `The provider "${name}" (${type}) is not available here.`,
  );
}

/** @throws {ProviderError} of kind 'auth' */
function keyFor(config: ProviderConfig, baseUrl: string, keys: readonly BoundKey[]): string | undefined {
  const decision = decideKey(endpointOf(config, baseUrl), keys);
  if (decision.type === 'refused') throw new ProviderError('auth', decision.why, { isRetryable: false });
  return decision.type === 'key' ? decision.key : undefined;
}

/** @param baseUrl where the provider's requests go */
export function endpointOf({ name, keyEnv, preset, type }: ProviderConfig, baseUrl: string): Endpoint {
  const known = preset ?? (type === 'openai-compatible' ? undefined : type);
  return { name, baseUrl, keyEnv, preset: known };
}
