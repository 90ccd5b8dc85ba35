// Rows that have hung, whatever the model: one that hung at one model hangs at the next more often than not, and has used up its patience already.

/** Forgotten beyond, the oldest first: a thousand rows that hang at once are an outage. */
const mostRows = 1000;

export class SlowRows {
  private readonly hangs = new Map<string, number>();

  /** How often the row hung without an answer since. @param content the row's part of the request */
  of(content: string): number {
    return this.hangs.get(content) ?? 0;
  }

  hung(content: string): void {
    const times = this.of(content) + 1;
    this.hangs.delete(content);
    this.hangs.set(content, times);
    if (this.hangs.size > mostRows) this.hangs.delete(this.hangs.keys().next().value!);
  }

  answered(content: string): void {
    if (this.hangs.size > 0) this.hangs.delete(content);
  }
}
