// Finds the policy with the lowest expected cost of everything still to come, certification included: single candidates first, then the
// best of them with one more candidate asked everywhere (agreement tells trust) or on the least trusted rows (a dearer second opinion).
import { betterOf, type Policy } from './policy';
import { studentOf } from '../strategy';
import type { Setting } from './scene';
import { Weighing, type Prospect } from './weighing';
import type { Evidence } from './ground';

/** Shares of the open rows, those of least trust per dollar, that may get a second opinion. */
const reaches = [0.06, 0.15, 0.4, 0.7] as const;
/** Share of the rows, the least trusted, on which a student's answers need a model's beside them at least. */
export const secondOpinions = 0.1;
const widest = 3;
/** Policies that are extended by one more candidate, per number of candidates. */
const extended = [0, 2, 1] as const;

/** All prospects looked at, cheapest first. Candidates are tried only where the known rows have their answers. */
export function searchPolicies(setting: Setting, evidence: Evidence, candidates: readonly number[]): Prospect[] {
  const weighing = new Weighing(setting, evidence, candidates);
  const student = studentOf(setting.problem);
  const all: Prospect[] = [];
  const { paid } = evidence;
  const starts: Policy[] =
    paid.length > 0
      ? [{ first: paid, proposer: paid.reduce((one, other) => betterOf(setting, evidence.known, one, other)) }]
      : candidates.map((model) => ({ first: [model], proposer: model }));
  let frontier = starts.flatMap((policy) => weighing.weigh(policy) ?? []);
  all.push(...frontier);
  for (let width = paid.length > 0 ? paid.length + 1 : 2; width <= Math.min(widest, candidates.length); width++) {
    const seeds = frontier
      .filter(({ policy }) => !policy.escalation)
      .sort(byCost)
      .slice(0, extended[width - 1]);
    const wider = new Map<string, Prospect>();
    for (const { policy } of seeds) {
      for (const model of candidates) {
        if (policy.first.includes(model) || model === student) continue;
        for (const next of extensions(setting, evidence, policy, model)) {
          const name = JSON.stringify(next);
          const prospect = wider.has(name) ? undefined : weighing.weigh(next);
          if (prospect) wider.set(name, prospect);
        }
      }
    }
    frontier = [...wider.values()];
    const best = Math.min(...all.map(({ expectedUsd }) => expectedUsd));
    all.push(...frontier);
    if (!frontier.some(({ expectedUsd }) => expectedUsd < best)) break;
  }
  return all.filter(({ policy }) => !isStudentAlone(policy, student)).sort(byCost);
}

/** A few known rows trust a student too much: on 5,045 messages at .02 it cost up to 2.9 times the forecast where no model was asked about the rows that it doubts. */
function isStudentAlone({ first, escalation }: Policy, student: number): boolean {
  return first.includes(student) && (escalation?.reach ?? 0) < secondOpinions;
}

const byCost = (a: Prospect, b: Prospect) => a.rankUsd - b.rankUsd;

function extensions(setting: Setting, evidence: Evidence, policy: Policy, model: number): Policy[] {
  const escalated = reaches.map((reach) => ({ ...policy, escalation: { model, reach } }));
  // Beside a model's answers on every row a student that learned from all of them serves trust better than one that learned from a few.
  if (policy.first.includes(studentOf(setting.problem))) return escalated;
  const { costs } = setting;
  const first = [...policy.first, model].sort((a, b) => costs.measuredMean(a) - costs.measuredMean(b) || a - b);
  const proposer = betterOf(setting, evidence.known, policy.proposer, model);
  return [{ first, proposer }, ...escalated];
}
