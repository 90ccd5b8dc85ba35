// The planner's decisions as events: each candidate's agreement, each path's expected cost, the forecast of the whole run, the mix at the end.
import { openRowsOf } from './carriedRows';
import { clopperPearson } from '../stats/clopperPearson';
import type { ConsideredPath, DecisionEvent } from '../events';
import { reason, type Reason } from '../reasons';
import { inBlocks, type Resting } from '../turns';
import { countAgreeing, countCompared } from './certificates';
import type { Path } from './path';
import { modelsOf, type Policy } from './policy';
import { idOfColumn, type Problem } from '../strategy';
import type { Prospect } from './weighing';
import type { Rows, Setting } from './scene';
import type { Settled } from './settling';

type MixDecided = Extract<DecisionEvent, { type: 'mix-decided' }>;

/** Paths that are worth showing. */
const shown = 12;

/** One event per candidate with answers on the known rows; candidates outside the chosen policy are marked pruned. */
export function profiles({ problem }: Setting, rows: Rows, chosen?: Policy): DecisionEvent[] {
  const { table, models, reference, confidence } = problem;
  const known = rows.answered();
  return models.flatMap((model, index): DecisionEvent[] => {
    if (index === reference) return [];
    const asked = countCompared(table, index, known);
    if (asked === 0) return [];
    const agreed = countAgreeing(table, index, known);
    const isChosen = chosen !== undefined && modelsOf(chosen).includes(index);
    const why = isChosen ? reason('in-cheapest-way', {}) : reason('no-way-with-it-saves', {});
    const status = isChosen ? 'unknown' : 'pruned';
    return [
      {
        type: 'model-profiled',
        model: model.id,
        asked,
        agreed,
        ...clopperPearson(agreed, asked, confidence),
        status,
        why,
      },
    ];
  });
}

/** E.g. `gpt-4o-mini > gpt-4.1-mini on 15 % by trust`. */
function nameOf({ problem }: Setting, { first, escalation }: Policy): Reason {
  const models = first.map((model) => idOfColumn(problem.models, model));
  if (!escalation) return reason('by-trust', { models });
  const { model, reach } = escalation;
  return reason('escalates-by-trust', { models, to: idOfColumn(problem.models, model), share: reach });
}

/** The cheapest paths that were weighed, and the reference alone. */
export function considered(
  setting: Setting,
  rows: Rows,
  prospects: readonly Prospect[],
  chosen?: Prospect,
): DecisionEvent {
  const { models, reference } = setting.problem;
  const best = chosen ?? prospects[0];
  const paths = prospects.slice(0, shown).map((prospect): ConsideredPath => {
    const isChosen = prospect === chosen;
    return {
      name: nameOf(setting, prospect.policy),
      models: modelsOf(prospect.policy).map((model) => idOfColumn(setting.problem.models, model)),
      expectedUsd: prospect.expectedUsd,
      sampleRows: Math.round(prospect.saving.sampleRows),
      acceptedRows: Math.round(prospect.acceptedShare * rows.openCount),
      isChosen,
      why: isChosen
        ? reason('share-of-reference', { share: prospect.expectedUsd / prospect.referenceUsd })
        : reason('times-the-best', { times: prospect.expectedUsd / (best?.expectedUsd ?? NaN) }),
    };
  });
  const alone: ConsideredPath = {
    name: reason('one-model', { model: models[reference]!.id }),
    models: [models[reference]!.id],
    expectedUsd: best?.referenceUsd ?? NaN,
    isChosen: chosen === undefined,
    why: chosen
      ? reason('reference-times-the-best', { times: chosen.referenceUsd / chosen.expectedUsd })
      : reason('no-way-saves', {}),
  };
  return { type: 'paths-considered', paths: [...paths, alone] };
}

/**
 * The whole run's cost: spent so far and still to come, from the unlucky to the lucky scenario.
 * @param carriedUsd dollars per column of the table that earlier runs paid.
 */
export function forecastOf(
  { problem }: Setting,
  { carriedUsd, tried }: Pick<Rows, 'carriedUsd' | 'tried'>,
  prospect: Prospect,
  why: Reason,
): Extract<DecisionEvent, { type: 'forecast-made' }> {
  const { table, reference } = problem;
  const own = table.spentUsd.map((usd, model) => usd - (carriedUsd[model] ?? 0));
  // Rows that a way was tried on are still counted among those to come.
  for (const row of tried) own[reference]! -= table.costOf(reference, row) || 0;
  const spent = own.reduce((sum, usd) => sum + usd, 0);
  const { referenceUsd, callsUsd, saving, expectedUsd } = prospect;
  const total = {
    lowUsd: Math.min(spent + expectedUsd, spent + referenceUsd + callsUsd - saving.highUsd),
    expectedUsd: spent + expectedUsd,
    highUsd: Math.max(spent + expectedUsd, spent + referenceUsd + callsUsd - saving.lowUsd),
  };
  const known = own[reference]!;
  return { type: 'forecast-made', total, referenceUsd: known + referenceUsd, why };
}

/** Who answers how many of the open rows, sampled rows left out. */
export function* mixOf({ problem }: Setting, path: Path, settled: Settled): Resting<MixDecided> {
  const { table, reference, models, looser = [] } = problem;
  const { accuracy, allowed, prefixRows, certifiedRows } = settled;
  const counts = new Array<number>(table.modelCount).fill(0);
  let [certified, unchecked] = [0, 0];
  yield* inBlocks(Math.min(certifiedRows, prefixRows), (from, to) => {
    certified += countProposals(counts, problem, path, from, to);
  });
  yield* inBlocks(prefixRows - certifiedRows, (from, to) => {
    unchecked += countProposals(counts, problem, path, certifiedRows + from, certifiedRows + to);
  });
  const accepted = certified + unchecked;
  const referenceRows = openRowsOf(problem) - accepted;
  counts[reference] = referenceRows;
  const which =
    certifiedRows === 0
      ? reason('allowed-without-evidence', { allowed, acceptedRows: accepted, referenceRows })
      : reason('prefix-certified', {
          prefixRows: certifiedRows,
          pathRows: path.rows.length,
          uncheckedRows: unchecked === 0 ? undefined : unchecked,
          referenceRows,
        });
  return {
    type: 'mix-decided',
    shares: counts.flatMap((rows, model) => (rows > 0 ? [{ model: idOfColumn(models, model), rows }] : [])),
    why:
      looser.length === 0
        ? which
        : reason('threshold-kept', { thresholds: [problem.accuracy, ...looser], kept: accuracy, because: which }),
  };
}

/** Adds to `counts`, per column of the table, the rows that keep its answer. @returns how many do. */
function countProposals(
  counts: number[],
  { table, reference }: Problem,
  { rows, proposer }: Path,
  from: number,
  to: number,
): number {
  let count = 0;
  for (let at = from; at < to; at++) {
    const row = rows[at]!;
    if (table.isAsked(reference, row)) continue;
    counts[proposer[row]!]!++;
    count++;
  }
  return count;
}
