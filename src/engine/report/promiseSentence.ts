import type { RunPromise } from '../events';
export function promiseSentence(p: RunPromise): string {
  return JSON.stringify(p);
}
