// Which request is in which batch, the latest one counting.

export type KnownBatch = {
  readonly reference: string;
  readonly batchId: string;
  /** `keys[i]` is the request of custom id `reference-i`. */
  readonly keys: readonly string[];
};

export class BatchBook {
  private readonly byKey = new Map<string, KnownBatch>();

  of(key: string): KnownBatch | undefined {
    return this.byKey.get(key);
  }

  bind(batch: KnownBatch): void {
    for (const key of batch.keys) this.byKey.set(key, batch);
  }

  /** The request is to be submitted anew. */
  forget(batch: KnownBatch, key: string): void {
    if (this.byKey.get(key) === batch) this.byKey.delete(key);
  }

  forgetAll(batch: KnownBatch): void {
    for (const key of batch.keys) this.forget(batch, key);
  }

  /** The request that a line of results is about; undefined where it is none of this batch's, or is in a later batch by now. */
  keyOf(batch: KnownBatch, customId: string): string | undefined {
    const prefix = `${batch.reference}-`;
    const key = customId.startsWith(prefix) ? batch.keys[Number(customId.slice(prefix.length))] : undefined;
    return key !== undefined && this.byKey.get(key) === batch ? key : undefined;
  }
}
