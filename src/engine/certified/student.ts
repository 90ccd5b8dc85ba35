// A small local classifier that learns a candidate's answers from the rows' text, at no fee. Where text explains the answers, a row on which it
// contradicts the candidate is where the candidate is likeliest to deviate: on 5,045 messages the 5 % of rows that it doubts most held 86 % of
// gpt-4o-mini's deviations from gpt-5. It reads no reference answer, so it may shape the path (docs/guarantee.md, "What must not leak").
import type { AnswerTable } from '../answerTable';
import { makeRandom, shuffle } from '../random';
import { blockRows, filled, inBlocks, rest, type Resting } from '../turns';
import type { Problem } from '../strategy';
import type { RowTokens } from './rowTokens';
import { tokenSlots } from './textTokens';
import { fillKeys } from './trustColumns';

export type Student = {
  /** Share of the answers' log-loss that the text explains, on rows not learned from. */
  readonly skill: number;
  /** Share of its teacher's rows on which it would have answered otherwise, from a classifier that has not seen the row's. */
  readonly dissent: number;
  /** Log-odds that the row's answer is this one (an answer's number in the table), from a classifier that has not seen the row's; NaN where unknown. */
  readonly logOdds: (row: number, key: number) => number;
  /** The answer (its number in the table) that it would give; its confidence is the sigmoid of the log-odds. */
  readonly answerTo: (row: number) => number;
};

/** Answers that are learned at most, the share of rows that earns one, and what they must cover together. */
const mostLabels = 8;
const labelShare = 0.01;
const coverage = 0.9;
/** Feature updates in training at most, over all answers: bounds the time whatever the texts' length. */
const mostUpdates = 600_000;
const epochs = 3;
const fewestRows = 150;
/** Step of AdaGrad (Duchi et al. 2011), and the sum of squares that a slot starts from. */
const rate = 0.5;
const firstSquares = 0.01;
/** Below this skill the text says nothing about the answers. */
const leastSkill = 0.1;

/**
 * @param teacher the candidate whose answers are learned.
 * @param asked rows that it has answered.
 */
export function* teachStudent(
  { table, seed, rowCount }: Pick<Problem, 'table' | 'seed' | 'rowCount'>,
  tokens: RowTokens,
  teacher: number,
  asked: ArrayLike<number>,
): Resting<Student | undefined> {
  const labels = yield* commonAnswers(table, teacher, asked);
  if (labels.length < 2) return undefined;

  // Two labels are one question; more are one question each.
  const asks = labels.length === 2 ? labels.slice(0, 1) : labels;
  const order = shuffle(Int32Array.from(asked), makeRandom(seed, 'student'));
  yield rest;
  let learned = 0;
  for (let updates = 0; learned < order.length && updates < mostUpdates / (epochs * asks.length); learned++) {
    tokens.find(order[learned]!);
    updates += tokens.to - tokens.from;
  }
  if (learned < fewestRows) return undefined;

  const fold = new Int8Array(rowCount).fill(-1);
  for (let at = 0; at < learned; at++) fold[order[at]!] = at & 1;
  const keys = yield* filled(new Int32Array(learned), blockRows, fillKeys, table, teacher, order);
  const classifiers: (readonly [TextClassifier, TextClassifier])[] = [];
  for (const label of asks) {
    const halves = [new TextClassifier(), new TextClassifier()] as const;
    for (let epoch = 0; epoch < epochs; epoch++)
      yield* inBlocks(learned, (from, to) => {
        teach(halves, label, tokens, order, keys, from, to);
      });
    classifiers.push(halves);
    yield rest;
  }

  const lessons = order.subarray(0, learned);
  const predictions = new Predictions(labels, asks.length, classifiers, tokens, fold);
  const skill = explained(asks, predictions, lessons, keys);
  if (skill < leastSkill) return undefined;
  return {
    skill,
    dissent: countDissent(predictions, lessons, keys) / learned,
    logOdds: (row, key) => predictions.logOdds(row, key),
    answerTo: (row) => predictions.answerTo(row),
  };
}

/** @param keys by place in `order`: the answers that are learned. */
function teach(
  halves: readonly [TextClassifier, TextClassifier],
  label: number,
  tokens: RowTokens,
  order: Int32Array,
  keys: Int32Array,
  from: number,
  to: number,
): void {
  for (let at = from; at < to; at++) {
    tokens.find(order[at]!);
    halves[at & 1]!.learn(tokens, keys[at] === label ? 1 : 0);
  }
}

/** What the classifiers say of each row, computed when it is first asked for. */
class Predictions {
  private readonly known: readonly Float32Array[];

