// Whether a finished run asked models that charge nothing: what it saved then shows in requests, as where no price is known.
import type { RunState } from './runState';

export function wasFree({ spentUsd, referenceUsd, perModel }: NonNullable<RunState['finished']>): boolean {
  return spentUsd === 0 && referenceUsd === 0 && Object.values(perModel).some(({ asked }) => asked > 0);
}
