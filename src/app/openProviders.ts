// The providers of a ladder, ready to be asked: what the command line (keys from the environment) and the extension (keys from SecretStorage)
// share. Embedded classifiers and VS Code's language models come in through `others`.
import { basename, join } from 'node:path';
import type { Clock } from '../engine/clock';
import type { ReservationLog } from '../engine/drive/reservationLog';
import type { ProviderNotice } from '../engine/events';
import type { Model } from '../engine/model';
import type { Budget } from '../engine/money/budget';
import type { Provider } from '../engine/provider';
import { InputError } from '../engine/inputError';
import { makeRandom } from '../engine/random';
import { createFileBatchLedger } from '../providers/batch/batchLedger';
import type { CacheStore } from '../providers/cached';
import { addressOf, connectionOf, createProvider } from '../providers/createProvider';
import type { Fetch } from '../providers/guardedFetch';
import type { BoundKey } from '../providers/keyBinding';
import type { Ladder } from '../providers/ladder';
import { lazy } from '../providers/lazy';
import { loadListPrices } from '../providers/priceTable';
import type { ProviderConfig } from '../providers/providerConfig';
import { createAccounts } from '../providers/pacing/accounts';
import type { Workers } from '../providers/queue/workers';
import { createQuirkStore } from '../providers/quirks';
import { providerKinds } from '../providers/registry';
import { headersOf } from '../providers/requestExtras';

/** What each attempt is accounted with. */
export type MoneyPorts = {
  readonly budget: Budget;
  /** Where attempts are written down before they are sent; absent: nothing of them outlives the process. */
  readonly reservations?: ReservationLog;
  /** Folder of the run, where batches under way are remembered; absent: models of a batch service cannot be asked. */
  readonly runFolder?: string;
  /** Told what the user may want to know of the way to the provider. */
  readonly notify?: (notice: ProviderNotice) => void;
};

/** Opens a provider by the name that models refer to. @throws {InputError, ProviderError} when it cannot be had. */
export type OpenProvider = {
  (name: string, money: MoneyPorts): Promise<Provider>;
  /** Whether each model's provider could be asked: its address, its key, the secrets in headers. Sends nothing. @throws like opening one. */
  readonly check?: (models: readonly Model[]) => void;
};

export type ProviderSetup = {
  readonly keys: readonly BoundKey[];
  readonly clock: Clock;
  /** Whose list prices hold. */
  readonly today: Date;
  readonly seed: number;
  readonly concurrency: number;
  readonly cache?: CacheStore;
  /** The least that a request is waited for; see providers/traffic.ts. */
  readonly shortestTimeoutMs?: number;
  /** First wait between polls of a batch. */
  readonly batchPollMs?: number;
  /** Send the requests in place of this process, which then needs no keys. */
  readonly workers?: Workers;
  /** Instead of the platform's own. */
  readonly fetch?: Fetch;
  readonly others: (config: ProviderConfig) => Promise<Provider | undefined>;
};

export function openProviders(providers: Ladder['providers'], setup: ProviderSetup): OpenProvider {
  const quirks = createQuirkStore();
  const accounts = createAccounts();
  const listPrices = lazy(() => loadListPrices(setup.today));
  const configOf = (name: string) => {
    const config = providers.get(name);
    if (config) return config;
    throw new InputError(`There is no provider "${name}"; name it under "providers" in the ladder.`);
  };
  const open = async (name: string, { runFolder, ...money }: MoneyPorts) => {
    const config = configOf(name);
    return createProvider(config, {
      ...setup,
      ...money,
      quirks,
      accounts,
      listPrices,
      random: makeRandom(setup.seed, `traffic ${name}`),
      ...(runFolder !== undefined && {
        run: basename(runFolder),
        batchLedger: (provider: string) =>
          createFileBatchLedger(join(runFolder, `batches-${encodeURIComponent(provider)}.jsonl`)),
      }),
    });
  };
  return Object.assign(open, {
    check: (models: readonly Model[]) => {
      for (const model of models) {
        const config = configOf(model.provider);
        if (!providerKinds[config.type].isRemote) continue;
        if (setup.workers) {
          checkQueued(model, config);
          continue;
        }
        const { baseUrl, secretOf } = connectionOf(config, setup.keys);
        headersOf(model, new URL(baseUrl).host, secretOf);
      }
    },
  });
}

/** Keys are each worker's own matter; the address is not. */
function checkQueued(model: Model, config: ProviderConfig): void {
  addressOf(config);
  if (model.settings.batch)
    throw new InputError(
      `The model ${model.id} has "batch" set; batches are submitted by one process. Remove "batch", or ask without workers.`,
    );
}
