// What a way is expected to spare in a filter: its rows are certified in two sides, each by a sample of its own, and a side whose bound is 1 spares nothing, since the
// reference is asked about all of it. The planner's search weighs ways as if all rows were certified together, which is quicker and good enough to compare
// them; whether the best of them pays is decided here. An estimate from planning rows: the promise does not depend on it.
import { stakeOf } from '../certified/planning';
import { modelsOf } from '../certified/policy';
import { forecastSaving, scenarioCount, type SavingForecast } from '../certified/forecast';
import type { Rows, Setting } from '../certified/scene';
import { Weighing, type Prospect } from '../certified/weighing';
import { errorOfEach, missedAllowed, wrongAllowed, type FilterBounds } from '../task/filterBounds';
import { looksOfSide } from './sampleSide';
import { isKept } from './sides';

/** A way must be expected to cost less than this share of the reference alone, its calls' risk included. */
const paying = 0.99;

/** The cheapest way that pays, by what its sides are expected to spare; undefined where none does. */
export function cheapestPaying(weighed: readonly Prospect[]): Prospect | undefined {
  const pays = (way: Prospect) => way.expectedUsd + stakeOf(way) < paying * way.referenceUsd;
  return weighed.filter(pays).sort((a, b) => a.rankUsd - b.rankUsd)[0];
}

/** The same way with what its sides are expected to spare. */
export function weighSides(setting: Setting, rows: Rows, prospect: Prospect, bounds: FilterBounds): Prospect {
  const { problem } = setting;
  const { table, reference, rowCount, confidence } = problem;
  const { policy, callsUsd, referenceUsd } = prospect;
  const alpha = errorOfEach(bounds, 1 - confidence);
  const { student } = rows;
  const evidence = { known: rows.known, openCount: rows.openCount, paid: [], ...(student && { student }) };
  const weighing = new Weighing(setting, evidence, modelsOf(policy));
  const proposals = weighing.proposalsOf(policy);
  const isRight = proposals.filter(({ row, model }) => isKept(table, model, row) && isKept(table, reference, row));
  // Of few planning rows none may be such: half a row more than were seen.
  const rightlyKept = ((isRight.length + 0.5) / (proposals.length + 1)) * rowCount;
  const savingOf = (isOnSide: (model: number, row: number) => boolean, hiddenAllowed: number) => {
    const curve = weighing.curveWhere(policy, isOnSide);
    if (!curve) return undefined;
    const population = Math.round(curve.rowsPerStep * curve.avoidedUsd.length);
    const looks = looksOfSide(population, { hiddenAllowed, alpha, curve });
    return looks && forecastSaving(curve, looks, population);
  };
  const sides = [
    bounds.precision < 1
      ? savingOf((model, row) => isKept(table, model, row), wrongAllowed(bounds, rightlyKept))
      : undefined,
    bounds.recall < 1
      ? savingOf((model, row) => !isKept(table, model, row), missedAllowed(bounds, rightlyKept))
      : undefined,
  ].filter((side) => side !== undefined);
  const saving = together(sides);
  const expectedUsd = referenceUsd + callsUsd - saving.meanUsd;
  return {
    ...prospect,
    saving,
    expectedUsd,
    rankUsd: (expectedUsd * prospect.rankUsd) / prospect.expectedUsd,
    acceptedShare: saving.steps / rows.known.length,
  };
}

/** The sum of what the sides spare, scenario by scenario. */
function together(sides: readonly SavingForecast[]): SavingForecast {
  const savedUsd = new Float64Array(scenarioCount);
  for (const side of sides) for (let s = 0; s < scenarioCount; s++) savedUsd[s]! += side.savedUsd[s]!;
  const sumOf = (of: 'meanUsd' | 'sampleRows' | 'steps' | 'mostSteps') =>
    sides.reduce((sum, side) => sum + side[of], 0);
  return {
    savedUsd,
    ...{ meanUsd: sumOf('meanUsd'), lowUsd: Math.min(...savedUsd), highUsd: Math.max(...savedUsd) },
    ...{ sampleRows: sumOf('sampleRows'), steps: sumOf('steps'), mostSteps: sumOf('mostSteps') },
  };
}
