// The columns that proposals are described by: each kind is filled by a loop of its own, at the top of a file, as what is made anew in a run is compiled anew
// in it. One function that held them all kept V8's compiler busy for longer than the planner ran (decision 0116).
import type { AnswerTable } from '../answerTable';
import type { RowFeatures } from '../strategy';
import { blockNumbers, filled, rest, type Resting } from '../turns';
import type { Alikeness } from './alikeness';
import type { Prior } from './logistic';
import { sumsOf } from './scales';
import type { Student } from './student';

/** Fills the entries of a column from `from` up to `to`, from what is handed on. */
type Filler<Told extends readonly unknown[]> = (column: Float64Array, from: number, to: number, ...told: Told) => void;

export class Columns {
  readonly priors: Prior[] = [];
  private readonly columns: Float64Array[] = [];

  constructor(private readonly length: number) {}

  /** A new column, which is not added yet. @param size of a block, after which others may have their turn. */
  make<Told extends readonly unknown[]>(size: number, fill: Filler<Told>, ...told: Told): Resting<Float64Array> {
    return filled(new Float64Array(this.length), size, fill, ...told);
  }

  /** Adds a column, which from then on is less its mean (the first one, of the level, is not); nothing where it tells nothing. */
  *add(mean: number, sd: number, column: Float64Array | undefined): Resting<void> {
    if (!column) return;
    this.priors.push({ mean, sd });
    this.columns.push(this.columns.length === 0 ? column : yield* centred(column));
  }

  /** The columns' values, one row after the other. */
  *byRow(): Resting<Float32Array> {
    const width = this.columns.length;
    const values = new Float32Array(this.length * width);
    for (const [j, column] of this.columns.entries()) yield* filled(column, blockNumbers, interleave, values, j, width);
    return values;
  }
}

/** The column less its mean, so that it tells rows apart and leaves the level to the intercept; unknown values become 0. */
function* centred(column: Float64Array): Resting<Float64Array> {
  const { n, sum } = yield* sumsOf(column);
  return yield* filled(column, blockNumbers, subtract, n === 0 ? 0 : sum / n);
}

function subtract(column: Float64Array, from: number, to: number, mean: number): void {
  for (let i = from; i < to; i++) column[i] = Number.isFinite(column[i]!) ? column[i]! - mean : 0;
}

function interleave(
  column: Float64Array,
  from: number,
  to: number,
  values: Float32Array,
  j: number,
  width: number,
): void {
  for (let i = from; i < to; i++) values[i * width + j] = column[i]!;
}

export function fillKeys(
  into: Int32Array,
  from: number,
  to: number,
  table: AnswerTable,
  model: number,
  rows: Int32Array,
): void {
  for (let i = from; i < to; i++) into[i] = table.keyOf(model, rows[i]!);
}

/** How often each key occurs, in the order in which they occur first. */
export function* countKeys(keys: Int32Array): Resting<Map<number, number>> {
  const counts = new Map<number, number>();
  for (let from = 0; from < keys.length; from += blockNumbers) {
    if (from > 0) yield rest;
    addKeys(counts, keys, from, Math.min(keys.length, from + blockNumbers));
  }
  return counts;
}

function addKeys(counts: Map<number, number>, keys: Int32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) counts.set(keys[i]!, (counts.get(keys[i]!) ?? 0) + 1);
}

export function fillRarities(
  into: Float64Array,
  from: number,
  to: number,
  keys: Int32Array,
  rarities: ReadonlyMap<number, number>,
): void {
  for (let i = from; i < to; i++) into[i] = rarities.get(keys[i]!)!;
}

/** The score where the answer is the label, without scores 1; 0 elsewhere. */
export function fillLabel(
  into: Float64Array,
  from: number,
  to: number,
  keys: Int32Array,
  label: number,
  scores: Float64Array | undefined,
): void {
  for (let i = from; i < to; i++) into[i] = keys[i] !== label ? 0 : scores ? scores[i]! : 1;
}

export function fillWords(
  into: Float64Array,
  from: number,
  to: number,
  alikeness: Alikeness,
  model: number,
  rows: Int32Array,
): void {
  for (let i = from; i < to; i++) into[i] = Math.log(1 + alikeness.words(model, rows[i]!));
}

export function fillBlanks(
  into: Float64Array,
  from: number,
  to: number,
  alikeness: Alikeness,
  model: number,
  rows: Int32Array,
): void {
  for (let i = from; i < to; i++) into[i] = alikeness.blank(model, rows[i]!);
}

export function fillAlikeness(
  into: Float64Array,
  from: number,
  to: number,
  alikeness: Alikeness,
  one: number,
  other: number,
  rows: Int32Array,
): void {
  for (let i = from; i < to; i++) into[i] = alikeness.between(one, other, rows[i]!);
}

export function fillConfidences(
  into: Float32Array,
  from: number,
  to: number,
  table: AnswerTable,
  model: number,
  rows: Int32Array,
): void {
  for (let i = from; i < to; i++) into[i] = table.confidenceOf(model, rows[i]!);
}

export function fillLogOdds(into: Float64Array, from: number, to: number, confidence: Float32Array): void {
  for (let i = from; i < to; i++) into[i] = logOdds(confidence[i]!);
}

function logOdds(confidence: number): number {
  const p = Math.min(1 - 1e-9, Math.max(1e-9, confidence));
  return Math.log(p / (1 - p));
}

/** -.5 where the model's answer is the proposed one, .5 where it is another, 0 where one of them is not there. */
export function fillDissent(
  into: Float64Array,
  from: number,
  to: number,
  keys: Int32Array,
  table: AnswerTable,
  model: number,
  rows: Int32Array,
): void {
  for (let i = from; i < to; i++) {
    const own = keys[i]!;
    const other = table.keyOf(model, rows[i]!);
    into[i] = own < 0 || other < 0 ? 0 : table.equivalentKeys(other, own) ? -0.5 : 0.5;
  }
}

export function fillLogCosts(
  into: Float64Array,
  from: number,
  to: number,
  table: AnswerTable,
  model: number,
  rows: Int32Array,
): void {
  for (let i = from; i < to; i++) into[i] = Math.log(table.costOf(model, rows[i]!) + 1e-12);
}

export function fillLengths(
  into: Float64Array,
  from: number,
  to: number,
  features: RowFeatures,
  rows: Int32Array,
): void {
  for (let i = from; i < to; i++) into[i] = Math.log(1 + features.length(rows[i]!));
}

export function fillStudentOdds(
  into: Float64Array,
  from: number,
  to: number,
  student: Student,
  rows: Int32Array,
  keys: Int32Array,
): void {
  for (let i = from; i < to; i++) into[i] = student.logOdds(rows[i]!, keys[i]!);
}

/** The values of another column, clipped at both ends. */
export function fillWithin(into: Float64Array, from: number, to: number, values: Float64Array, most: number): void {
  for (let i = from; i < to; i++) into[i] = Math.max(-most, Math.min(most, values[i]!));
}

/** .5 where the odds are against the answer, -.5 where they are for it; unknown where they are. */
export function fillOpinions(into: Float64Array, from: number, to: number, odds: Float64Array): void {
  for (let i = from; i < to; i++) into[i] = Number.isNaN(odds[i]!) ? NaN : odds[i]! < 0 ? 0.5 : -0.5;
}
