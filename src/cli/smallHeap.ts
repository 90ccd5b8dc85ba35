import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heap of this process grow to 1.5 times what is alive before it is cleaned up, where V8 allows up to four times on a machine with much
 * memory. A request by the platform's `fetch` leaves some 40 KB behind, so that a live run held 600 MB of which 70 were alive; it holds 310 with
 * this, at the same number of rows per second (docs/decisions/0079-memory-of-a-live-run.md). V8 reads the flag at each cleaning.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=50');
}
