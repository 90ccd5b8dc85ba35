// How long planning goes on, and with whom: knowing better must be worth what it costs, and what candidates cost must stay within their purse.
import { meanCost } from './interview';
import { modelsOf } from './policy';
import { planningPurseUsd } from './purse';
import type { Rows, Setting } from './scene';
import type { Prospect } from './weighing';

/** Planning should cost about this share of the whole run that it plans. */
const planningShare = 0.08;
const mostPlanned = 400;
/** Calls to candidates may not cost more than this share of the reference on all rows as long as no saving is in sight. */
const wasteShare = 0.012;

/** Dollars that a further planning row costs at the model, which may have answered every open row already. */
function rowUsd(setting: Setting, rows: Rows, model: number, paid: readonly number[]): number {
  return (paid.includes(model) ? 0 : meanCost(setting, rows, model)) + setting.costs.checkOf(model, rows.known);
}

/**
 * How many planning rows the expected cost is worth; fewer where no saving is in sight, and where the candidates' purse does not reach that far.
 * @param paid candidates that have answered every open row.
 */
export function targetOf(
  setting: Setting,
  rows: Rows,
  best: Prospect,
  candidates: readonly number[],
  paid: readonly number[] = [],
): number {
  const { problem, units, costs } = setting;
  const { table, reference } = problem;
  const referenceCost = meanCost(setting, rows, reference);
  const known = rows.known.length;
  const callsPerRow = candidates.reduce(
    (sum, model) => sum + meanCost(setting, rows, model) + costs.checkOf(model, rows.known),
    0,
  );
  const perRow = callsPerRow + referenceCost * Math.max(0.1, best.acceptedShare);
  let target = Math.min(mostPlanned, (planningShare * best.expectedUsd) / perRow);
  const unpaidPerRow = candidates.reduce((sum, model) => sum + rowUsd(setting, rows, model, paid), 0);
  if (unpaidPerRow > 0) target = Math.min(target, known + planningPurseUsd(setting, rows, best) / unpaidPerRow);
  if (best.expectedUsd <= 0.95 * best.referenceUsd) return target;
  const spent = candidates.reduce(
    (sum, model) => sum + table.spentUsd[model]! - (rows.triedUsd[model] ?? 0),
    table.verdictsUsd,
  );
  const leftUsd = wasteShare * referenceCost * units.heads.length - spent;
  return Math.min(target, known + leftUsd / callsPerRow);
}

/** Dollars that a run would go on to pay for planning rows: their calls, and the reference on rows that a candidate would have answered. */
export function furtherPlanningUsd(setting: Setting, rows: Rows, best: Prospect, asked: readonly number[]): number {
  const more = Math.max(0, targetOf(setting, rows, best, asked) - rows.known.length);
  const calls = asked
    .filter((model) => !best.policy.first.includes(model))
    .reduce((sum, model) => sum + meanCost(setting, rows, model), 0);
  return more * (calls + best.acceptedShare * meanCost(setting, rows, setting.problem.reference));
}

/** Of the candidates those of the best way, and as many others, cheapest first, as the purse can pay for on the rows that are still wanted. */
export function affordable(
  setting: Setting,
  rows: Rows,
  best: Prospect,
  candidates: readonly number[],
  paid: readonly number[],
): number[] {
  const own = modelsOf(best.policy);
  const known = rows.known.length;
  const wanted = Math.max(0, Math.min(known, targetOf(setting, rows, best, own, paid) - known));
  const usdOf = (model: number) => wanted * rowUsd(setting, rows, model, paid);
  let leftUsd = planningPurseUsd(setting, rows, best) - own.reduce((sum, model) => sum + usdOf(model), 0);
  return candidates.filter((model) => {
    if (own.includes(model)) return true;
    leftUsd -= usdOf(model);
    return leftUsd >= 0;
  });
}
