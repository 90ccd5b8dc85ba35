// What a value holds in memory: the difference between the heap with it and before it, each after a full collection.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** @returns what makes V8 collect all that nothing holds. */
export function fullCollection(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

export function heapOf<T>(make: () => T): { readonly value: T; readonly heapBytes: number } {
  const collect = fullCollection();
  const used = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = used();
  const value = make();
  return { value, heapBytes: used() - before };
}
