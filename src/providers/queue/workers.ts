// What a provider's stack needs to know of those who send requests for it; nothing of the queue itself, so that nothing of it is loaded.
import type { Provider } from '../../engine/provider';
import type { Room } from '../pacing/accounts';
import type { ProviderConfig } from '../providerConfig';

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
