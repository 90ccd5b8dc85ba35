// Hands results on in the order of their positions, however they arrive: the table must fill the same way whatever the network does,
// because key numbers and sums of dollars depend on the order and decisions may depend on them.

export class InOrder<T> {
  private readonly held = new Map<number, T>();
  private next = 0;

  constructor(private readonly deliver: (item: T) => void) {}

  /** The position that is waited for. */
  get nextPosition(): number {
    return this.next;
  }

  arrive(position: number, item: T): void {
    if (position === this.next && this.held.size === 0) {
      this.next++;
      this.deliver(item);
      return;
    }
    this.held.set(position, item);
    for (let ready = this.held.get(this.next); ready !== undefined; ready = this.held.get(this.next)) {
      this.held.delete(this.next++);
      this.deliver(ready);
    }
  }
}
