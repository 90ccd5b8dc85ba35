// Draws the sample and looks at it: asks the reference about a growing uniform sample of the open rows, applies the certificate at each look,
// and stops when a larger sample is not expected to pay. Whatever rule stops it, the promise holds: the looks are calibrated jointly.
import type { Problem, Step } from '../strategy';
import type { Random } from '../random';
import { shuffle } from '../random';
import { forecastSaving, type Curve } from './forecast';
import type { CalibratedLooks } from './looks';
import type { Path } from './path';
import type { Units } from './units';

export type Certified = {
  /** Leading rows of the path whose proposals are delivered where the reference was not asked. */
  readonly prefixRows: number;
  readonly sampled: number;
};

/**
 * @param open the population: rows whose reference answers nobody has seen, twins each on their own.
 * @param curve how the path is expected to deviate; only the decision to stop reads it.
 */
export function* drawAndLook(
  problem: Problem,
  units: Units,
  path: Path,
  open: Int32Array,
  looks: CalibratedLooks,
  curve: Curve,
  random: Random,
): Generator<Step, Certified, void> {
  const { table, reference } = problem;
  const drawn = shuffle(Int32Array.from(open), random);
  const placeOf = new Int32Array(problem.rowCount).fill(-1);
  path.rows.forEach((row, at) => (placeOf[row] = at));
  /** Places on the path of the visible deviations, ascending. */
  const visible: number[] = [];
  let taken = 0;
  let prefixRows = 0;
  let sampled = 0;
  for (let look = 0; look < looks.sizes.length; look++) {
    const size = looks.sizes[look]!;
    const fresh = drawn.subarray(taken, size);
    yield { type: 'ask', phase: 'profile', calls: [{ model: reference, rows: fresh.map(units.headOf) }] };
    for (const row of fresh) {
      const place = placeOf[row]!;
      if (place >= 0 && isVisibleDeviation(problem, path.proposer[row]!, row)) visible.push(place);
    }
    visible.sort((a, b) => a - b);
    taken = sampled = size;
    const allowed = looks.allowed[look]!;
    // An earlier look's longer prefix stays certified: no look errs, and what was sampled since is repaired.
    if (allowed >= 0) prefixRows = Math.max(prefixRows, visible[allowed] ?? path.rows.length);
    yield {
      type: 'explain',
      event: {
        type: 'look-taken',
        look: look + 1,
        sampled: size,
        population: open.length,
        visibleAllowed: allowed,
        visible: visible.filter((place) => place < prefixRows).length,
        prefixRows,
        pathRows: path.rows.length,
      },
    };
    if (prefixRows === path.rows.length || look + 1 === looks.sizes.length) break;
    const now = prefixRows === 0 ? 0 : curve.avoidedUsd[prefixRows - 1]! * (1 - size / open.length);
    const updated = updateCurve(curve, visible, size / open.length);
    const later = forecastSaving(updated, looks, open.length, look + 1).meanUsd;
    if (later <= now) {
      yield {
        type: 'explain',
        event: {
          type: 'profiling-stopped',
          why: 'a larger sample is not expected to pay for itself',
          stopUsd: -now,
          goOnUsd: -later,
        },
      };
      break;
    }
  }
  void table;
  return { prefixRows, sampled };
}

/** A reference answer that could not be had counts against the proposal: what it would have been is not known. */
function isVisibleDeviation({ table, reference }: Problem, proposer: number, row: number): boolean {
  return table.agrees(proposer, row) === false || table.statusOf(reference, row) === 'failed';
}

/** Shifts the expected deviations to what the sample shows: beyond the last visible one by the overall ratio of seen to expected. */
function updateCurve(curve: Curve, visible: readonly number[], share: number): Curve {
  const expected = (curve.deviations[curve.deviations.length - 1] ?? 0) * share;
  const scale = (curve.evidence + visible.length) / (curve.evidence + expected);
  return {
    ...curve,
    deviations: curve.deviations.map((value) => value * scale),
    evidence: curve.evidence + visible.length,
  };
}
