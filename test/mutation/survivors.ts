// The committed list of mutants that no test notices and none needs to, each with its reason.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/hostFolder';
import type { Mutant } from './mutants';

export const survivorsFile = join('test', 'mutation', 'survivors.json');

export type Survivor = Pick<Mutant, 'file' | 'code' | 'original' | 'replacement'> & {
  /** Why nothing could notice it or why that does not matter: `equivalent: ...`, `tie: ...`, `speed: ...`. */
  readonly why: string;
};

/** Of survivors that a test could notice. */
export const gap = 'gap';

export const kinds = ['equivalent', 'tie', 'speed', 'wording', gap] as const;

const keyOf = ({ file, code, original, replacement }: Omit<Survivor, 'why'>) =>
  JSON.stringify([file, code, original, replacement]);

export function readSurvivors(): Survivor[] {
  return JSON.parse(readFileSync(join(projectRoot, survivorsFile), 'utf8')) as Survivor[];
}

/** @returns the reason of a mutant on the list, and after use which of the list were never met. */
export function explain(list: readonly Survivor[]): {
  readonly reasonOf: (mutant: Mutant) => string | undefined;
  readonly unmet: () => readonly Survivor[];
} {
  const byKey = new Map(list.map((survivor) => [keyOf(survivor), survivor]));
  const met = new Set<Survivor>();
  return {
    reasonOf: (mutant) => {
      const survivor = byKey.get(keyOf(mutant));
      if (survivor !== undefined) met.add(survivor);
      return survivor?.why;
    },
    unmet: () => list.filter((survivor) => !met.has(survivor)),
  };
}
