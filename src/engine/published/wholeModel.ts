// What profile-all and profile-smart share: profile, then the cheapest satisfied model answers every remaining row.
import { reason } from '../reasons';
import type { Problem, StrategyRun } from '../strategy';
import { applyRows } from './applyRows';
import { profileCandidates } from './profileCandidates';
import { unitUsd } from './tally';

export function* profileThenOneModel(problem: Problem, prunes: boolean): StrategyRun {
  const { tally, satisfied } = yield* profileCandidates(problem, prunes);
  const rows = problem.rowCount - tally.profiled;
  const costUsd = unitUsd(tally, satisfied) * rows;
  yield {
    type: 'explain',
    event: {
      type: 'mix-decided',
      shares: [
        {
          model: problem.models[satisfied]!.id,
          rows,
          ...(Number.isNaN(costUsd) ? {} : { expectedUsd: costUsd }),
        },
      ],
      why: reason('cheapest-satisfied', { rows: tally.profiled, costUsd }),
    },
  };
  return yield* applyRows(problem, tally.profiled, [{ model: satisfied, rows }], 'whole-model');
}
