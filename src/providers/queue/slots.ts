// How many requests the workers that are there take at once: it changes as they come and go.

export class Slots {
  private now = 0;
  private readonly hearers = new Set<() => void>();

  get count(): number {
    return this.now;
  }

  set(count: number): void {
    if (count === this.now) return;
    this.now = count;
    for (const tell of this.hearers) tell();
  }

  onChange(tell: () => void): void {
    this.hearers.add(tell);
  }
}
