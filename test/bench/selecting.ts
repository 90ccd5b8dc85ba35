// What SUPG and BARGAIN are given: rows with a score of a cheap model, a reference that is paid by the call, and what comes of it, a set of rows.
import { shuffle, type Random } from '../../src/engine/random';

export type ScoredTable = {
  /** Per row in [0, 1]: how likely the cheap model takes it that the reference answers "yes". */
  readonly scores: Float64Array;
  /** Per row 1 where the reference answers "yes". */
  readonly isWanted: Uint8Array;
  /** Per row the first row of the same text, which is asked for all of them. */
  readonly headOf: Int32Array;
};

/** Wants a share of recall, or of precision, with an error probability, for so many calls of the reference. */
export type Target = { readonly share: number; readonly alpha: number; readonly calls: number };

/** Asks the reference and counts the calls. Identical rows are paid once, which is kinder than the papers are. */
export class Reference {
  calls = 0;
  private readonly asked: Uint8Array;

  constructor(private readonly table: ScoredTable) {
    this.asked = new Uint8Array(table.isWanted.length);
  }

  /** 1: yes; 0: no. */
  ask(row: number): number {
    const head = this.table.headOf[row]!;
    if (this.asked[head] === 0) this.calls++;
    this.asked[head] = 1;
    return this.table.isWanted[row]!;
  }

  has(row: number): boolean {
    return this.asked[this.table.headOf[row]!] === 1;
  }
}

/** Rows by score, highest first; equal ones in random order, which is kinder than taking all or none of them. */
export function byScore({ scores }: ScoredTable, random: Random): Int32Array {
  const rows = shuffle(Int32Array.from(scores.keys()), random);
  return rows.sort((a, b) => scores[b]! - scores[a]!);
}

export type Selected = { readonly calls: number; readonly recall: number; readonly precision: number };

/** The rows whose answer is delivered as "yes": of the first `end` rows and all others those that the reference said yes to, of the first ones also those that it was not asked about. */
export function selectionOf(table: ScoredTable, reference: Reference, order: Int32Array, end: number): Selected {
  let [kept, right, wanted] = [0, 0, 0];
  order.forEach((row, at) => {
    const isWanted = table.isWanted[row]!;
    const isKept = reference.has(row) ? isWanted === 1 : at < end;
    wanted += isWanted;
    kept += Number(isKept);
    right += isKept ? isWanted : 0;
  });
  return {
    calls: reference.calls,
    recall: wanted === 0 ? 1 : right / wanted,
    precision: kept === 0 ? 1 : right / kept,
  };
}

export type Selection = {
  /** Rows, surest first. */
  readonly order: Int32Array;
  /** So many of them are taken for "yes". */
  readonly end: number;
  readonly reference: Reference;
};

/** How a method answers a target. */
export type Selector = (table: ScoredTable, target: Target, random: Random) => Selection;

/** What is called until so many calls are paid, or nothing new is left: rows of a random draw with replacement. */
export function drawUntilPaid(reference: Reference, calls: number, most: number, draw: () => number): number[] {
  const drawn: number[] = [];
  const before = reference.calls;
  // So that few rows of little weight that are left do not make a draw endless.
  while (reference.calls - before < calls && drawn.length < 40 * most) {
    const row = draw();
    reference.ask(row);
    drawn.push(row);
  }
  return drawn;
}
