// A filter: which rows would the reference keep? A cheap answer stands where the bounds on recall and precision leave room for its being wrong;
// all other rows get the reference's own answer. What is promised and why it holds: docs/guarantee.md, "A filter".
import { considered, forecastOf, profiles } from '../certified/explaining';
import type { Path } from '../certified/path';
import { planRun } from '../certified/planning';
import { proposeAnswers, type Proposals } from '../certified/proposing';
import { reviseWithText } from '../certified/revising';
import type { Rows, Setting } from '../certified/scene';
import { learnFromTail } from '../certified/tailLearning';
import { errorOfEach, missedAllowed, wrongAllowed, type FilterBounds } from '../task/filterBounds';
import { planFilter } from '../filter/planFilter';
import { cheapestPaying, weighSides } from '../filter/weighSides';
import { sampleSide } from '../filter/sampleSide';
import { settleSide, type SettledSide } from '../filter/settleSide';
import { cutInTwo, foundRows, isKept, unaskedRows, type Sides } from '../filter/sides';
import { reason, type Reason } from '../reasons';
import { DeliveryBuilder, idOfColumn, type Problem, type Step, type Strategy, type StrategyRun } from '../strategy';
import { inBlocks, rest } from '../turns';

/** The strategy of a filter with these bounds. */
export function filterStrategy(bounds: FilterBounds): Strategy {
  return (problem) => filter(problem, bounds);
}

/** Where nothing keeps its proposal. */
const nothing: SettledSide = { prefixRows: 0, certifiedRows: 0, hidden: 0 };

function* filter(problem: Problem, bounds: FilterBounds): StrategyRun {
  const { setting, rows } = yield* planFilter(problem, bounds);
  if (setting.looks.sizes.length === 0) {
    const why = reason('sample-too-large', { deviations: setting.hiddenAllowed, rows: problem.rowCount });
    return yield* askAll(rows, setting, why);
  }
  const found = yield* planRun(setting, rows);
  const prospects = found.prospects.map((way) => weighSides(setting, rows, way, bounds));
  const prospect = cheapestPaying(prospects);
  for (const event of profiles(setting, rows, prospect?.policy)) yield { type: 'explain', event };
  if (prospects.length > 0) yield { type: 'explain', event: considered(setting, rows, prospects, prospect) };
  if (!prospect) return yield* askAll(rows, setting, reason('no-path-saves', {}));
  yield { type: 'explain', event: forecastOf(setting, rows, prospect, reason('after-planning', {})) };
  const policy = yield* reviseWithText(setting, rows, prospect.policy);
  if (!policy) return yield* askAll(rows, setting, reason('nothing-pays-now', {}));
  const proposals = yield* proposeAnswers(setting, rows, policy);
  const path = yield* learnFromTail(setting, rows, proposals);
  const sides = yield* cutInTwo(problem, path);
  const settled = yield* settle(setting, rows, sides, proposals, bounds);
  return yield* deliver(setting, rows, sides, settled, bounds);
}

type Settled = { readonly [S in keyof Sides]: SettledSide };

/** A side whose bound is 1 keeps no proposal. The other, or one after the other, is drawn from once all that is certain is known. */
function* settle(
  setting: Setting,
  rows: Rows,
  { kept, dropped }: Sides,
  proposals: Proposals,
  bounds: FilterBounds,
): Generator<Step, Settled, void> {
  const { problem } = setting;
  const alpha = errorOfEach(bounds, 1 - problem.confidence);
  const believeOf = (side: Path) => (sampled: readonly number[]) =>
    proposals.believe(side, [...rows.known, ...sampled]);
  const certain = [...(bounds.precision < 1 ? [] : [...kept.rows]), ...(bounds.recall < 1 ? [] : [...dropped.rows])];
  yield* askRest(setting, [...offPath(setting, rows, { kept, dropped }), ...certain]);
  let ofKept = nothing;
  if (bounds.precision < 1) {
    // What the side will hold in the end is estimated, low on purpose; where it turns out less, more rows are asked about.
    const expected = (yield* foundRows(problem)) + expectedRight(problem, kept);
    const hiddenAllowed = wrongAllowed(bounds, expected);
    const draw = { purpose: 'kept', hiddenAllowed, alpha, believe: believeOf(kept) } as const;
    const certificates = yield* sampleSide(setting, kept, draw);
    ofKept = yield* settleSide(setting, kept, certificates, function* (end) {
      return wrongAllowed(bounds, (yield* foundRows(problem)) + (yield* unaskedRows(problem, kept, end)));
    });
  }
  if (bounds.recall === 1) return { kept: ofKept, dropped: nothing };
  /** Rows that are kept and rightly so, at least. */
  const rightlyKept = function* () {
    return (yield* foundRows(problem)) + (yield* unaskedRows(problem, kept, ofKept.prefixRows)) - ofKept.hidden;
  };
  const hiddenAllowed = missedAllowed(bounds, yield* rightlyKept());
  const draw = { purpose: 'dropped', hiddenAllowed, alpha, believe: believeOf(dropped) } as const;
  const certificates = yield* sampleSide(setting, dropped, draw);
  const ofDropped = yield* settleSide(setting, dropped, certificates, function* () {
    return missedAllowed(bounds, yield* rightlyKept());
  });
  return { kept: ofKept, dropped: ofDropped };
}

