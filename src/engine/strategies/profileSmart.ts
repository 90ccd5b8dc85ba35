// `profile-smart`, the paper's efficient strategy: as profile-all, but stops profiling when going on is not expected to pay.
import type { Problem, StrategyRun } from '../strategy';
import { profileThenOneModel } from '../published/wholeModel';

export function profileSmart(problem: Problem): StrategyRun {
  return profileThenOneModel(problem, true);
}
