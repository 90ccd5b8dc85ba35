// A run's folder as its id and the folder of runs that holds it.
import { basename, dirname } from 'node:path';

export function splitRun(folder: string): { readonly runsFolder: string; readonly runId: string } {
  return { runsFolder: dirname(folder), runId: basename(folder) };
}
