// The mutants of one room, one after the other, in a sandbox that is built once for all of them.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, type Killer, type Result, type Results } from './results';
import { TestOrder } from './order';
import { instrument, type Mutant } from './mutants';
import { testEnv, type Room } from './rooms';
import { Sandbox } from './sandbox';
import type { FileRun, WarmTests } from './warmTests';

type Ended = { readonly outcome: Result['outcome']; readonly killer?: Killer };

/** Which mutants the test files reach; kept as long as they are built the same. */
async function measure(sandbox: Sandbox, tests: WarmTests, files: readonly string[]): Promise<FileRun[]> {
  const folder = cacheFolder('looks');
  const runs: FileRun[] = [];
  for (const file of files) {
    const kept = join(folder, `${sandbox.hashOf(file)}.json`);
    if (!existsSync(kept)) {
      const run = await tests.look(file);
      if (!run.isPassed) throw new Error(`${file} fails although nothing is broken; fix it first.`);
      writeFileSync(kept, JSON.stringify(run));
    }
    runs.push(JSON.parse(readFileSync(kept, 'utf8')) as FileRun);
  }
  return runs;
}

/** In a process that others used; where that cannot tell, once more in one of its own. */
async function tryMutant(
  mutant: Mutant,
  { patienceMs, killer }: { readonly patienceMs: number; readonly killer: Killer | undefined },
  order: TestOrder,
  warm: WarmTests,
  fresh: WarmTests,
): Promise<Ended> {
  const steps = order.stepsFor(mutant, patienceMs, killer);
  if (steps.length === 0) return { outcome: 'not reached' };
  const inProcess = async (tests: WarmTests): Promise<Ended | undefined> => {
    for (const { file, titles, ms, hits } of steps) {
      const { outcome, title } = await tests.try({ mutant: mutant.id, file, titles, ms, hitLimit: 1000 + 20 * hits });
      if (outcome === 'spoilt') return tests === warm ? undefined : { outcome: 'failed', killer: { file } };
      if (outcome !== 'passed') {
        order.note(file, title);
        return { outcome, killer: { file, title } };
      }
    }
    return { outcome: 'passed' };
  };
  const ended = order.isStatic(mutant) ? undefined : await inProcess(warm);
  if (ended) return ended;
  try {
    // In a process of its own it is the mutant that spoilt it.
    return (await inProcess(fresh))!;
  } finally {
    fresh.end();
  }
}

export type Options = {
  readonly jobs: number;
  readonly results: Results;
  /** In the order of the draw, so that a run that is stopped has tried a sample, too; undefined: not drawn. */
  readonly placeOf: (mutant: Mutant) => number | undefined;
  /** Of the processor for each mutant: order.ts. */
  readonly patienceOf: (mutant: Mutant) => number;
  /** Milliseconds of `Date.now()` after which no further mutant is begun. */
  readonly until: number;
};

/** @param files sources of the room. @returns in their order; without those for which there was no time. */
export async function tryMutants(room: Room, files: readonly string[], options: Options): Promise<Result[]> {
  const { contents, mutants } = await instrument(files);
  const picked = mutants.filter((mutant) => options.placeOf(mutant) !== undefined);
  const sandbox = new Sandbox();
  try {
    sandbox.build(contents);
    const testFiles = sandbox.testFiles(room.tests);
    options.results.freeze(testFiles);
    const done: Result[] = [];
    const waiting: Mutant[] = [];
    for (const mutant of picked) {
      const outcome = options.results.find(mutant, options.patienceOf(mutant), testFiles);
      if (outcome === undefined) waiting.push(mutant);
      else done.push({ mutant, outcome });
    }
    if (waiting.length > 0) {
      waiting.sort((a, b) => options.placeOf(a)! - options.placeOf(b)!);
      console.log(`${room.source}: ${String(done.length)} known, ${String(waiting.length)} to try`);
      const first = sandbox.tests(testEnv);
      const order = new TestOrder(await measure(sandbox, first, testFiles));
      for (const { file, title } of options.results.kills()) order.note(file, title);
      const work = async (warm: WarmTests) => {
        const fresh = sandbox.tests(testEnv);
        while (Date.now() < options.until) {
          const mutant = waiting.shift();
          if (mutant === undefined) break;
          const patienceMs = options.patienceOf(mutant);
          const { outcome, killer } = await tryMutant(
            mutant,
            { patienceMs, killer: options.results.killerOf(mutant) },
            order,
            warm,
            fresh,
          );
          options.results.keep({ mutant, outcome, killer, patienceMs }, testFiles);
          done.push({ mutant, outcome });
          process.stderr.write({ passed: 'S', 'not reached': 'N', 'timed out': 'T', failed: '.' }[outcome]);
        }
        warm.end();
      };
      const jobs = Array.from({ length: options.jobs }, (_, job) => (job === 0 ? first : sandbox.tests(testEnv)));
      await Promise.all(jobs.map(work));
      process.stderr.write('\n');
    }
    return done.sort((a, b) => Number(a.mutant.id) - Number(b.mutant.id));
  } finally {
    sandbox.remove();
  }
}
