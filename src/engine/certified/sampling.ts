// Draws the sample and looks at it: asks the reference about a growing uniform sample of the open rows, applies the certificate at each look,
// and stops when a larger sample is not expected to pay. Whatever rule stops it, the promise holds: the looks are calibrated jointly.
import type { Problem, Step } from '../strategy';
import type { Random } from '../random';
import { shuffle } from '../random';
import { forecastSaving, type Curve } from './forecast';
import { scenarioCount } from './trustModel';
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
  curve: Curve & { readonly block: number },
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
    const share = size / open.length;
    const now = prefixRows === 0 ? 0 : curve.avoidedUsd[Math.floor((prefixRows - 1) / curve.block)]! * (1 - share);
    const later = forecastSaving(curve, looks, open.length, look + 1, likelihoods(curve, visible, share)).meanUsd;
    if (later <= now) {
      yield { type: 'explain', event: { type: 'profiling-stopped', why: 'a larger sample is not expected to pay for itself', stopUsd: -now, goOnUsd: -later } };
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

/** How well each scenario explains the visible deviations, relative to the best: a Poisson process along the path. */
function likelihoods({ deviations, block }: Curve & { readonly block: number }, visible: readonly number[], share: number): number[] {
  const logs = deviations.map((running) => {
    let log = -share * running[running.length - 1]!;
    for (const place of visible) {
      const step = Math.floor(place / block);
      log += Math.log(running[step]! - (step === 0 ? 0 : running[step - 1]!));
    }
    return log;
  });
  const best = Math.max(...logs);
  return logs.slice(0, scenarioCount).map((log) => Math.exp(log - best));
}
