// `model-mix`, the paper's multi-model strategy: as profile-smart, then splits the remaining rows over the cheapest mix of models whose
// agreement, counted at interval ends, keeps the promise for the whole dataset.
import { applyRows } from '../published/applyRows';
import { findCheapestMix, type Mix } from '../published/cheapestMix';
import { agreementLevels, mixConfidences } from '../published/mixLevels';
import { profileCandidates, type Profile } from '../published/profileCandidates';
import { reason } from '../reasons';
import { splitRows } from '../published/splitRows';
import { unitUsd } from '../published/tally';
import type { Problem, Step, StrategyRun } from '../strategy';

export function* modelMix(problem: Problem): StrategyRun {
  const profile = yield* profileCandidates(problem, true);
  const { tally, satisfied } = profile;
  const left = problem.rowCount - tally.profiled;
  if (left === 0) return yield* applyRows(problem, tally.profiled, [], 'mixed');
  const missing = tally.profiled - tally.answered;
  const target = mixTarget(problem.accuracy, tally.answered, problem.rowCount - missing);
  const mix = decide(problem, profile, left, target);
  if (!mix) {
    yield* explain(problem, profile, undefined, [{ model: satisfied, rows: left }], target);
    return yield* applyRows(problem, tally.profiled, [{ model: satisfied, rows: left }], 'whole-model');
  }
  const shares = splitRows(left, mix.ratios).map((rows, model) => ({ model, rows }));
  yield* explain(problem, profile, mix, shares, target);
  return yield* applyRows(problem, tally.profiled, shares, 'mixed');
}

/** Agreement that the remaining rows need so that all rows together reach the accuracy; profiled rows never deviate. @param rowCount without profiled rows that have no answer. */
function mixTarget(accuracy: number, profiled: number, rowCount: number): number {
  return ((accuracy - profiled / rowCount) * rowCount) / (rowCount - profiled);
}

/** Undefined where the reference's own cost is unknown, so that no costs can be weighed. */
function decide(
  { models, reference, confidence }: Problem,
  { tally }: Profile,
  left: number,
  target: number,
): Mix | undefined {
  const confidences = mixConfidences(confidence);
  const candidates = models.map((_, model) => ({
    costUsd: unitUsd(tally, model) * left,
    levels: model === reference ? [{ confidence: 1, agreement: 1 }] : agreementLevels(tally, model, confidences),
  }));
  return Number.isNaN(candidates[reference]!.costUsd) ? undefined : findCheapestMix(candidates, target, confidence);
}

function* explain(
  { models, confidence }: Problem,
  { tally }: Profile,
  mix: Mix | undefined,
  shares: readonly { readonly model: number; readonly rows: number }[],
  target: number,
): Generator<Step, void, void> {
  const why = mix
    ? reason('cheapest-split', {
        splits: mix.feasible,
        agreement: target,
        confidence,
        costUsd: mix.costUsd,
        parts: mix.used.map(({ model, level }) => ({
          model: models[model]!.id,
          share: mix.ratios[model]!,
          agreement: level.agreement,
          confidence: level.confidence,
        })),
      })
    : reason('costs-unknown-no-split', {});
  yield {
    type: 'explain',
    event: {
      type: 'mix-decided',
      shares: shares
        .filter(({ rows }) => rows > 0)
        .map(({ model, rows }) => {
          const expectedUsd = unitUsd(tally, model) * rows;
          return { model: models[model]!.id, rows, ...(Number.isNaN(expectedUsd) ? {} : { expectedUsd }) };
        }),
      why,
    },
  };
}
