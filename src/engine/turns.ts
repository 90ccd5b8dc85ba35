// Long work in turns. In VS Code all extensions share one process: who computes a second about a million rows holds up everybody's completions. So work over
// rows is done in blocks, and between two of them others may have their turn. Nothing here changes what is computed, or in which order.

/** For whoever awaits anyway: the process's other work. */
export type Turns = {
  /** Whether others have waited so long that they should have their turn. Cheap enough to be asked every row. */
  readonly isDue: () => boolean;
  /** Resolves when they have had it. */
  readonly next: () => Promise<void>;
};

/** For a process that serves nobody else. */
export const noTurns: Turns = { isDue: () => false, next: () => Promise.resolve() };

/** A strategy's step in which nothing is asked: whoever carries it out may let others have their turn before it goes on. */
export type Rest = { readonly type: 'rest' };
export const rest: Rest = { type: 'rest' };

/** Work that rests now and then; it gives the same however long the rests are. */
export type Resting<T> = Generator<Rest, T, void>;

/** Some milliseconds of work for each row's most expensive step, which is reading its text. */
export const blockRows = 4096;

/** Less than a millisecond of work on numbers alone, which takes some nanoseconds a row: in smaller blocks its rests would take a good part of the time. */
export const blockNumbers = 1 << 15;

/**
 * Calls back with one block after the other, `from` inclusive, `to` exclusive, and rests between them.
 * @param size of a block: `blockNumbers` where the work neither reads answers nor calls back.
 */
export function* inBlocks(length: number, work: (from: number, to: number) => void, size = blockRows): Resting<void> {
  for (let from = 0; from < length; from += size) {
    if (from > 0) yield rest;
    work(from, Math.min(length, from + size));
  }
}

/**
 * The column once all its blocks are filled. Each kind of column has a loop of its own that stands for itself, as in engine/certified/trustColumns.ts: one that is made
 * anew is compiled anew in every run, and one that calls back for each entry takes several times as long on a million rows.
 * @param size of a block.
 * @param told what the loop needs beside the column and its ends.
 */
export function* filled<Column extends ArrayLike<number>, Told extends readonly unknown[]>(
  column: Column,
  size: number,
  fill: (column: Column, from: number, to: number, ...told: Told) => void,
  ...told: Told
): Resting<Column> {
  const { length } = column;
  for (let from = 0; from < length; from += size) {
    if (from > 0) yield rest;
    fill(column, from, Math.min(length, from + size), ...told);
  }
  return column;
}

/** The same work without a rest, for few rows. */
export function atOnce<T>(work: Resting<T>): T {
  for (;;) {
    const turn = work.next();
    if (turn.done) return turn.value;
  }
}

/** The same work, with the rests that others need. */
export async function inTurns<T>(work: Resting<T>, turns: Turns): Promise<T> {
  for (;;) {
    const turn = work.next();
    if (turn.done) return turn.value;
    if (turns.isDue()) await turns.next();
  }
}
