// Draws the sample and looks at it: asks the reference about a growing uniform sample of the open rows, applies the certificate at each look,
// and stops when a larger sample is not expected to pay. Whatever rule stops it, the promise holds: the looks are calibrated jointly.
import { compare } from '../comparing';
import { reason } from '../reasons';
import { makeRandom } from '../random';
import { allowedNow, idOfColumn, type BatchLooks, type Problem, type Step } from '../strategy';
import { blockNumbers, inBlocks, type Resting } from '../turns';
import { isDeviation, isFound, longestPrefix, type Certificate, type Goal } from './certificates';
import { forecastSaving, type Curve } from './forecast';
import { drawStream, orderOfPlaces } from './grownBatch';
import { beginsSample } from './labelledRows';
import type { CalibratedLooks } from './looks';
import { byProposer, type Path } from './path';
import { keepMarked, markRows, placeRows, shuffledPlaces } from './places';
import { coveredRows, spentUsd, type Setting } from './scene';

/** A threshold with the looks that its share of the error probability pays for, fixed before the draw. */
export type LookedAt = {
  readonly accuracy: number;
  /** Absent: too few rows are left to certify anything for it. */
  readonly looks?: (CalibratedLooks & Pick<BatchLooks, 'reserve'>) | undefined;
};

/**
 * @param population rows whose reference answers nobody has seen, twins each on their own.
 * @param wanted the thresholds, strictest first; all share one draw.
 * @param believe how the path is expected to deviate, given the distinct rows sampled so far; only the decision to stop reads it.
 * @returns what each threshold's looks have certified, in the order of `wanted`.
 */
export function* drawAndLook(
  setting: Setting,
  path: Path,
  population: Int32Array,
  wanted: readonly LookedAt[],
  believe: (sampled: readonly number[]) => Curve,
): Generator<Step, readonly Goal[], void> {
  const { problem, units } = setting;
  const { table, reference } = problem;
  const drawn = yield* drawOrder(problem, population);
  const placeOf = new Int32Array(problem.rowCount).fill(-1);
  yield* inBlocks(
    path.rows.length,
    (from, to) => {
      placeRows(placeOf, path.rows, from, to);
    },
    blockNumbers,
  );
  /** Places on the path of the visible deviations, ascending. */
  const visible: number[] = [];
  /** Of them those that an answer showed. */
  const found: number[] = [];
  const goals = wanted.map(({ accuracy, looks }) => ({
    ...{ accuracy, looks, certificates: [] as Certificate[] },
    reserve: looks?.reserve,
  }));
  const sizes = [...new Set(goals.flatMap(({ looks }) => looks?.sizes ?? []))].sort((a, b) => a - b);
  let sampled = 0;
  for (const size of sizes) {
    const fresh = drawn.subarray(sampled, size);
    yield { type: 'ask', phase: 'profile', calls: [{ model: reference, rows: fresh.map(units.headOf) }] };
    yield* compare(problem, 'profile', byProposer(path, fresh));
    for (const row of fresh) {
      const place = placeOf[row]!;
      if (place < 0 || !isDeviation(table, path.proposer[row]!, row)) continue;
      visible.push(place);
      if (isFound(table, path.proposer[row]!, row)) found.push(place);
    }
    visible.sort((a, b) => a - b);
    if (table.isJudged)
      yield {
        type: 'explain',
        event: {
          type: 'sample-judged',
          from: sampled,
          population: population.length,
          rows: Array.from(fresh),
          models: Array.from(fresh, (row) =>
            placeOf[row]! < 0 ? '' : idOfColumn(problem.models, path.proposer[row]!),
          ),
        },
      };
    sampled = size;
    const covered = coveredRows(problem);
    const prefixes = goals.map(() => 0);
    for (const [i, goal] of goals.entries()) {
      const look = goal.looks?.sizes.indexOf(size) ?? -1;
      if (look >= 0) goal.certificates.push(certificateOf(goal.looks!, look, visible, found, path.rows.length));
      const most = allowedNow(problem, goal.accuracy, covered);
      prefixes[i] = yield* longestPrefix(path, table, goal.certificates, most, goal.reserve);
      if (look < 0) continue;
      const prefixRows = prefixes[i]!;
      const certifiedRows = Math.max(...goal.certificates.map((certificate) => certificate.prefixRows));
      yield {
        type: 'explain',
        event: {
          type: 'look-taken',
          look: look + 1,
          sampled,
          population: population.length,
          visibleAllowed: goal.looks!.allowed[look]!,
          visible: visible.filter((place) => place < certifiedRows).length,
          prefixRows,
          certifiedRows,
          pathRows: path.rows.length,
          ...(goals.length > 1 && { accuracy: goal.accuracy }),
        },
      };
    }
    if (size === sizes.at(-1) || prefixes[0] === path.rows.length) break;
    const heads = [...new Set(Array.from(drawn.subarray(0, sampled), units.headOf))];
    const curve = believe(heads);
    const openShare = 1 - size / population.length;
    const openUsd = curve.avoidedUsd.at(-1)! * openShare;
    const visibleUpTo = countUpTo(visible, curve);
    /** Dollars of the reference that the threshold spares when the sample ends here, and when it goes on. */
    const sparedBy = (goal: (typeof goals)[number], i: number) => {
      const prefixRows = prefixes[i]!;
      const now =
        prefixRows === 0 ? 0 : curve.avoidedUsd[Math.floor((prefixRows - 1) / curve.rowsPerStep)]! * openShare;
      const look = goal.looks?.sizes.filter((other) => other <= size).length ?? 0;
      const later =
        look < (goal.looks?.sizes.length ?? 0)
          ? forecastSaving(curve, goal.looks!, population.length, { look, sampled, visible: visibleUpTo }).meanUsd
          : 0;
      return { now, later };
    };
    // What the money buys decides how long to go on; it may read anything (Theorem 2).
    const leftUsd = (problem.atMostUsd ?? Infinity) - spentUsd(problem);
    const spared = goals.map(sparedBy);
    const { now, later } =
      goals.length === 1
        ? spared[0]!
        : (spared.find((each) => openUsd - Math.max(each.now, each.later) <= leftUsd) ?? spared.at(-1)!);
    if (later <= now) {
      yield {
        type: 'explain',
        event: {
          type: 'profiling-stopped',
          why: reason('larger-sample-does-not-pay', {}),
          // Fees of the reference still to come on the path's rows, either way.
          stopUsd: openUsd - now,
          goOnUsd: openUsd - later,
        },
      };
      break;
    }
  }
  return goals;
}

