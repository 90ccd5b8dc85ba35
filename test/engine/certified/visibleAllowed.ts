// What one look allows, for tests and benchmarks that compare it with sums of their own.
import { calibrateLooks } from '../../../src/engine/certified/looks';

/** For one look: the largest b with P(Hypergeometric(M, n, b + D + 1) <= b) <= alpha; -1 where there is none. */
export function visibleAllowed(population: number, size: number, hiddenAllowed: number, alpha: number): number {
  return calibrateLooks(population, hiddenAllowed, [size], [alpha]).allowed[0]!;
}
