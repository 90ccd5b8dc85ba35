// The end of a run, for what is done with it afterwards.
import type { RunEvent } from '../engine/events';
import { InputError } from '../engine/inputError';
import type { RunState } from '../engine/runState';

/** @throws {InputError} while the run is not finished. */
export function finishedOf({ finished, phase }: RunState): Extract<RunEvent, { type: 'run-finished' }> {
  if (finished === undefined || phase !== 'finished')
    throw new InputError('The run is not finished; go on with it first.');
  return finished;
}
