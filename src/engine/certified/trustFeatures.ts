// What is known of a proposed answer before the reference is asked, as numbers for the trust model: how common the answer is, how sure its
// model was, which other asked models agree, what their answers cost, how long the row is, what the student makes of its text. Each feature
// carries its prior effect on deviating.
import { studentOf, type Problem } from '../strategy';
import { blockNumbers, blockRows, filled, type Resting } from '../turns';
import { Alikeness } from './alikeness';
import type { Prior } from './logistic';
import { normalScores, standardised } from './scales';
import type { Student } from './student';
import {
  Columns,
  countKeys,
  fillAlikeness,
  fillBlanks,
  fillConfidences,
  fillDissent,
  fillKeys,
  fillLabel,
  fillLengths,
  fillLogCosts,
  fillLogOdds,
  fillOpinions,
  fillRarities,
  fillStudentOdds,
  fillWithin,
  fillWords,
} from './trustColumns';

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

/** The proposals that are described. */
type Described = {
  readonly problem: Problem;
  readonly proposer: number;
  readonly rows: Int32Array;
  /** Per described row the proposed answer's number in the table. */
  readonly keys: Int32Array;
  /** Answers that have a column of their own, most common first. */
  readonly labels: readonly number[];
  readonly alikeness: Alikeness | undefined;
  readonly student: Student | undefined;
};

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
  const columns = new Columns(rows.length);
  yield* columns.add(-3, 2, new Float64Array(rows.length).fill(1));
  const keys = yield* filled(new Int32Array(rows.length), blockRows, fillKeys, table, proposer, rows);
  const counts = yield* countKeys(keys);
  yield* addRarity(columns, keys, counts);
  const labels = commonOf(counts, rows.length);
  if (labels.length > 1)
    for (const label of labels)
      yield* columns.add(0, 1, yield* columns.make(blockNumbers, fillLabel, keys, label, undefined));
  const alikeness = features.likeness && Alikeness.of(table, features.likeness);
  const told: Described = { problem, proposer, rows, keys, labels, alikeness, student };
  if (alikeness) yield* addShape(columns, alikeness, told);
  for (const model of asked) {
    yield* addConfidence(columns, model, told);
    if (model !== proposer) yield* addAgreement(columns, model, told);
    const price = yield* columns.make(blockRows, fillLogCosts, table, model, rows);
    yield* columns.add(0.1, 0.4, yield* standardised(price));
  }
  const size = yield* columns.make(blockRows, fillLengths, features, rows);
  yield* columns.add(0, 0.4, yield* standardised(size));
  // Its own answers' confidence says the same already.
  if (student && proposer !== studentOf(problem)) yield* addOpinion(columns, student, told);
  return { priors: columns.priors, values: yield* columns.byRow() };
}

function* addRarity(columns: Columns, keys: Int32Array, counts: ReadonlyMap<number, number>): Resting<void> {
  if (counts.size <= 1) return;
  const rarities = new Map<number, number>();
  for (const [key, count] of counts) rarities.set(key, -Math.log((count + 0.5) / (keys.length + 1)));
  yield* columns.add(0.4, 0.7, yield* standardised(yield* columns.make(blockRows, fillRarities, keys, rarities)));
}

/** The answers that earn a column of their own, most common first. */
function commonOf(counts: ReadonlyMap<number, number>, rows: number): number[] {
  const common = [...counts].filter(([, count]) => count >= Math.max(3, answerShare * rows));
  common.sort((a, b) => b[1] - a[1]);
  return common.slice(0, answerColumns).map(([label]) => label);
}

/** How long the proposed text is, and how much of it says nothing. */
function* addShape(columns: Columns, alikeness: Alikeness, { proposer, rows }: Described): Resting<void> {
  const words = yield* columns.make(blockRows, fillWords, alikeness, proposer, rows);
  yield* columns.add(0, 0.5, yield* standardised(words));
  const blank = yield* columns.make(blockRows, fillBlanks, alikeness, proposer, rows);
  if (blank.some((share) => share > 0)) yield* columns.add(1, 1, blank);
}

function* addConfidence(
  columns: Columns,
  model: number,
  { problem: { table }, proposer, rows, keys, labels }: Described,
): Resting<void> {
  const confidence = yield* filled(new Float32Array(rows.length), blockRows, fillConfidences, table, model, rows);
  const score = yield* normalScores(confidence);
  if (!score) return;
  const isOwn = model === proposer;
  yield* columns.add(isOwn ? rankEffect : 0, 0.7, score);
  if (isOwn && labels.length > 1 && labels.length <= 4)
    for (const label of labels)
      yield* columns.add(0, 0.5, yield* columns.make(blockNumbers, fillLabel, keys, label, score));
  const odds = yield* columns.make(blockNumbers, fillLogOdds, confidence);
  yield* columns.add(isOwn ? oddsEffect : 0, 0.7, yield* standardised(odds));
}

/** Whether another model says the same, and how much alike. */
function* addAgreement(
  columns: Columns,
  model: number,
  { problem: { table }, proposer, rows, keys, alikeness, student }: Described,
): Resting<void> {
  const agreeing = yield* columns.make(blockRows, fillDissent, keys, table, model, rows);
  yield* columns.add(agreementEffect(agreeing) * (1 - sharedDoubt * (student?.skill ?? 0)), agreementSd, agreeing);
  if (!alikeness) return;
  const alike = yield* columns.make(blockRows, fillAlikeness, alikeness, proposer, model, rows);
  yield* columns.add(likenessEffect, 0.8, yield* standardised(alike));
}

/** What the student makes of the proposed answer. */
function* addOpinion(columns: Columns, student: Student, { rows, keys }: Described): Resting<void> {
  const odds = yield* columns.make(blockRows, fillStudentOdds, student, rows, keys);
  const within = yield* columns.make(blockNumbers, fillWithin, odds, sureOdds);
  yield* columns.add(-3 * student.skill, 1.2, yield* standardised(within));
  yield* columns.add(student.skill, 1, yield* columns.make(blockNumbers, fillOpinions, odds));
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
