// What a test server would bill: one entry per completed generation, whether or not its answer got through to the client.
import { costOf } from '../../src/engine/money/cost';
import type { Price } from '../../src/engine/model';

export type LedgerEntry = {
  readonly requestId: string;
  readonly model: string;
  /** The row's part of the prompt: what tells rows apart. */
  readonly content: string;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly usd: number;
  /** False: generated and billed, but the answer was cut, reset or never sent. */
  readonly isDelivered: boolean;
  readonly isBatch: boolean;
  /** False: a proper reply whose text is no answer, so that asking again is right. */
  readonly isReadable: boolean;
};

export class BillingLedger {
  readonly entries: LedgerEntry[] = [];
  /** Requests that arrived, refused ones included. */
  requests = 0;

  constructor(private readonly priceOf: (model: string) => Price) {}

  add(entry: Omit<LedgerEntry, 'usd'>): void {
    const price = this.priceOf(entry.model);
    const usd = costOf(entry, price);
    if (usd === undefined) throw new RangeError(`the test server has no price for ${entry.model}`);
    this.entries.push({ ...entry, usd: entry.isBatch ? usd / 2 : usd });
  }

  /** The provider charges so many times its list price for a request. */
  reprice(requestId: string, factor: number): void {
    const at = this.entries.findIndex((entry) => entry.requestId === requestId);
    const entry = this.entries[at]!;
    this.entries[at] = { ...entry, usd: entry.usd * factor };
  }

  get deliveredUsd(): number {
    return this.sum((entry) => entry.isDelivered);
  }
  get undeliveredUsd(): number {
    return this.sum((entry) => !entry.isDelivered);
  }
  get billedUsd(): number {
    return this.sum(() => true);
  }

  /** Pairs of model and row that were answered again after a readable answer had been delivered. */
  deliveredTwice(): string[] {
    const seen = new Set<string>();
    const twice: string[] = [];
    for (const entry of this.entries) {
      if (!entry.isDelivered) continue;
      const pair = `${entry.model} ${entry.content}`;
      if (seen.has(pair)) twice.push(pair);
      if (entry.isReadable) seen.add(pair);
    }
    return twice;
  }

  private sum(isCounted: (entry: LedgerEntry) => boolean): number {
    return this.entries.reduce((sum, entry) => (isCounted(entry) ? sum + entry.usd : sum), 0);
  }
}
