// What is known of a proposed answer before the reference is asked, as numbers for the trust model: how common the answer is, how sure its
// model was, which other asked models agree, what their answers cost, how long the row is, what the student makes of its text. Each feature
// carries its prior effect on deviating.
import type { AnswerTable } from '../answerTable';
import { studentOf, type Problem } from '../strategy';
import { blockNumbers, blockRows, inBlocks, type Resting } from '../turns';
import { Alikeness } from './alikeness';
import type { Prior } from './logistic';
import { filled, normalScores, standardised, sumsOf } from './scales';
import type { Student } from './student';

export type TrustFeatures = {
  readonly priors: readonly Prior[];
  /** One row of `priors.length` values per described row, in the order given. */
  readonly values: Float32Array;
};

/** Answers that are given a column of their own, and the share of rows that earns one. */
const answerColumns = 6;
const answerShare = 0.02;
/** Log-odds beyond this are as good as certain. */
const sureOdds = 8;
/**
 * What the proposer's confidence is taken to say before anything is known: most of it sits in its log-odds, where the sure end is spread out,
 * the rest in its rank (docs/decisions/0045).
 */
const rankEffect = -0.6;
const oddsEffect = -1.4;
/**
 * How another model's dissent counts before anything is known. Two models that differ on a share d of the rows and err independently of each other: the
 * odds of a deviation are (1 - d) / d times higher where they differ than where they agree, times the odds that a deviation is the proposer's alone. So a
 * model that seldom differs tells much when it does, one that often differs tells little; no reference answer is needed to see which (docs/decisions/0083).
 */
const aloneOdds = 0.4;
const mostEffect = 3.5;
const agreementSd = 1;
/** What a standard deviation more of what two answers say alike is taken to say: where few are equal this is what is left of agreement. */
const likenessEffect = -0.6;
/** A student that explains all of the answers tells this much of the same doubt. */
const sharedDoubt = 0.6;

/**
 * @param asked models that have answered (or failed on) all the rows.
 * @param proposer the one of them whose answer is proposed.
 * @param described rows; scales are set by them as well; no reference answer is read.
 */
export function* describeRows(
  problem: Problem,
  asked: readonly number[],
  proposer: number,
  described: ArrayLike<number>,
  student?: Student,
): Resting<TrustFeatures> {
  const rows = Int32Array.from(described);
  const { table, features } = problem;
  const priors: Prior[] = [];
  const columns: Float64Array[] = [];
  const add = function* (mean: number, sd: number, column: Float64Array): Resting<void> {
    priors.push({ mean, sd });
    columns.push(columns.length === 0 ? column : yield* centred(column));
  };
  const column = (fill: (column: Float64Array, from: number, to: number) => void, size = blockRows) =>
    filled(new Float64Array(rows.length), fill, size);
  const each = (value: (row: number, i: number) => number) =>
    column((into, from, to) => {
      fillEach(into, rows, value, from, to);
    });
  yield* add(-3, 2, new Float64Array(rows.length).fill(1));

  const keys = yield* filled(new Int32Array(rows.length), (into, from, to) => {
    fillKeys(into, table, proposer, rows, from, to);
  });
  const counts = new Map<number, number>();
  yield* inBlocks(
    rows.length,
    (from, to) => {
      countKeys(keys, counts, from, to);
    },
    blockNumbers,
  );
  if (counts.size > 1) {
    const rarities = new Map<number, number>();
    for (const [key, count] of counts) rarities.set(key, -Math.log((count + 0.5) / (rows.length + 1)));
    const rarity = yield* standardised(yield* each((_, i) => rarities.get(keys[i]!)!));
    if (rarity) yield* add(0.4, 0.7, rarity);
  }
  const common = [...counts].filter(([, count]) => count >= Math.max(3, answerShare * rows.length));
  common.sort((a, b) => b[1] - a[1]);
  const labels = common.slice(0, answerColumns).map(([label]) => label);
  if (labels.length > 1)
    for (const label of labels)
      yield* add(
        0,
        1,
        yield* column((into, from, to) => {
          fillLabel(into, keys, label, undefined, from, to);
        }, blockNumbers),
      );

  const alikeness = features.likeness && Alikeness.of(table, features.likeness);
  if (alikeness) {
    const words = yield* standardised(yield* each((row) => Math.log(1 + alikeness.words(proposer, row))));
    if (words) yield* add(0, 0.5, words);
    const blank = yield* each((row) => alikeness.blank(proposer, row));
    if (blank.some((share) => share > 0)) yield* add(1, 1, blank);
  }
  for (const model of asked) {
    const confidence = yield* filled(new Float32Array(rows.length), (into, from, to) => {
      fillConfidences(into, table, model, rows, from, to);
    });
    const score = yield* normalScores(confidence);
    if (score) {
      yield* add(model === proposer ? rankEffect : 0, 0.7, score);
      if (model === proposer && labels.length > 1 && labels.length <= 4)
        for (const label of labels)
          yield* add(
            0,
            0.5,
            yield* column((into, from, to) => {
              fillLabel(into, keys, label, score, from, to);
            }, blockNumbers),
          );
      const odds = yield* standardised(
        yield* column((into, from, to) => {
          fillLogOdds(into, confidence, from, to);
        }, blockNumbers),
      );
      if (odds) yield* add(model === proposer ? oddsEffect : 0, 0.7, odds);
    }
    if (model !== proposer) {
      const agreeing = yield* column((into, from, to) => {
        fillDissent(into, keys, table, model, rows, from, to);
      });
      yield* add(agreementEffect(agreeing) * (1 - sharedDoubt * (student?.skill ?? 0)), agreementSd, agreeing);
      const alike = alikeness && (yield* standardised(yield* each((row) => alikeness.between(proposer, model, row))));
      if (alike) yield* add(likenessEffect, 0.8, alike);
    }
    const price = yield* standardised(
      yield* column((into, from, to) => {
        fillLogCosts(into, table, model, rows, from, to);
      }),
    );
    if (price) yield* add(0.1, 0.4, price);
  }
  const size = yield* standardised(yield* each((row) => Math.log(1 + features.length(row))));
  if (size) yield* add(0, 0.4, size);
  // Its own answers' confidence says the same already.
  if (student && proposer !== studentOf(problem)) {
    const odds = yield* each((row, i) => student.logOdds(row, keys[i]!));
    const opinion = yield* standardised(yield* each((_, i) => Math.max(-sureOdds, Math.min(sureOdds, odds[i]!))));
    if (opinion) yield* add(-3 * student.skill, 1.2, opinion);
    yield* add(student.skill, 1, yield* each((_, i) => (Number.isNaN(odds[i]!) ? NaN : odds[i]! < 0 ? 0.5 : -0.5)));
  }

  const width = columns.length;
  const values = new Float32Array(rows.length * width);
  for (const [j, own] of columns.entries())
    yield* filled(
      own,
      (_, from, to) => {
        interleave(own, values, j, width, from, to);
      },
      blockNumbers,
    );
  return { priors, values };
}

