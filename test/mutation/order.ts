// Which tests a mutant is tried against, in which order: only those that reach it, first those that are quick and have killed others before.
import { basename } from 'node:path';
import type { Mutant } from './mutants';
import type { Killer } from './results';
import type { FileRun } from './warmTests';

/** Tests of one file, run in one go. */
export type Step = {
  readonly file: string;
  /** Full titles; undefined: all, since the mutant changes what the file loads or what a hook makes for all its tests. */
  readonly titles: readonly string[] | undefined;
  readonly ms: number;
  /** Of the processor, undisturbed. */
  readonly cpuMs: number;
  /** How often it comes to the mutant, undisturbed. */
  readonly hits: number;
};

/** How many tests go first, one at a time; most mutants are killed by one of them. */
const singles = 4;

/** Processor time of a test beyond which it is left out: a mutant that only such a test notices counts as alive. */
const slowestMs = 1000;

/** What starting a run costs, so that tests of 0 ms are not all alike. */
const overheadMs = 2;

export class TestOrder {
  private readonly kills = new Map<string, number>();

  constructor(private readonly runs: readonly FileRun[]) {}

  /** Whether a process that has loaded a test file already cannot try it. */
  isStatic({ id }: Mutant): boolean {
    return this.runs.some(({ atLoad }) => atLoad.includes(id));
  }

  note(file: string, title: string | undefined): void {
    if (title !== undefined) this.kills.set(`${file}\n${title}`, 1 + (this.kills.get(`${file}\n${title}`) ?? 0));
  }

  /**
   * None where no test reaches it.
   * @param killer what noticed it when it was tried last goes first: mostly it does again.
   * @param patienceMs of the processor, undisturbed: whoever is alive after the tests that fit in counts as alive. The first few are tried whatever they take.
   */
  stepsFor(mutant: Mutant, patienceMs = Infinity, killer?: Killer): Step[] {
    const { id } = mutant;
    const mirrored = `${basename(mutant.file, '.ts')}.test.js`;
    const whole: Step[] = [];
    const tests: { file: string; title: string; ms: number; cpuMs: number; hits: number; rank: number }[] = [];
    for (const { file, atLoad, inHooks, tests: all } of this.runs) {
      if (atLoad.includes(id) || inHooks[id] !== undefined) {
        whole.push({
          ...{ file, titles: undefined, ms: sum(all.map(({ ms }) => ms)), cpuMs: sum(all.map(({ cpuMs }) => cpuMs)) },
          hits: (inHooks[id] ?? 0) + sum(all.map(({ hits }) => hits[id] ?? 0)),
        });
        continue;
      }
      const bonus = basename(file) === mirrored ? 4 : 1;
      for (const { title, ms, cpuMs, hits } of all)
        if (hits[id] !== undefined && cpuMs <= slowestMs) {
          const isKiller = killer?.file === file && killer.title === title;
          const weight = bonus * (1 + (this.kills.get(`${file}\n${title}`) ?? 0));
          tests.push({ file, title, ms, cpuMs, hits: hits[id], rank: isKiller ? 0 : (overheadMs + cpuMs) / weight });
        }
    }
    tests.sort((a, b) => a.rank - b.rank);
    const first = tests
      .splice(0, singles)
      .map(({ file, title, ms, cpuMs, hits }) => ({ file, titles: [title], ms, cpuMs, hits }));
    let leftMs = patienceMs - sum(first.map(({ cpuMs }) => cpuMs));
    const fits = ({ cpuMs }: { readonly cpuMs: number }) => (leftMs -= cpuMs) >= 0;
    const rest = [...byFile(tests.filter(fits))].map(([file, own]) => ({
      ...{ file, titles: own.map(({ title }) => title) },
      ms: sum(own.map(({ ms }) => ms)),
      cpuMs: sum(own.map(({ cpuMs }) => cpuMs)),
      hits: sum(own.map(({ hits }) => hits)),
    }));
    const isMirrored = ({ file }: Step) => Number(basename(file) === mirrored);
    const inOrder = (steps: Step[]) => steps.sort((a, b) => isMirrored(b) - isMirrored(a) || a.ms - b.ms);
    const fitting = inOrder(whole).filter((step, at) => first.length + at === 0 || fits(step));
    return [...first, ...inOrder([...rest, ...fitting])];
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function byFile<T extends { readonly file: string }>(tests: readonly T[]): Map<string, T[]> {
  const files = new Map<string, T[]>();
  for (const test of tests) files.set(test.file, [...(files.get(test.file) ?? []), test]);
  return files;
}
