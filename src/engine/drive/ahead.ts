// Pairs that are asked before the step that needs them, because the strategy foresees that it will need them whatever else is answered: what is slow
// then waits beside the steps and not one after the other. Their answers are paid and journaled as they come, and count when their step comes.
import type { Answer } from '../answerTable';

/** Pairs under way ahead at most; what is beyond waits for its step. */
const mostPairs = 1000;

/** Asks a model about rows, ascending; tells each answer; resolves when nothing more comes. */
export type AskRows = (
  model: number,
  rows: Int32Array,
  arrived: (row: number, answer: Answer) => void,
) => Promise<void>;

type Pair = { readonly answer: Promise<Answer | undefined>; readonly settle: (answer?: Answer) => void };

export class Ahead {
  private readonly pairs = new Map<number, Pair>();
  private readonly asking: Promise<void>[] = [];
  private underWay = 0;

  constructor(private readonly rowCount: number) {}

  /** Pairs that are asked and not answered yet. */
  get open(): number {
    return this.underWay;
  }

  /** Pairs that may be begun now. */
  get room(): number {
    return Math.max(0, mostPairs - this.underWay);
  }

  has(model: number, row: number): boolean {
    return this.pairs.has(model * this.rowCount + row);
  }

  /** Begins to ask. @param wanted rows that nobody has asked the model about */
  begin(model: number, wanted: readonly number[], ask: AskRows): void {
    const rows = Int32Array.from(wanted.slice(0, this.room)).sort();
    if (rows.length === 0) return;
    this.underWay += rows.length;
    const begun = Array.from(rows, (row) => {
      let settle!: Pair['settle'];
      const answer = new Promise<Answer | undefined>((resolve) => {
        settle = (told) => {
          this.underWay--;
          resolve(told);
        };
      });
      const pair = { answer, settle };
      this.pairs.set(model * this.rowCount + row, pair);
      return pair;
    });
    const isSettled = new Set<Pair>();
    const asked = ask(model, rows, (row, answer) => {
      const pair = this.pairs.get(model * this.rowCount + row)!;
      isSettled.add(pair);
      pair.settle(answer);
    }).finally(() => {
      for (const pair of begun) if (!isSettled.has(pair)) pair.settle();
    });
    this.asking.push(asked);
  }

  /** The answer, which counts from now on; undefined where the run stops before there is one. */
  async take(model: number, row: number): Promise<Answer | undefined> {
    const key = model * this.rowCount + row;
    const answer = await this.pairs.get(key)!.answer;
    this.pairs.delete(key);
    return answer;
  }

  /** Resolves when nothing is under way any more. */
  async ended(): Promise<void> {
    await Promise.all(this.asking);
  }
}
