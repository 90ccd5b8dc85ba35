// The providers of a ladder, ready to be asked: what the command line (keys from the environment) and the extension (keys from SecretStorage)
// share. Embedded classifiers and VS Code's language models come in through `others`.
import type { Clock } from '../engine/clock';
import type { Budget } from '../engine/money/budget';
import type { AskRequest, Provider } from '../engine/provider';
import { InputError } from '../engine/inputError';
import { makeRandom } from '../engine/random';
import type { CacheStore } from '../providers/cached';
import { createProvider } from '../providers/createProvider';
import type { BoundKey } from '../providers/keyBinding';
import type { Ladder, ProviderConfig } from '../providers/ladder';

/** What each attempt is accounted with. */
export type MoneyPorts = {
  readonly budget: Budget;
  readonly onLostAttempt: (request: AskRequest, reservedUsd: number) => void;
};

/** Opens a provider by the name that models refer to. @throws {InputError, ProviderError} when it cannot be had. */
export type OpenProvider = (name: string, money: MoneyPorts) => Promise<Provider>;

export type ProviderSetup = {
  readonly keys: readonly BoundKey[];
  readonly clock: Clock;
  readonly seed: number;
  readonly concurrency: number;
  readonly cache?: CacheStore;
  readonly others: (config: ProviderConfig) => Promise<Provider | undefined>;
};

export function openProviders(providers: Ladder['providers'], setup: ProviderSetup): OpenProvider {
  return (name, money) => {
    const config = providers.get(name);
    if (!config) throw new InputError(`There is no provider "${name}"; name it under "providers" in the ladder.`);
    return createProvider(config, { ...setup, ...money, random: makeRandom(setup.seed, `traffic ${name}`) });
  };
}
