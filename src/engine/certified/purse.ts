// What candidates may cost before a run costs more than the reference alone. The reference's answers are never lost: a row that it was asked about, to
// plan with or in the sample, has its answer. Only calls to candidates (and a judge's verdicts) can be paid for nothing, and these are bounded here.
import { planAllowance } from './allowance';
import { meanCost } from './interview';
import type { Rows, Setting } from './scene';
import type { Prospect } from './weighing';

/** A run that certifies nothing may cost this share more than the reference alone; costs are known to a tenth of it at best. */
const overrun = 0.009;
/** Of all that candidates may cost, the part for planning as long as no saving is sure; the rest is for trying the chosen way on a part of the rows. */
const planningPart = 0.35;
/** Of what is saved even in the unluckiest scenario so much counts when a way's calls are to be borne: few rows tell too little of scenarios. */
const surePart = 0.5;
/** Of it, less the way's calls, planning may spend so much. */
const planSurePart = 0.2;

/** Dollars of everything but the reference so far, those of earlier runs and of tried rows left out. */
function candidatesUsd({ problem: { table, reference } }: Setting, { carriedUsd, triedUsd }: Rows): number {
  let sum = table.verdictsUsd;
  for (const [model, usd] of table.spentUsd.entries())
    if (model !== reference) sum = sum + usd - (carriedUsd[model] ?? 0) - (triedUsd[model] ?? 0);
  return sum;
}

/** What candidates may cost in all: the overrun, and what answers that need no evidence are expected to spare. */
function wholeUsd(setting: Setting, rows: Rows): number {
  const aloneUsd = meanCost(setting, rows, setting.problem.reference) * setting.units.heads.length;
  return overrun * aloneUsd + (planAllowance(setting, rows)?.savedUsd ?? 0);
}

/** Dollars that candidates may still cost if nothing will be certified; negative where they have cost too much already. */
export function purseUsd(setting: Setting, rows: Rows): number {
  return wholeUsd(setting, rows) - candidatesUsd(setting, rows);
}

/** Dollars that planning may still spend on candidates; Infinity where there is no purse. @param best the best way known so far. */
export function planningPurseUsd(setting: Setting, rows: Rows, best: Prospect | undefined): number {
  if (!setting.hasPurse) return Infinity;
  const leftUsd = planningPart * wholeUsd(setting, rows) - candidatesUsd(setting, rows);
  return best ? Math.max(leftUsd, planSurePart * (best.saving.lowUsd - best.callsUsd)) : leftUsd;
}

/** Whether the way's calls can be paid, counting what is saved in the unluckiest scenario; one without further calls can always be gone. */
export function isBearable(setting: Setting, rows: Rows, { callsUsd, saving: { lowUsd } }: Prospect): boolean {
  return !setting.triesFirst || callsUsd === 0 || callsUsd - surePart * lowUsd <= purseUsd(setting, rows);
}