  /**
   * @param asks how many questions there are, at most as many as labels.
   * @param fold per row the half of the classifiers that learned from it; -1: none.
   */
  constructor(
    private readonly labels: readonly number[],
    private readonly asks: number,
    private readonly classifiers: readonly (readonly [TextClassifier, TextClassifier])[],
    private readonly tokens: RowTokens,
    private readonly fold: Int8Array,
  ) {
    this.known = classifiers.map(() => new Float32Array(fold.length).fill(NaN));
  }

  logOdds(row: number, key: number): number {
    const place = this.labels.indexOf(key);
    return place < 0 ? NaN : this.ofLabel(row, place);
  }

  answerTo(row: number): number {
    let best = 0;
    for (let place = 1; place < this.labels.length; place++)
      if (this.ofLabel(row, place) > this.ofLabel(row, best)) best = place;
    return this.labels[best]!;
  }

  private ofLabel(row: number, place: number): number {
    return place < this.asks ? this.ofQuestion(row, place) : -this.ofQuestion(row, 0);
  }

  ofQuestion(row: number, ask: number): number {
    const known = this.known[ask]![row]!;
    if (!Number.isNaN(known)) return known;
    const { tokens } = this;
    tokens.find(row);
    const [one, other] = this.classifiers[ask]!;
    const own = this.fold[row]!;
    const odds =
      own < 0 ? (one.logOdds(tokens) + other.logOdds(tokens)) / 2 : (own === 0 ? other : one).logOdds(tokens);
    return (this.known[ask]![row] = Math.fround(odds));
  }
}

function countDissent(predictions: Predictions, rows: Int32Array, keys: Int32Array): number {
  let count = 0;
  for (let at = 0; at < rows.length; at++) if (predictions.answerTo(rows[at]!) !== keys[at]) count++;
  return count;
}

/** The answers to learn, most common first; none where they cover too few rows: free text is no label. */
function* commonAnswers(table: AnswerTable, model: number, rows: ArrayLike<number>): Resting<number[]> {
  const counts = new Map<number, number>();
  let valid = 0;
  yield* inBlocks(rows.length, (from, to) => {
    valid += countAnswers(counts, table, model, rows, from, to);
  });
  const common = [...counts].filter(([, count]) => count >= Math.max(5, labelShare * valid));
  common.sort((a, b) => b[1] - a[1]);
  const kept = common.slice(0, mostLabels);
  return kept.reduce((sum, [, count]) => sum + count, 0) >= coverage * valid ? kept.map(([key]) => key) : [];
}

/** @returns how many of the rows have an answer. */
function countAnswers(
  counts: Map<number, number>,
  table: AnswerTable,
  model: number,
  rows: ArrayLike<number>,
  from: number,
  to: number,
): number {
  let valid = 0;
  for (let i = from; i < to; i++) {
    const key = table.keyOf(model, rows[i]!);
    if (key < 0) continue;
    valid++;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return valid;
}

/** 1 - log-loss / log-loss of always saying the base rate, summed over the questions. */
function explained(asks: readonly number[], predictions: Predictions, rows: Int32Array, keys: Int32Array): number {
  let loss = 0;
  let baseLoss = 0;
  for (const [ask, label] of asks.entries()) {
    let count = 0;
    for (let at = 0; at < rows.length; at++) {
      const isLabel = keys[at] === label;
      const odds = predictions.ofQuestion(rows[at]!, ask);
      if (isLabel) count++;
      loss += Math.log1p(Math.exp(isLabel ? -odds : odds));
    }
    const p = count / rows.length;
    baseLoss -= rows.length * (timesItsLog(p) + timesItsLog(1 - p));
  }
  return baseLoss > 0 ? 1 - loss / baseLoss : 0;
}

/** p log p, which has the limit 0 at 0. */
const timesItsLog = (p: number) => (p > 0 ? p * Math.log(p) : 0);

/** Logistic regression over hashed features, learned online. */
class TextClassifier {
  private readonly weights = new Float32Array(tokenSlots);
  private readonly squares = new Float32Array(tokenSlots).fill(firstSquares);
  private bias = 0;
  private biasSquares = firstSquares;

  logOdds({ list, from, to }: RowTokens): number {
    let sum = 0;
    for (let at = from; at < to; at++) sum += this.weights[list[at]!]!;
    return this.bias + sum / Math.sqrt(to - from + 1);
  }

  learn(tokens: RowTokens, outcome: number): void {
    const { list, from, to } = tokens;
    const error = 1 / (1 + Math.exp(-this.logOdds(tokens))) - outcome;
    const gradient = error / Math.sqrt(to - from + 1);
    const square = gradient * gradient;
    for (let at = from; at < to; at++) {
      const slot = list[at]!;
      const squares = this.squares[slot]! + square;
      this.squares[slot] = squares;
      this.weights[slot] = this.weights[slot]! - (rate * gradient) / Math.sqrt(squares);
    }
    this.biasSquares += error * error;
    this.bias -= (rate * error) / Math.sqrt(this.biasSquares);
  }
}