/** Rows of the side that are expected to be rightly proposed, less a tenth of what is not certain. */
function expectedRight({ table, reference }: Problem, { rows, deviation }: Path): number {
  let right = 0;
  for (const row of rows) if (!table.isAsked(reference, row)) right += 1 - deviation[row]!;
  return cautious * right;
}
const cautious = 0.9;

/** Open rows without a proposal. */
function offPath({ problem }: Setting, rows: Rows, { kept, dropped }: Sides): number[] {
  const isProposed = new Uint8Array(problem.rowCount);
  for (const side of [kept, dropped]) for (const row of side.rows) isProposed[row] = 1;
  return [...rows.openHeads()].filter((head) => isProposed[head] === 0);
}

function* askRest({ problem, units }: Setting, wanted: readonly number[]): Generator<Step, void, void> {
  const heads = [...new Set(wanted.map(units.headOf))];
  if (heads.length > 0)
    yield { type: 'ask', phase: 'apply', calls: [{ model: problem.reference, rows: Int32Array.from(heads) }] };
}

function* askAll(rows: Rows, setting: Setting, because: Reason): StrategyRun {
  const why = reason('reference-answers-all', { because });
  yield { type: 'explain', event: { type: 'profiling-stopped', why } };
  yield* askRest(setting, [...setting.units.heads]);
  const none = { rows: new Int32Array(0), proposer: new Int16Array(0), deviation: new Float32Array(0) };
  const sides = { kept: none, dropped: none };
  return yield* deliver(setting, rows, sides, { kept: nothing, dropped: nothing }, { recall: 1, precision: 1 });
}

function* deliver(
  { problem, units }: Setting,
  rows: Rows,
  sides: Sides,
  settled: Settled,
  bounds: FilterBounds,
): StrategyRun {
  const { table, reference, rowCount } = problem;
  yield rest;
  const delivery = new DeliveryBuilder(rowCount);
  const trust = new Float32Array(rowCount).fill(NaN);
  const isAny = sides.kept.rows.length + sides.dropped.rows.length > 0;
  yield* inBlocks(rowCount, (from, to) => {
    for (let row = from; row < to; row++) {
      if (!table.isValid(reference, row)) continue;
      const isPlanned = !rows.isOpen(units.headOf(row));
      delivery.set(row, reference, isPlanned ? 'planned' : isAny ? 'escalated' : 'reference-only');
      trust[row] = 1;
    }
  });
  const counts = new Array<number>(table.modelCount).fill(0);
  for (const side of ['kept', 'dropped'] as const) {
    const path = sides[side];
    const { prefixRows, certifiedRows } = settled[side];
    for (let at = 0; at < prefixRows; at++) {
      const row = path.rows[at]!;
      if (table.isAsked(reference, row)) continue;
      delivery.set(row, path.proposer[row]!, at < certifiedRows ? 'trusted' : 'allowed');
      trust[row] = 1 - path.deviation[row]!;
      counts[path.proposer[row]!]!++;
    }
  }
  let keptRows = 0;
  for (let row = 0; row < rowCount; row++)
    if (delivery.model[row]! >= 0 && isKept(table, delivery.model[row]!, row)) keptRows++;
  const accepted = counts.reduce((sum, count) => sum + count, 0);
  counts[reference] = rowCount - accepted;
  const dropped = yield* unaskedRows(problem, sides.dropped, settled.dropped.prefixRows);
  const kept = yield* unaskedRows(problem, sides.kept, settled.kept.prefixRows);
  yield {
    type: 'explain',
    event: {
      type: 'mix-decided',
      shares: counts.flatMap((count, model) =>
        count > 0 ? [{ model: idOfColumn(problem.models, model), rows: count }] : [],
      ),
      why: reason('filter-sides', { keptRows: kept, droppedRows: dropped, referenceRows: counts[reference]! }),
    },
  };
  return {
    model: delivery.model,
    reason: delivery.reason,
    trust,
    filter: {
      kept: keptRows,
      missed: Math.min(dropped, missedAllowed(bounds, keptRows)),
      wrong: Math.min(kept, settled.kept.hidden),
    },
  };
}
