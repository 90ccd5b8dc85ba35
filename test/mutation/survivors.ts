// The committed lists of mutants that no test notices and none needs to, each with its reason: a file for each room, in the order of the sources, so that
// two changes meet in one line only where they are of one source.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/hostFolder';
import type { Mutant } from './mutants';
import { type Room, rooms } from './rooms';

export const survivorsFolder = join('test', 'mutation', 'survivors');

/** From the project's root. */
export function survivorsFile({ source }: Room): string {
  return join(survivorsFolder, `${source.split('/').at(-1)!}.json`);
}

export type Survivor = Pick<Mutant, 'file' | 'code' | 'original' | 'replacement'> & {
  /** Why nothing could notice it or why that does not matter: `equivalent: ...`, `tie: ...`, `speed: ...`. */
  readonly why: string;
};

/** Of survivors that a test could notice. */
export const gap = 'gap';

export const kinds = ['equivalent', 'tie', 'speed', 'wording', gap] as const;

const keyOf = ({ file, code, original, replacement }: Omit<Survivor, 'why'>) =>
  JSON.stringify([file, code, original, replacement]);

/** @returns none of a room without a file. */
export function readSurvivors(room: Room): Survivor[] {
  const file = join(projectRoot, survivorsFile(room));
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Survivor[]) : [];
}

export function readAllSurvivors(): Survivor[] {
  return rooms.flatMap(readSurvivors);
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
