// How answers come into a strategy's table: in one order, whatever the network does, because key numbers and sums of dollars depend on the order and
// decisions may depend on them; with a cost to decide by, a label in its place where the row brought one, and for identical rows as well.
import type { Answer, AnswerTable } from '../answerTable';
import { recordLabel } from '../rowLabels';
import type { LabelOf, Problem } from '../strategy';
import type { Turns } from '../turns';
import type { TwinGroups } from '../twinGroups';

export function makeRecord({
  table,
  problem: { reference, features },
  labelOf,
  twins,
}: {
  readonly table: AnswerTable;
  readonly problem: Pick<Problem, 'reference' | 'features'>;
  readonly labelOf: LabelOf | undefined;
  readonly twins: TwinGroups | undefined;
}): (model: number, row: number, answer: Answer) => void {
  return (model, row, told) => {
    if (model === reference && labelOf && recordLabel(table, row, labelOf, twins)) return;
    // Decisions need a cost of every answer; the journal and the bill keep an unknown one unknown.
    const standInUsd =
      told.costUsd === undefined && told.status !== 'failed' ? features.expectedCost?.(model, row) : undefined;
    const answer = standInUsd === undefined || Number.isNaN(standInUsd) ? told : { ...told, costUsd: standInUsd };
    table.record(model, row, answer);
    twins?.forEachOther(row, (twin) => {
      table.record(model, twin, { ...answer, costUsd: 0 });
    });
  };
}

/** Hands results on in the order of their positions, however they arrive. */
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

/**
 * The answers of one call on their way into the table. They are held while the calls before it are recorded: a million of them are then recorded in
 * turns, and meanwhile further ones line up behind.
 */
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
