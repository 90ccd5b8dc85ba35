// Draws the sample and looks at it: asks the reference about a growing uniform sample of the open rows, applies the certificate at each look,
// and stops when a larger sample is not expected to pay. Whatever rule stops it, the promise holds: the looks are calibrated jointly.
import { makeRandom, shuffle } from '../random';
import type { Problem, Step } from '../strategy';
import { forecastSaving, type Curve } from './forecast';
import type { CalibratedLooks } from './looks';
import type { Accepted } from './delivering';
import type { Path } from './path';
import { places } from './places';
import type { Setting } from './scene';

/** How much of the path is accepted, and whether for its evidence or because so few rows may all deviate. */
export type Drawn = Omit<Accepted, 'path'>;

/**
 * @param population rows whose reference answers nobody has seen, twins each on their own.
 * @param believe how the path is expected to deviate, given the distinct rows sampled so far; only the decision to stop reads it.
 */
export function* drawAndLook(
  { problem, units, hiddenAllowed }: Setting,
  path: Path,
  population: Int32Array,
  looks: CalibratedLooks,
  believe: (sampled: readonly number[]) => Curve,
): Generator<Step, Drawn, void> {
  const isOpen = new Uint8Array(problem.rowCount);
  for (const row of population) isOpen[row] = 1;
  // The order of all rows, less those that left: runs that differ in a few planning rows draw nearly the same sample.
  const drawn = shuffle(places(problem.rowCount), makeRandom(problem.seed, 'sample')).filter(
    (row) => isOpen[row] === 1,
  );
  const placeOf = new Int32Array(problem.rowCount).fill(-1);
  path.rows.forEach((row, at) => (placeOf[row] = at));
  /** Places on the path of the visible deviations, ascending. */
  const visible: number[] = [];
  const isSampled = new Uint8Array(problem.rowCount);
  let prefixRows = 0;
  let why: Drawn['why'] = 'allowed';
  let sampled = 0;
  for (const [look, size] of looks.sizes.entries()) {
    const fresh = drawn.subarray(sampled, size);
    yield { type: 'ask', phase: 'profile', calls: [{ model: problem.reference, rows: fresh.map(units.headOf) }] };
    for (const row of fresh) {
      isSampled[row] = 1;
      const place = placeOf[row]!;
      if (place >= 0 && isVisibleDeviation(problem, path.proposer[row]!, row)) visible.push(place);
    }
    visible.sort((a, b) => a - b);
    sampled = size;
    const allowed = looks.allowed[look]!;
    // An earlier look's longer prefix stays certified: no look errs, and what was sampled since is repaired.
    const certified = allowed >= 0 ? (visible[allowed] ?? path.rows.length) : 0;
    const free = prefixWithin(path, isSampled, hiddenAllowed);
    if (certified > Math.max(prefixRows, free)) why = certified === path.rows.length ? 'whole-model' : 'trusted';
    else if (free > prefixRows) why = 'allowed';
    prefixRows = Math.max(prefixRows, certified, free);
    yield {
      type: 'explain',
      event: {
        type: 'look-taken',
        look: look + 1,
        sampled,
        population: population.length,
        visibleAllowed: allowed,
        visible: visible.filter((place) => place < prefixRows).length,
        prefixRows,
        pathRows: path.rows.length,
      },
    };
    if (prefixRows === path.rows.length || look + 1 === looks.sizes.length) break;
    const heads = [...new Set(Array.from(drawn.subarray(0, sampled), units.headOf))];
    const curve = believe(heads.filter((head) => problem.table.isValid(problem.reference, head)));
    const now =
      prefixRows === 0
        ? 0
        : curve.avoidedUsd[Math.floor((prefixRows - 1) / curve.rowsPerStep)]! * (1 - size / population.length);
    const visibleUpTo = countUpTo(visible, curve);
    const later = forecastSaving(curve, looks, population.length, {
      look: look + 1,
      sampled,
      visible: visibleUpTo,
    }).meanUsd;
    if (later <= now) {
      const openUsd = curve.avoidedUsd.at(-1)! * (1 - size / population.length);
      yield {
        type: 'explain',
        event: {
          type: 'profiling-stopped',
          why: 'a larger sample is not expected to pay for itself',
          // Fees of the reference still to come on the path's rows, either way.
          stopUsd: openUsd - now,
          goOnUsd: openUsd - later,
        },
      };
      break;
    }
  }
  return { prefixRows, why };
}

/** Length of the longest prefix with at most so many rows that are not sampled: they may all deviate. */
function prefixWithin({ rows }: Path, isSampled: Uint8Array, unsampled: number): number {
  let left = unsampled;
  let length = 0;
  while (length < rows.length && (isSampled[rows[length]!] || left > 0)) if (!isSampled[rows[length++]!]) left--;
  return length;
}

/** A reference answer that could not be had counts against the proposal: what it would have been is not known. */
function isVisibleDeviation({ table, reference }: Problem, proposer: number, row: number): boolean {
  return table.agrees(proposer, row) === false || table.statusOf(reference, row) === 'failed';
}

/** Visible deviations up to and including each step of the curve. */
function countUpTo(places: readonly number[], { rowsPerStep, avoidedUsd }: Curve): Int32Array {
  const counts = new Int32Array(avoidedUsd.length);
  for (const place of places) counts[Math.floor(place / rowsPerStep)]!++;
  for (let step = 1; step < counts.length; step++) counts[step]! += counts[step - 1]!;
  return counts;
}
