// `profile-all` and `profile-smart`: profile, then the cheapest satisfied model answers every remaining row.
import { reason } from '../reasons';
import type { Problem, Strategy, StrategyRun } from '../strategy';
import { applyRows } from './applyRows';
import { profileCandidates } from './profileCandidates';
import { unitUsd } from './tally';

/** The paper's exhaustive strategy: profiles until the cheapest model that reaches the threshold is known, whatever it costs. */
export const profileAll: Strategy = (problem) => profileThenOneModel(problem, false);

/** The paper's efficient strategy: as `profileAll`, but stops profiling when going on is not expected to pay. */
export const profileSmart: Strategy = (problem) => profileThenOneModel(problem, true);

function* profileThenOneModel(problem: Problem, prunes: boolean): StrategyRun {
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
