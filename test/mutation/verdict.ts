// What the outcomes of a mutation run say: survivors without a reason, which a guarded room has none of, and how many that a test could notice a room lets live.
import type { Mutant } from './mutants';
import type { Result } from './results';
import { mostGaps, roomOf } from './rooms';
import { gap } from './survivors';

export type Verdict = {
  readonly unexplained: readonly Result[];
  /** By room. */
  readonly rooms: readonly {
    readonly source: string;
    readonly killed: number;
    /** Alive for a reason that no test could change. */
    readonly excused: number;
    /** Alive although a test could notice them, explained or not. */
    readonly real: number;
    /** Of those that could be noticed, from 0 to 1. */
    readonly realShare: number;
  }[];
  readonly isGood: boolean;
};

export const isAlive = ({ outcome }: Result) => outcome === 'passed' || outcome === 'not reached';

export function judge(results: readonly Result[], reasonOf: (mutant: Mutant) => string | undefined): Verdict {
  const unexplained = results.filter((result) => isAlive(result) && reasonOf(result.mutant) === undefined);
  const sources = [...new Set(results.map(({ mutant }) => roomOf(mutant.file).source))];
  const byRoom = sources.map((source) => {
    const own = results.filter(({ mutant }) => roomOf(mutant.file).source === source);
    const alive = own.filter(isAlive);
    const real = alive.filter(({ mutant }) => reasonOf(mutant)?.startsWith(`${gap}: `) ?? true).length;
    const killed = own.length - alive.length;
    return { source, killed, excused: alive.length - real, real, realShare: real / Math.max(1, killed + real) };
  });
  return {
    ...{ unexplained, rooms: byRoom },
    isGood:
      !unexplained.some(({ mutant }) => roomOf(mutant.file).isGuarded) &&
      byRoom.every(({ realShare }) => realShare <= mostGaps),
  };
}
