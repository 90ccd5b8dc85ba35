// What a provider's stack needs to know of those who send requests for it; nothing of the queue itself, so that nothing of it is loaded.
import type { Provider } from '../../engine/provider';
import type { Room } from '../pacing/accounts';
import type { ProviderConfig } from '../providerConfig';

/** Requests that a run may have under way at once where workers send them: they say themselves how many they take. */
export const mostQueued = 512;

/** Who sends requests in place of this process. */
export type Workers = {
  /**
   * @param address base URL of the provider
   * @param run what stays the same when the run is resumed; absent: nothing of it can be found again
   */
  provider(config: ProviderConfig, address: string, run: string | undefined): Promise<Provider>;
  /** Room for requests to the provider. */
  slots(config: ProviderConfig, address: string): Room;
  close(): Promise<void>;
};
