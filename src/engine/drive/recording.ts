// The answers of one call on their way into the table. They are held while the calls before it are recorded: a million of them are then recorded in
// turns, and meanwhile further ones line up behind.
import type { Answer } from '../answerTable';
import type { Turns } from '../turns';

export class Recording {
  private readonly held: (readonly [row: number, answer: Answer])[] = [];
  private isOpen = false;

  constructor(
    private readonly record: (row: number, answer: Answer) => void,
    private readonly turns: Turns,
  ) {}

  /** In the order in which they are to be recorded. */
  add(row: number, answer: Answer): void {
    if (this.isOpen) this.record(row, answer);
    else this.held.push([row, answer]);
  }

  /** Resolves when what was held is recorded; from then on answers are recorded as they come. @param before resolves when the calls before are through; absent: at once */
  async begin(before: Promise<void> | undefined): Promise<void> {
    if (before) await before;
    for (let at = 0; at < this.held.length; at++) {
      const [row, answer] = this.held[at]!;
      this.record(row, answer);
      if (this.turns.isDue()) await this.turns.next();
    }
    this.held.length = 0;
    this.isOpen = true;
  }
}
