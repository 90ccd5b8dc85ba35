// What is known of the texts of a table beside each other, computed once per answer and pair: a plan is made many times over the same answers, and
// answers do not change. Readings themselves are not kept: those of a million texts would fill the memory.
import type { AnswerTable } from '../answerTable';
import type { Likeness, ReadAnswer } from '../task/likeness';

/** Not computed yet; what cannot be told is NaN. */
const open = -1;

const memories = new WeakMap<AnswerTable, Alikeness>();

export class Alikeness {
  private readonly columns = new Map<string, Float32Array>();

  private constructor(
    private readonly table: AnswerTable,
    private readonly likeness: Likeness,
  ) {}

  /** The same for the same table. */
  static of(table: AnswerTable, likeness: Likeness): Alikeness {
    let memory = memories.get(table);
    if (!memory) memories.set(table, (memory = new Alikeness(table, likeness)));
    return memory;
  }

  /** Number of words of the model's answer; NaN where it has none. */
  words(model: number, row: number): number {
    return this.once(`words ${String(model)}`, row, () => this.read(model, row)?.words);
  }

  /** Share of the answer's parts that say nothing, in [0, 1]; NaN where there is no answer. */
  blank(model: number, row: number): number {
    return this.once(`blank ${String(model)}`, row, () => this.read(model, row)?.blank);
  }

  /** How much two models' answers say alike, in [0, 1]; NaN where one has none. */
  between(one: number, other: number, row: number): number {
    const [low, high] = one < other ? [one, other] : [other, one];
    return this.once(`${String(low)} ${String(high)}`, row, () => {
      const left = this.read(low, row);
      const right = left && this.read(high, row);
      return left && right && this.likeness.between(left, right);
    });
  }

  private once(name: string, row: number, compute: () => number | undefined): number {
    let column = this.columns.get(name);
    if (!column) this.columns.set(name, (column = new Float32Array(this.table.rowCount).fill(open)));
    if (column[row] !== open) return column[row]!;
    const value = compute();
    // An answer may still come.
    if (value === undefined) return NaN;
    return (column[row] = value);
  }

  private read(model: number, row: number): ReadAnswer | undefined {
    const key = this.table.textKeyOf(model, row);
    return key === undefined ? undefined : this.likeness.read(key, this.table.textOf(model, row)!);
  }
}
