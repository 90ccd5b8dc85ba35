// Settles how much of the path is delivered: asks the reference about everything else, and about more of the path where rows turn out to have no
// answer of the reference (the fewer rows are covered, the fewer may deviate) or, of several thresholds, where a stricter one can be paid.
import { compare } from '../comparing';
import type { Why } from '../reasons';
import { allowedNow, type Problem, type Step } from '../strategy';
import { carriedMarks } from './carriedRows';
import { blockNumbers, blockRows, inBlocks, rest, type Resting } from '../turns';
import { certifiedRows, furthest, longestPrefix, type Goal } from './certificates';
import { mixOf } from './explaining';
import { inEnglish } from '../report/reasonsInEnglish';
import { byProposer, type Path } from './path';
import { markRows, places } from './places';
import { coveredRows, spentUsd, type Setting } from './scene';

export type Accepted = {
  readonly path: Path;
  /** The thresholds, strictest first, and what is certified for each. */
  readonly goals: readonly Goal[];
};

/** What is delivered: the path's leading rows, where the reference was not asked. */
export type Settled = {
  readonly accuracy: number;
  /** Of the covered rows so many may deviate. */
  readonly allowed: number;
  readonly prefixRows: number;
  /** Of the path; what is delivered beyond needs no evidence. */
  readonly certifiedRows: number;
};

/** Each further batch asked within the certified prefix is at least this share of what was asked there before, so that batches stay few. */
const batchGrowth = 0.25;
/** Of money that is just enough, this share of what is still wanted is asked at once; then costs are known better. */
const carefulShare = 0.5;
const fewestCareful = 16;
/** Costs still to come are taken to be this much higher than expected, and by so many standard errors. */
const leastMargin = 0.02;
const errors = 3;

/** A threshold and where it stands. */
type Reach = {
  readonly goal: Goal;
  /** Length of the longest prefix that it may deliver by now. */
  readonly longest: number;
  /** Where it has the rows asked down to: its certified prefix, even where that hides too much for the rows covered by now. */
  readonly stop: number;
  /** How many deviations too many the certified prefix may hide. */
  readonly excess: number;
};

export function* settle(setting: Setting, { path, goals }: Accepted): Generator<Step, Settled, void> {
  const { problem, units, costs } = setting;
  const { reference, atMostUsd = Infinity } = problem;
  const settling = new Settling(setting, path, yield* headsOffPath(setting, path));
  let repaired = 0;
  /** What is said before the rest is asked; said again where it ends otherwise. */
  let told: Why | undefined;
  for (;;) {
    yield* settling.leaveAsked();
    const leftUsd = atMostUsd - spentUsd(problem);
    const margin = 1 + Math.max(leastMargin, errors * costs.relativeError(reference));
    const reaches: Reach[] = [];
    for (const goal of goals) reaches.push(yield* settling.reachOf(goal));
    // The first that is paid, else the loosest.
    let reach = reaches.at(-1)!;
    for (const each of reaches.slice(0, -1)) {
      const heads = yield* settling.wantedFrom(repairFrom(setting, path, each, 0));
      if (!(margin * (yield* usdOf(setting, heads)) <= leftUsd)) continue;
      reach = each;
      break;
    }
    let batch = yield* settling.wantedFrom(reach.stop);
    const isRepairing = batch.length === 0;
    if (batch.length === 0) {
      if (reach.excess === 0) {
        const settled = settledAt(problem, reach.goal, settling.end);
        const event = yield* mixOf(setting, path, settled);
        if (told === undefined || !saySame(told, event.why)) yield { type: 'explain', event };
        return settled;
      }
      batch = yield* settling.wantedFrom(
        repairFrom(setting, path, reach, Math.max(problem.leastRound ?? 0, Math.ceil(batchGrowth * repaired))),
      );
      repaired += batch.length;
    } else if (batch.length > fewestCareful && margin ** 2 * (yield* usdOf(setting, batch)) > leftUsd)
      batch = batch.slice(0, Math.max(fewestCareful, Math.ceil(carefulShare * batch.length)));
    if (told === undefined) {
      const event = yield* mixOf(setting, path, settledAt(problem, reach.goal, reach.stop));
      yield { type: 'explain', event };
      told = event.why;
    }
    yield { type: 'ask', phase: 'apply', calls: [{ model: reference, rows: batch }] };
    // Only what is found inside a certified prefix makes room; the others have the reference's answer.
    const all = goals.flatMap(({ certificates }) => certificates);
    const within = certifiedRows(all);
    if (isRepairing)
      yield* compare(problem, 'apply', byProposer(path, askedOf(path.rows.subarray(0, within), batch, units)));
    if (goals.length > 1) costs.learn(reference, askedHeads(setting));
  }
}

/** How far the path is settled. A class, as its generators would be made anew in every run else (decision 0116). */
class Settling {
  /** Leading rows of the path; behind them the reference was asked about every row. */
  end: number;

  constructor(
    private readonly setting: Setting,
    private readonly path: Path,
    private readonly offPath: readonly number[],
  ) {
    this.end = path.rows.length;
  }

  /** Leaves out the last rows that the reference has been asked about. */
  *leaveAsked(): Resting<void> {
    for (let from = -1; from !== this.end; yield rest) {
      from = this.end;
      this.end = withoutAsked(this.setting.problem, this.path.rows, from, Math.max(0, from - blockRows));
    }
  }