function fillEach(
  into: Float64Array,
  rows: Int32Array,
  value: (row: number, i: number) => number,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) into[i] = value(rows[i]!, i);
}

function fillKeys(
  into: Int32Array,
  table: AnswerTable,
  model: number,
  rows: Int32Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) into[i] = table.keyOf(model, rows[i]!);
}

function fillConfidences(
  into: Float32Array,
  table: AnswerTable,
  model: number,
  rows: Int32Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) into[i] = table.confidenceOf(model, rows[i]!);
}

function fillLogCosts(
  into: Float64Array,
  table: AnswerTable,
  model: number,
  rows: Int32Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) into[i] = Math.log(table.costOf(model, rows[i]!) + 1e-12);
}

function fillLogOdds(into: Float64Array, confidence: Float32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) into[i] = logOdds(confidence[i]!);
}

/** The score where the answer is the label, without scores 1; 0 elsewhere. */
function fillLabel(
  into: Float64Array,
  keys: Int32Array,
  label: number,
  scores: Float64Array | undefined,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) into[i] = keys[i] !== label ? 0 : scores ? scores[i]! : 1;
}

/** -.5 where the model's answer is the proposed one, .5 where it is another, 0 where one of them is not there. */
function fillDissent(
  into: Float64Array,
  keys: Int32Array,
  table: AnswerTable,
  model: number,
  rows: Int32Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const own = keys[i]!;
    const other = table.keyOf(model, rows[i]!);
    into[i] = own < 0 || other < 0 ? 0 : table.equivalentKeys(other, own) ? -0.5 : 0.5;
  }
}

function countKeys(keys: Int32Array, counts: Map<number, number>, from: number, to: number): void {
  for (let i = from; i < to; i++) counts.set(keys[i]!, (counts.get(keys[i]!) ?? 0) + 1);
}

function interleave(
  column: Float64Array,
  values: Float32Array,
  j: number,
  width: number,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) values[i * width + j] = column[i]!;
}

/**
 * Log-odds of a deviation that dissent adds to assent. Five rows, one of them with dissent, stand for what few rows cannot tell.
 * @param agreeing per row -.5 where the models agree, .5 where they differ, 0 where one has no readable answer.
 */
function agreementEffect(agreeing: Float64Array): number {
  let [differing, answered] = [1, 5];
  for (let i = 0; i < agreeing.length; i++) {
    if (agreeing[i] === 0) continue;
    answered++;
    if (agreeing[i]! > 0) differing++;
  }
  return Math.min(mostEffect, Math.max(0, aloneOdds + Math.log(answered / differing - 1)));
}

/** The column less its mean, so that it tells rows apart and leaves the level to the intercept; unknown values become 0. */
function* centred(column: Float64Array): Resting<Float64Array> {
  const { n, sum } = yield* sumsOf(column);
  const mean = n === 0 ? 0 : sum / n;
  return yield* filled(
    column,
    (own, from, to) => {
      subtract(own, mean, from, to);
    },
    blockNumbers,
  );
}

function subtract(column: Float64Array, mean: number, from: number, to: number): void {
  for (let i = from; i < to; i++) column[i] = Number.isFinite(column[i]!) ? column[i]! - mean : 0;
}

function logOdds(confidence: number): number {
  const p = Math.min(1 - 1e-9, Math.max(1e-9, confidence));
  return Math.log(p / (1 - p));
}
