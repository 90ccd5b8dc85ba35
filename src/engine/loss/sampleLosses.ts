// Draws one sample of a path and looks at it once per level of loss: each level has looks of its own at the same growing sample, and its share of the
// error probability.
import type { Curve } from '../certified/forecast';
import { forecastSaving } from '../certified/forecast';
import { planLooks } from '../certified/lookPlan';
import { calibrateLooks, type CalibratedLooks } from '../certified/looks';
import type { Path } from '../certified/path';
import { shuffledPlaces } from '../certified/places';
import { countUpTo } from '../certified/sampling';
import type { Setting } from '../certified/scene';
import { makeRandom } from '../random';
import { reason } from '../reasons';
import { power } from '../stats/power';
import type { Step } from '../strategy';
import { inBlocks } from '../turns';
import type { Level } from './levels';

/** Of a level: so many leading rows hide at most the level's allowance. One per look. */
export type LevelProof = { readonly level: number; readonly prefixRows: number };

export type LossDraw = {
  readonly levels: readonly Level[];
  /** The error probability of all levels together. */
  readonly alpha: number;
  /** The loss of the row's proposal, the cap where the reference has no readable answer; the reference was asked. */
  readonly lossAt: (row: number) => number;
  readonly believe: (sampled: readonly number[]) => Curve;
  /** The level that the plan's deviations stand for. */
  readonly pivot: number;
};

/** @returns none where no sample is small enough to prove anything at each level. */
export function* sampleLosses(setting: Setting, path: Path, draw: LossDraw): Generator<Step, LevelProof[], void> {
  const { problem, units } = setting;
  const population = path.rows.length;
  const looks = planLevels(population, draw);
  if (!looks) return [];
  const { sizes } = looks[0]!;
  const placeOf = new Int32Array(problem.rowCount).fill(-1);
  yield* inBlocks(population, (from, to) => {
    for (let at = from; at < to; at++) placeOf[path.rows[at]!] = at;
  });
  const shuffled = yield* shuffledPlaces(problem.rowCount, makeRandom(problem.seed, 'sample'));
  const order = shuffled.filter((row) => placeOf[row]! >= 0);
  const visible = draw.levels.map((): number[] => []);
  const proofs: LevelProof[] = [];
  for (const [look, size] of sizes.entries()) {
    const fresh = order.subarray(look === 0 ? 0 : sizes[look - 1]!, size);
    yield { type: 'ask', phase: 'profile', calls: [{ model: problem.reference, rows: fresh.map(units.headOf) }] };
    for (const row of fresh) {
      const loss = draw.lossAt(row);
      for (const [level, { above }] of draw.levels.entries()) if (loss > above) visible[level]!.push(placeOf[row]!);
    }
    let certified = population;
    for (const [level, { allowed }] of looks.entries()) {
      visible[level]!.sort((a, b) => a - b);
      const most = allowed[look]!;
      const prefixRows = most < 0 ? 0 : (visible[level]![most] ?? population);
      proofs.push({ level, prefixRows });
      certified = Math.min(
        certified,
        Math.max(...proofs.filter((proof) => proof.level === level).map((p) => p.prefixRows)),
      );
    }
    const pivot = looks[draw.pivot]!;
    yield {
      type: 'explain',
      event: {
        type: 'look-taken',
        ...{ look: look + 1, sampled: size, population, visibleAllowed: pivot.allowed[look]! },
        visible: visible[draw.pivot]!.filter((place) => place < certified).length,
        ...{ prefixRows: certified, certifiedRows: certified, pathRows: population },
      },
    };
    if (certified === population || look === sizes.length - 1) break;
    const curve = draw.believe([...new Set(Array.from(order.subarray(0, size), units.headOf))]);
    const now =
      certified === 0
        ? 0
        : curve.avoidedUsd[Math.floor((certified - 1) / curve.rowsPerStep)]! * (1 - size / population);
    const progress = { look: look + 1, sampled: size, visible: countUpTo(visible[draw.pivot]!, curve) };
    if (forecastSaving(curve, pivot, population, progress).meanUsd > now) continue;
    const why = reason('larger-sample-does-not-pay', {});
    yield { type: 'explain', event: { type: 'profiling-stopped', why } };
    break;
  }
  return proofs;
}

/** What the first look may spend of a level's error probability, and how fast the rest becomes free with the sample's size. */
const firstShare = 0.5;
const decay = 1.2;

/** The levels' looks at the same sizes, fixed before the draw. */
function planLevels(population: number, { levels, alpha }: LossDraw): CalibratedLooks[] | undefined {
  const each = alpha / levels.length;
  const planned = levels.map(({ hiddenAllowed }) => planLooks(population, hiddenAllowed, each));
  if (planned.includes(undefined)) return undefined;
  // The level that needs the largest sample leads.
  const leading = planned.reduce((one, other) => (other!.sizes[0]! > one!.sizes[0]! ? other : one))!;
  const { sizes } = leading;
  const budgets = sizes.map((size, look) =>
    look === sizes.length - 1 ? each : each * (1 - (1 - firstShare) * power(sizes[0]! / size, decay)),
  );
  return levels.map(({ hiddenAllowed }) => calibrateLooks(population, hiddenAllowed, sizes, budgets));
}
