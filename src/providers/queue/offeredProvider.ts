// The provider that an offer names, as a worker may ask it: a key goes only to the host that this machine's environment binds it to, and hosts that
// want no key must be on this machine or allowed by name, for an offer is whatever somebody wrote into Redis.
import { InputError } from '../../engine/inputError';
import type { Provider } from '../../engine/provider';
import { connectionOf } from '../createProvider';
import type { Fetch } from '../guardedFetch';
import { type BoundKey, isLoopbackHost } from '../keyBinding';
import type { ProviderConfig } from '../providerConfig';
import { createQuirkStore } from '../quirks';
import { providerKinds, quirksOf } from '../registry';
import type { Offer } from './notices';

export type WorkersRights = {
  readonly keys: readonly BoundKey[];
  /** Hosts, with their port where one is not the usual, that may be asked without a key. */
  readonly allowedHosts: readonly string[];
  readonly fetch?: Fetch;
};

/** @returns what opens the provider of an offer. @throws {InputError, ProviderError} where this worker may not or cannot ask it; it sends nothing. */
export function createOfferedProviders({ keys, allowedHosts, fetch }: WorkersRights): (offer: Offer) => Provider {
  const quirks = createQuirkStore();
  return ({ config: offered }) => {
    const config: ProviderConfig = offered;
    const kind = providerKinds[config.type];
    const { host, hostname } = new URL(offered.baseUrl);
    if (!kind.isRemote)
      throw new InputError(`The provider "${config.name}" (${config.type}) is not asked over a network.`);
    const connection = connectionOf(config, keys);
    if (connection.apiKey === undefined && !isLoopbackHost(hostname) && !allowedHosts.includes(host))
      throw new InputError(
        `The run asks ${host} without a key; if that is meant, start the worker with --allow-hosts ${host}.`,
      );
    return kind.createLive({ ...connection, fetch, quirks, preset: quirksOf(config) });
  };
}
