// The answers of a run as numbers, one for each different text, so that a million of them are counted and sorted in typed arrays and in turns.
import { NumberedTexts } from '../../engine/numberedTexts';
import { sortInTurns } from '../../engine/sortInTurns';
import { inBlocks, rest, type Resting } from '../../engine/turns';
import type { PanelRequests } from '../../protocol';

export type AnswerCounts = NonNullable<PanelRequests['rowsPage']['result']['answers']>;

/** Different answers that are counted one by one. */
const mostAnswers = 12;

/** The most frequent first, then by their texts. */
const inOrder = (a: Counted, b: Counted) => b.rows - a.rows || (a.text < b.text ? -1 : 1);
type Counted = AnswerCounts['most'][number];

export class AnswerNumbers {
  /** By row; -1: no answer. */
  readonly of: Int32Array;
  private readonly texts = new NumberedTexts();
  /** By number: how many different texts stand before it. Made when it is asked for. */
  private ranks: Int32Array | undefined;

  private constructor(rowCount: number) {
    this.of = new Int32Array(rowCount).fill(-1);
  }

  static *read(rowCount: number, answerOf: (row: number) => string | undefined): Resting<AnswerNumbers> {
    const numbers = new AnswerNumbers(rowCount);
    yield* inBlocks(rowCount, (from, to) => {
      for (let row = from; row < to; row++) {
        const answer = answerOf(row);
        if (answer !== undefined) numbers.of[row] = numbers.texts.numberOf(answer);
      }
    });
    return numbers;
  }

  *count(rows: Int32Array): Resting<AnswerCounts> {
    const { of, texts } = this;
    const counts = new Int32Array(texts.count);
    let unanswered = 0;
    yield* inBlocks(rows.length, (from, to) => {
      for (let at = from; at < to; at++) {
        const number = of[rows[at]!]!;
        if (number < 0) unanswered++;
        else counts[number]!++;
      }
    });
    yield rest;
    let distinct = 0;
    const most: { text: string; rows: number }[] = [];
    yield* inBlocks(counts.length, (from, to) => {
      for (let number = from; number < to; number++) {
        const count = counts[number]!;
        if (count === 0) continue;
        distinct++;
        const next = { text: texts.textOf(number)!, rows: count };
        if (most.length === mostAnswers && inOrder(most.at(-1)!, next) < 0) continue;
        most.push(next);
        most.sort(inOrder);
        if (most.length > mostAnswers) most.pop();
      }
    });
    return { distinct, unanswered, most };
  }

  /** Each row's place among the different answers, in the order of their texts; NaN: no answer. */
  *ranksOf(rows: Int32Array): Resting<Float64Array> {
    const ranks = (this.ranks ??= yield* this.rank());
    const found = new Float64Array(rows.length);
    yield* inBlocks(rows.length, (from, to) => {
      for (let at = from; at < to; at++) {
        const number = this.of[rows[at]!]!;
        found[at] = number < 0 ? NaN : ranks[number]!;
      }
    });
    return found;
  }

  private *rank(): Resting<Int32Array> {
    const { texts } = this;
    const numbers = new Int32Array(texts.count);
    for (let number = 0; number < numbers.length; number++) numbers[number] = number;
    const ordered = yield* sortInTurns(numbers, (a, b) => (texts.textOf(a)! < texts.textOf(b)! ? -1 : 1));
    const ranks = new Int32Array(texts.count);
    yield* inBlocks(ranks.length, (from, to) => {
      for (let at = from; at < to; at++) ranks[ordered[at]!] = at;
    });
    return ranks;
  }
}
