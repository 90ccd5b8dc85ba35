// `profile-all`, the paper's exhaustive strategy: profiles until the cheapest model that reaches the threshold is known, whatever it costs.
import type { Problem, StrategyRun } from '../strategy';
import { profileThenOneModel } from '../published/wholeModel';

export function profileAll(problem: Problem): StrategyRun {
  return profileThenOneModel(problem, false);
}
