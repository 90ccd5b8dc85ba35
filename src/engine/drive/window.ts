// At most so many tasks under way at once, and at most so much of whatever they weigh; entering is free of promises while there is room.

/** Of prompts under way for a model, whatever their number: 40,000 rows of 100 KB, as batches would gather, are 4 GB. */
export const charactersAtOnce = 64 * 2 ** 20;

export class Window {
  private underWay = 0;
  private weight = 0;
  private waiting: (() => void)[] = [];

  /** @param mostWeight one task alone may weigh more */
  constructor(
    private readonly size: number,
    private readonly mostWeight = Infinity,
  ) {}

  get isFull(): boolean {
    return this.underWay >= this.size || this.weight >= this.mostWeight;
  }

  enter(weight = 0): void {
    this.underWay++;
    this.weight += weight;
  }

  leave(weight = 0): void {
    this.underWay--;
    this.weight -= weight;
    const wake = this.waiting;
    this.waiting = [];
    for (const resolve of wake) resolve();
  }

  /** Resolves at the next leave. */
  freed(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  async drained(): Promise<void> {
    while (this.underWay > 0) await this.freed();
  }
}
