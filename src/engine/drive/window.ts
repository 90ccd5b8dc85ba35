// At most so many tasks under way at once; entering is free of promises while there is room.

export class Window {
  private underWay = 0;
  private waiting: (() => void)[] = [];

  constructor(private readonly size: number) {}

  get isFull(): boolean {
    return this.underWay >= this.size;
  }

  enter(): void {
    this.underWay++;
  }

  leave(): void {
    this.underWay--;
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
