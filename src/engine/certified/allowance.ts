// D rows may deviate whatever the data, so D rows may get a candidate's answers without any evidence (docs/guarantee.md, Proposition 3). Where no
// path is worth certifying, that is what a run still saves: the rows that are dearest at the reference go to a candidate.
import type { Step } from '../strategy';
import { inBlocks, rest } from '../turns';
import { sortInTurns } from '../sortInTurns';
import { cheaper } from './interview';
import { orderPath, type Path } from './path';
import { places } from './places';
import type { Rows, Setting } from './scene';

/** Of candidates that spare nearly as much, as a share of the reference's fee, the one that agrees more often is asked: better answers for next to nothing. */
const nearly = 0.05;
/** A candidate that spares less than this share of the reference's fee is not worth an unchecked answer. */
const leastSpared = 0.1;

export type Allowance = {
  readonly model: number;
  /** Dollars that it is expected to spare over all D rows. */
  readonly savedUsd: number;
};

/** The candidate for the D rows; undefined where none spares anything, no row may deviate, or nothing goes without evidence. */
export function planAllowance(setting: Setting, rows: Rows): Allowance | undefined {
  const { problem, costs, units, hiddenAllowed, hasAllowance = true } = setting;
  const { models, reference } = problem;
  if (hiddenAllowed === 0 || !hasAllowance) return undefined;
  const answered = rows.answered();
  const typical = answered.length > 0 ? answered : units.heads.subarray(0, 1);
  const candidates = models.map((_, model) => model).filter((model) => model !== reference);
  // What was measured counts, once planning has asked anybody: whom it did not ask costs too much. Before it an expectation counts.
  const measured = candidates.filter((model) => costs.isMeasured(model));
  const options = (rows.known.length > 0 ? measured : candidates).map((model) => optionOf(setting, model, typical));
  const most = Math.max(...options.map(({ spared }) => spared));
  const best = options
    .filter(({ spared }) => spared >= Math.max(leastSpared, most - nearly))
    .sort((a, b) => b.agreement - a.agreement || b.spared - a.spared)[0];
  if (!best) return undefined;
  let referenceUsd = 0;
  for (const row of typical) referenceUsd += costs.of(reference, row);
  return { model: best.model, savedUsd: (best.spared * referenceUsd * hiddenAllowed) / typical.length };
}

/** What the model spares, as a share of the reference's fee, and how often it agrees. @param typical rows to judge from. */
function optionOf({ problem: { reference, table }, costs }: Setting, model: number, typical: ArrayLike<number>) {
  let [sparedUsd, referenceUsd, valid, agreed, asked] = [0, 0, 0, 0, 0];
  for (let i = 0; i < typical.length; i++) {
    const row = typical[i]!;
    referenceUsd += costs.of(reference, row);
    sparedUsd -= costs.of(model, row);
    if (!table.isAsked(model, row)) continue;
    asked++;
    if (table.isValid(model, row)) valid++;
    if (table.agrees(model, row)) agreed++;
  }
  // An answer that cannot be read spares nothing; half a row each way stands for what is not known yet.
  sparedUsd += (referenceUsd * (valid + 0.5)) / (asked + 0.5);
  return { model, spared: sparedUsd / referenceUsd, agreement: (agreed + 0.5) / (asked + 1) };
}

/** Asks the candidate about the open rows that it spares most on, at most D of them: a path on which nothing is certified. */
export function* spendAllowance(setting: Setting, rows: Rows, { model }: Allowance): Generator<Step, Path, void> {
  const { problem, costs, units, hiddenAllowed } = setting;
  const open = rows.openHeads();
  const spared = new Float64Array(open.length);
  yield* inBlocks(open.length, (from, to) => {
    for (let i = from; i < to; i++) {
      const head = open[i]!;
      // A row that a way was tried on has the reference's answer.
      if (problem.table.isAsked(problem.reference, head)) continue;
      spared[i] = (costs.of(problem.reference, head) - costs.of(model, head)) / units.weight[head]!;
    }
  });
  let left = hiddenAllowed;
  const heads: number[] = [];
  for (const i of yield* sortInTurns(places(open.length), (a, b) => spared[b]! - spared[a]!)) {
    if (spared[i]! <= 0 || left === 0) break;
    const head = open[i]!;
    if (units.weight[head]! > left) continue;
    left -= units.weight[head]!;
    heads.push(head);
  }
  if (!costs.isMeasured(model)) yield* measureFirst(setting, open, heads, model);
  yield { type: 'ask', phase: 'apply', calls: [{ model, rows: heads }] };
  yield rest;
  const valid = Int32Array.from(heads.filter((head) => problem.table.isValid(model, head)));
  // Their deviations are unknown, so they stay in the order of what they spare.
  return yield* orderPath(setting, {
    heads: valid,
    proposer: new Int16Array(valid.length).fill(model),
    deviation: new Float64Array(valid.length).fill(NaN),
  });
}

/**
 * Where nothing was planned, nothing is known of costs: the reference is asked about the rows that are its own anyway, then the candidate about one
 * of its rows. Where that costs no less, the others are taken from it: `heads` keeps the one that is paid.
 */
function* measureFirst(
  { problem, costs }: Setting,
  open: Int32Array,
  heads: number[],
  model: number,
): Generator<Step, void, void> {
  const [first] = heads;
  if (first === undefined) return;
  const isSpared = new Set(heads);
  const own = open.filter((head) => !isSpared.has(head));
  const calls = [
    { model: problem.reference, rows: own },
    { model, rows: [first] },
  ];
  yield { type: 'ask', phase: 'apply', calls };
  costs.learn(problem.reference, own);
  costs.learn(model, [first]);
  if (costs.measuredMean(model) >= cheaper * costs.measuredMean(problem.reference)) heads.length = 1;
}
