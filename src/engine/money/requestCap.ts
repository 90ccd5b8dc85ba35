// The most requests that a run may send: what limits a run whose models have no price. A request counts from the moment it is sent, also where
// it is refused or breaks off, because who meters requests may count it. Whatever is computed here (CPU time) is no request.
import { ProviderError } from '../provider';

export interface RequestCap {
  /** Undefined: no cap. */
  readonly most: number | undefined;
  /** Sent so far, over all sessions of the run; those about to be sent count. */
  readonly sent: number;
  /** Counts a request that is about to be sent. @throws {ProviderError} of kind 'requests' where the cap is reached */
  take(): void;
  /** It was not sent after all. */
  giveBack(): void;
}

/** @param sent by earlier sessions of the run */
export function createRequestCap(most?: number, sent = 0): RequestCap {
  const limit = most ?? Infinity;
  return {
    most,
    get sent() {
      return sent;
    },
    take() {
      if (sent >= limit)
        throw new ProviderError(
          'requests',
          `The cap of ${count(limit)} is reached: ${count(sent)} sent. Everything answered so far is kept; raise the cap to go on.`,
          { isRetryable: false },
        );
      sent++;
    },
    giveBack() {
      sent--;
    },
  };
}

const count = (requests: number) => `${requests.toLocaleString('en-US')} ${requests === 1 ? 'request' : 'requests'}`;