/** The random order of the population in which the sample grows. Without rows that leave it stays the order of the others. */
export function* drawOrder(problem: Problem, population: Int32Array): Resting<Int32Array> {
  const isOpen = new Uint8Array(problem.rowCount);
  yield* inBlocks(
    population.length,
    (from, to) => {
      markRows(isOpen, population, from, to);
    },
    blockNumbers,
  );
  // The order of all rows, less those that left: runs that differ in a few planning rows draw nearly the same sample.
  const grown = problem.carried?.grown;
  const shuffled = grown
    ? yield* orderOfPlaces(grown)
    : yield* shuffledPlaces(problem.rowCount, makeRandom(problem.seed, drawStream));
  const order = new Int32Array(population.length);
  let open = 0;
  yield* inBlocks(
    shuffled.length,
    (from, to) => {
      open = keepMarked(order, open, isOpen, shuffled.subarray(from, to));
    },
    blockNumbers,
  );
  const isFirst = beginsSample(problem, population);
  return problem.labelled?.areRandom
    ? Int32Array.from([...order.filter(isFirst), ...order.filter((row) => !isFirst(row))])
    : order;
}

/**
 * @param visible places on the path of all deviations of the sample so far, ascending.
 * @param found of them those that an answer showed.
 */
function certificateOf(
  { hiddenAllowed, allowed }: CalibratedLooks,
  look: number,
  visible: readonly number[],
  found: readonly number[],
  pathRows: number,
): Certificate {
  const most = allowed[look]!;
  const prefixRows = most < 0 ? 0 : (visible[most] ?? pathRows);
  return { prefixRows, hiddenAllowed, visible: found.filter((place) => place < prefixRows).length };
}

/** Visible deviations up to and including each step of the curve. */
export function countUpTo(places: readonly number[], { rowsPerStep, avoidedUsd }: Curve): Int32Array {
  const counts = new Int32Array(avoidedUsd.length);
  for (const place of places) counts[Math.floor(place / rowsPerStep)]!++;
  for (let step = 1; step < counts.length; step++) counts[step]! += counts[step - 1]!;
  return counts;
}
