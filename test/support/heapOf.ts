// What a value holds in memory: the difference between the heap with it and before it, each after a full collection.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export function heapOf<T>(make: () => T): { readonly value: T; readonly heapBytes: number } {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const used = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = used();
  const value = make();
  return { value, heapBytes: used() - before };
}
