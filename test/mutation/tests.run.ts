// Runs tests against mutants, for warmTests.ts: a process that loads each test file once and runs tests of it as often as it is told to, one mutant
// switched on at a time. What is asked for comes as messages of the parent, one after the other.
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import Mocha from 'mocha';
import type { Counts, FileRun, Tried, TestRequest } from './warmTests';

/** What the instrumented code reads and counts; one object for all bundles. */
const switches = ((globalThis as { __stryker__?: Switches }).__stryker__ ??= {});
type Switches = {
  /** The number of the mutant that is on; -1: none. */
  active?: Int32Array;
  /** Beyond the limit the mutant throws: an endless loop ends at once and on every machine. */
  hitCount?: number;
  hitLimit?: number;
  /** Per mutant how often it was come to. */
  counts?: Float64Array;
};

switches.active ??= Int32Array.of(-1);
const { active } = switches;

/** Adds what was counted since the last call. */
function takeCounts(into: Counts): void {
  switches.counts?.forEach((count, mutant) => {
    if (count > 0) into[String(mutant)] = (into[String(mutant)] ?? 0) + count;
  });
  switches.counts?.fill(0);
}

/** A property that fails is not made smaller: that it fails is all one wants to know. */
fc.configureGlobal({ seed: 1, endOnFailure: true });
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

const escape = (title: string) => title.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

type Ran = { readonly tests: number; readonly failed: Mocha.Runnable | undefined };

/** @param titles of the tests to run; undefined: all. */
async function run(mocha: Mocha, titles?: readonly string[], watch?: (runner: Mocha.Runner) => void): Promise<Ran> {
  mocha.grep(titles ? new RegExp(`^(?:${titles.map(escape).join('|')})$`) : /(?:)/);
  let failed: Mocha.Runnable | undefined;
  return new Promise((done) => {
    const runner = mocha.run(() => {
      done({ tests: runner.stats?.tests ?? 0, failed });
    });
    runner.on('fail', (runnable) => (failed ??= runnable));
    watch?.(runner);
  });
}

/** Timeouts as the tests ask for them. */
const asked = new WeakMap<Mocha.Test, number>();

function setTimeouts(suite: Mocha.Suite, msOf: (test: Mocha.Test) => number): void {
  for (const test of suite.tests) {
    asked.set(test, asked.get(test) ?? test.timeout());
    test.timeout(msOf(test));
    // Setting it has started the clock.
    test.clearTimeout();
  }
  for (const inner of suite.suites) setTimeouts(inner, msOf);
}

/** Which mutants the tests of a file reach, undisturbed: when it is loaded, in hooks of whole suites, and test by test. */
async function look(file: string): Promise<FileRun> {
  takeCounts({});
  const mocha = await load(file);
  const loading: Counts = {};
  takeCounts(loading);
  const inHooks: Counts = {};
  const inTests = new Map<string, Counts>();
  let owner = inHooks;
  const countFor = (next: Counts) => {
    takeCounts(owner);
    owner = next;
  };
  setTimeouts(mocha.suite, () => 0);
  const times = new Map<string, { ms: number; cpuMs: number }>();
  let cpu = process.cpuUsage();
  const { failed } = await run(mocha, undefined, (runner) => {
    runner.on('hook', ({ title }) => {
      if (/^"(?:before|after) all"/.test(title)) countFor(inHooks);
    });
    runner.on('test', (test) => {
      const own = inTests.get(test.fullTitle()) ?? {};
      inTests.set(test.fullTitle(), own);
      countFor(own);
      cpu = process.cpuUsage();
    });
    runner.on('test end', (test) => {
      if (test.state !== 'passed') return;
      const { user, system } = process.cpuUsage(cpu);
      const known = times.get(test.fullTitle()) ?? { ms: 0, cpuMs: 0 };
      times.set(test.fullTitle(), {
        ms: known.ms + (test.duration ?? 0),
        cpuMs: known.cpuMs + (user + system) / 1000,
      });
    });
  });
  countFor(inHooks);
  return {
    ...{ file, isPassed: failed === undefined, atLoad: Object.keys(loading), inHooks },
    tests: [...times].map(([title, time]) => ({ title, ...time, hits: inTests.get(title) ?? {} })),
  };
}

async function tryMutant({
  mutant,
  file,
  titles,
  ms,
  hitLimit,
}: Extract<TestRequest, { type: 'try' }>): Promise<Tried> {
  process.env['__STRYKER_ACTIVE_MUTANT__'] = mutant;
  active[0] = Number(mutant);
  Object.assign(switches, { hitCount: 0, hitLimit });
  let ran: Ran | undefined;
  try {
    const mocha = await load(file);
    // Tests that wait for something in vain do not wait for a minute each, since it is known how long they take.
    setTimeouts(mocha.suite, (test) => Math.min(asked.get(test)!, 3000 + 20 * ms));
    ran = await run(mocha, titles);
  } catch {
    // It cannot be loaded with this mutant.
  }
  delete process.env['__STRYKER_ACTIVE_MUTANT__'];
  active[0] = -1;
  if (ran === undefined || ran.tests === 0) return { outcome: ran?.failed ? 'failed' : 'spoilt' };
  if (ran.failed === undefined) return { outcome: 'passed' };
  // What a mutant leaves behind may fail the next ones.
  const title = ran.failed instanceof Mocha.Test ? ran.failed.fullTitle() : undefined;
  const again = await run(await load(file), title === undefined ? titles : [title]);
  return again.failed ? { outcome: 'spoilt' } : { outcome: 'failed', title };
}

// What a test left behind ends no process between two runs; in a run, mocha hears of it.
process.on('uncaughtException', () => undefined);
process.on('unhandledRejection', () => undefined);
process.on('message', (request: TestRequest) => {
  const done = request.type === 'look' ? look(request.file) : tryMutant(request);
  void done.then((answer) => process.send!(answer));
});
process.on('disconnect', () => process.exit(0));
