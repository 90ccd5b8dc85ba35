// Draws a sample of one side of a filter and looks at it, as sampling.ts does for a whole path: what a look certifies says how many of the leading rows'
// proposals can be wrong without having been asked about.
import { isDeviation, isFound, type Certificate } from '../certified/certificates';
import { forecastSaving, type Curve } from '../certified/forecast';
import { planLooks } from '../certified/lookPlan';
import type { CalibratedLooks } from '../certified/looks';
import { planOneLook } from '../certified/oneLook';
import type { Path } from '../certified/path';
import { shuffledPlaces } from '../certified/places';
import { countUpTo } from '../certified/sampling';
import type { Setting } from '../certified/scene';
import type { FilterSide } from '../events';
import { makeRandom } from '../random';
import { reason } from '../reasons';
import type { Step } from '../strategy';
import { inBlocks, type Resting } from '../turns';

export type SideDraw = {
  /** Of the random numbers: each side has a stream of its own, so that its draw is independent of all that is known before it. */
  readonly purpose: FilterSide;
  /** How many of its proposals may be wrong and hidden; fixed before the draw. */
  readonly hiddenAllowed: number;
  readonly alpha: number;
  /** How the side is expected to deviate, given the distinct rows sampled so far; only the looks' sizes and the decision to stop read it. */
  readonly believe: (sampled: readonly number[]) => Curve;
};

/** The first look is not taken before this share of the sample that is expected to suffice. */
const earliestLook = 0.3;

/** @returns a certificate per look; none where no sample is small enough to certify anything. */
export function* sampleSide(setting: Setting, path: Path, draw: SideDraw): Generator<Step, Certificate[], void> {
  const { problem, units } = setting;
  const { table, reference } = problem;
  const population = path.rows.length;
  const { hiddenAllowed, alpha } = draw;
  const looks =
    population === 0 ? undefined : looksOfSide(population, { hiddenAllowed, alpha, curve: draw.believe([]) });
  if (!looks) return [];
  const order = yield* drawnOrder(setting, path, draw.purpose);
  const placeOf = new Int32Array(problem.rowCount).fill(-1);
  yield* inBlocks(population, (from, to) => {
    for (let at = from; at < to; at++) placeOf[path.rows[at]!] = at;
  });
  const visible: number[] = [];
  const found: number[] = [];
  const certificates: Certificate[] = [];
  let sampled = 0;
  for (const [look, size] of looks.sizes.entries()) {
    const fresh = order.subarray(sampled, size);
    yield { type: 'ask', phase: 'profile', calls: [{ model: reference, rows: fresh.map(units.headOf) }] };
    for (const row of fresh) {
      if (!isDeviation(table, path.proposer[row]!, row)) continue;
      visible.push(placeOf[row]!);
      if (isFound(table, path.proposer[row]!, row)) found.push(placeOf[row]!);
    }
    visible.sort((a, b) => a - b);
    sampled = size;
    const most = looks.allowed[look]!;
    const prefixRows = most < 0 ? 0 : (visible[most] ?? population);
    const shown = found.filter((place) => place < prefixRows).length;
    certificates.push({ prefixRows, hiddenAllowed: looks.hiddenAllowed, visible: shown });
    const longest = Math.max(...certificates.map((certificate) => certificate.prefixRows));
    yield {
      type: 'explain',
      event: {
        type: 'look-taken',
        ...{ look: look + 1, side: draw.purpose, sampled, population, visibleAllowed: most },
        visible: visible.filter((place) => place < longest).length,
        ...{ prefixRows: longest, certifiedRows: longest, pathRows: population },
      },
    };
    if (longest === population || look === looks.sizes.length - 1) break;
    const curve = draw.believe([...new Set(Array.from(order.subarray(0, sampled), units.headOf))]);
    const openShare = 1 - size / population;
    const now = longest === 0 ? 0 : curve.avoidedUsd[Math.floor((longest - 1) / curve.rowsPerStep)]! * openShare;
    const progress = { look: look + 1, sampled, visible: countUpTo(visible, curve) };
    const later = forecastSaving(curve, looks, population, progress).meanUsd;
    if (later > now) continue;
    const openUsd = curve.avoidedUsd.at(-1)! * openShare;
    const why = reason('larger-sample-does-not-pay', {});
    yield {
      type: 'explain',
      event: { type: 'profiling-stopped', why, stopUsd: openUsd - now, goOnUsd: openUsd - later },
    };
    break;
  }
  return certificates;
}

/**
 * The looks at a side, fixed before its draw; a plan that weighs a filter thinks of the same.
 * @returns undefined where no sample is small enough to certify anything.
 */
export function looksOfSide(
  population: number,
  { hiddenAllowed, alpha, curve }: Pick<SideDraw, 'hiddenAllowed' | 'alpha'> & { readonly curve: Curve },
): CalibratedLooks | undefined {
  const one = planOneLook(curve, population, hiddenAllowed, alpha, { least: 0, most: population });
  if (one) return one;
  const rough = planLooks(population, hiddenAllowed, alpha);
  if (!rough) return undefined;
  const { sampleRows } = forecastSaving(curve, rough, population);
  return planLooks(population, hiddenAllowed, alpha, { from: earliestLook * sampleRows }) ?? rough;
}

/** All rows of the side in random order. */
function* drawnOrder({ problem }: Setting, { rows }: Path, purpose: SideDraw['purpose']): Resting<Int32Array> {
  const isOnSide = new Uint8Array(problem.rowCount);
  for (const row of rows) isOnSide[row] = 1;
  const shuffled = yield* shuffledPlaces(problem.rowCount, makeRandom(problem.seed, `sample ${purpose}`));
  return shuffled.filter((row) => isOnSide[row] === 1);
}