  *reachOf(goal: Goal): Resting<Reach> {
    const { path, end } = this;
    const { problem } = this.setting;
    const allowed = allowedNow(problem, goal.accuracy, coveredRows(problem));
    const longest = yield* longestPrefix(path, problem.table, goal.certificates, allowed, goal.reserve);
    const stop = Math.min(end, Math.max(longest, certifiedRows(goal.certificates)));
    const excess = longest < stop ? (yield* furthest(path, problem.table, goal.certificates))!.hidden - allowed : 0;
    return { goal, longest, stop, excess };
  }

  /** Heads still to ask before only the first `from` rows of the path are left: those off the path first, then from its end. */
  *wantedFrom(from: number): Resting<number[]> {
    const { setting, offPath } = this;
    const heads: number[] = [];
    const isWanted = new Uint8Array(setting.problem.rowCount);
    yield* inBlocks(offPath.length, (first, beyond) => {
      wantUnasked(heads, isWanted, setting, offPath, first, beyond);
    });
    const backwards = this.path.rows.slice(from, this.end).reverse();
    yield* inBlocks(backwards.length, (first, beyond) => {
      wantUnasked(heads, isWanted, setting, backwards, first, beyond);
    });
    return heads;
  }
}

function settledAt(problem: Problem, { accuracy, certificates }: Goal, prefixRows: number): Settled {
  return {
    accuracy,
    allowed: allowedNow(problem, accuracy, coveredRows(problem)),
    prefixRows,
    certifiedRows: certifiedRows(certificates),
  };
}

/** What the reference is expected to charge for the heads. */
function* usdOf(setting: Setting, heads: readonly number[]): Resting<number> {
  let usd = 0;
  yield* inBlocks(heads.length, (from, to) => {
    usd = addCosts(usd, setting, heads, from, to);
  });
  return usd;
}

/** Whether two reasons read the same. They are put into words only where their figures differ: the first number that is formatted takes several milliseconds. */
function saySame(one: Why, other: Why): boolean {
  return JSON.stringify(one) === JSON.stringify(other) || inEnglish(one) === inEnglish(other);
}

/** The end of the rows, from `least` on, less the last ones that the reference was asked about. */
function withoutAsked({ table, reference }: Problem, rows: Int32Array, end: number, least: number): number {
  let left = end;
  while (left > least && table.isAsked(reference, rows[left - 1]!)) left--;
  return left;
}

/** Where the rows to ask begin, counted back from the certified prefix's end: as many as are expected to show the excess, and not fewer than `least`. */
function repairFrom(
  { problem: { table, reference } }: Setting,
  { rows, deviation }: Path,
  { longest, stop, excess }: Reach,
  least: number,
): number {
  let [at, asked, expected] = [stop, 0, 0];
  while (at > longest && (asked < Math.max(excess, least) || expected < excess)) {
    const row = rows[--at]!;
    if (table.isAsked(reference, row)) continue;
    asked++;
    expected += Number.isNaN(deviation[row]!) ? 0.5 : deviation[row]!;
  }
  return at;
}

/** Rows that the batch asked about, twins included. */
function askedOf(rows: Int32Array, batch: readonly number[], { headOf }: Setting['units']): Int32Array {
  const asked = new Set(batch);
  return rows.filter((row) => asked.has(headOf(row)));
}

function* headsOffPath({ problem, units }: Setting, { rows }: Path): Resting<number[]> {
  const isElsewhere = carriedMarks(problem);
  yield* inBlocks(
    rows.length,
    (from, to) => {
      markRows(isElsewhere, rows, from, to);
    },
    blockNumbers,
  );
  const off: number[] = [];
  yield* inBlocks(
    units.heads.length,
    (from, to) => {
      addUnmarked(off, isElsewhere, units.heads, from, to);
    },
    blockNumbers,
  );
  return off;
}

/** Appends the heads of those rows that the reference was not asked about, each once. */
function wantUnasked(
  heads: number[],
  isWanted: Uint8Array,
  { problem: { table, reference }, units: { headOf } }: Setting,
  rows: ArrayLike<number>,
  from: number,
  to: number,
): void {
  for (let at = from; at < to; at++) {
    const head = headOf(rows[at]!);
    if (isWanted[head] !== 0 || table.isAsked(reference, rows[at]!)) continue;
    isWanted[head] = 1;
    heads.push(head);
  }
}

/** Adds what the reference is expected to charge for the heads, one after the other. */
function addCosts(
  usd: number,
  { problem: { reference }, costs }: Setting,
  heads: readonly number[],
  from: number,
  to: number,
): number {
  let sum = usd;
  for (let at = from; at < to; at++) sum += costs.of(reference, heads[at]!);
  return sum;
}

function addUnmarked(off: number[], marks: Uint8Array, heads: Int32Array, from: number, to: number): void {
  for (let at = from; at < to; at++) if (marks[heads[at]!] === 0) off.push(heads[at]!);
}

function askedHeads({ problem: { table, reference, rowCount }, units }: Setting): Int32Array {
  return places(rowCount).filter((row) => units.headOf(row) === row && table.isAsked(reference, row));
}
