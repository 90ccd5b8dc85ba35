// Runs test files against mutants, for warmTests.ts: a process that loads each file once and runs it as often as it is told to, one mutant
// switched on at a time. What is asked for comes as messages of the parent, one after the other.
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import Mocha from 'mocha';
import type { FileRun, TestRequest } from './warmTests';

/** What the instrumented code reads and counts; one object for all bundles. */
const switches = ((globalThis as { __stryker__?: Switches }).__stryker__ ??= {});
type Switches = {
  activeMutant?: string | undefined;
  /** Beyond the limit the mutant throws: an endless loop ends at once and on every machine. */
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: { static: Record<string, number>; perTest: object };
};
const coverage = (switches.mutantCoverage ??= { static: {}, perTest: {} });

fc.configureGlobal({ seed: 1 });
const loaded = new Map<string, Mocha>();

async function load(file: string): Promise<Mocha> {
  const known = loaded.get(file);
  if (known) return known;
  const mocha = new Mocha({ timeout: 60_000, bail: true, reporter: 'min' }).cleanReferencesAfterRun(false);
  mocha.addFile(join(resolve(__dirname, '..'), file));
  await mocha.loadFilesAsync();
  loaded.set(file, mocha);
  return mocha;
}

async function passes(file: string): Promise<boolean> {
  const mocha = await load(file);
  return new Promise((done) => {
    mocha.run((failures) => {
      done(failures === 0);
    });
  });
}

/** What of the mutants the file reaches, undisturbed: when it is loaded, and in a run. */
async function look(file: string): Promise<FileRun> {
  coverage.static = {};
  await load(file);
  const atLoad = Object.keys(coverage.static);
  coverage.static = {};
  const start = performance.now();
  const isPassed = await passes(file);
  const ms = performance.now() - start;
  const hits = coverage.static;
  return { file, isPassed, ms, atLoad, hits, isRepeatable: isPassed && (await passes(file)) };
}

async function tryMutant({ mutant, files, hitLimit }: Extract<TestRequest, { type: 'try' }>) {
  for (const file of files) {
    process.env['__STRYKER_ACTIVE_MUTANT__'] = mutant;
    Object.assign(switches, { activeMutant: mutant, hitCount: 0, hitLimit });
    const isPassed = await passes(file);
    delete process.env['__STRYKER_ACTIVE_MUTANT__'];
    Object.assign(switches, { activeMutant: undefined, hitCount: undefined, hitLimit: undefined });
    // What a mutant leaves behind may fail the next ones.
    if (!isPassed) return (await passes(file)) ? 'failed' : 'spoilt';
  }
  return 'passed';
}

process.on('message', (request: TestRequest) => {
  const done = request.type === 'look' ? look(request.file) : tryMutant(request);
  void done.then((answer) => process.send!(answer));
});
process.on('disconnect', () => process.exit(0));
