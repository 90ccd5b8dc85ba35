import type { OpenRun } from '../store/runFolder';
import type { JobPlan } from './planJob';
export function reportOf(_run: OpenRun, _plan: JobPlan): [string, string][] {
  return [];
}
