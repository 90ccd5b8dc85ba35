// `npm run mutation -- [PATH ...] [--sample N] [--seed N] [--jobs N] [--json FILE]`: breaks the decision code in small ways, one at a time,
// and runs the tests of its folder against each. Lists what no test notices; exit code 1 where such a mutant is not in survivors.json.
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeRandom } from '../../src/engine/random';
import { projectRoot } from '../host/hostFolder';
import { instrument, type Mutant } from './mutants';
import { Sandbox } from './sandbox';
import { explain, readSurvivors, survivorsFile } from './survivors';
import type { FileRun, Outcome, WarmTests } from './warmTests';

/** Folder of sources -> folders of `test` that must notice a change in it, the first that is a prefix counts. */
const nets: readonly (readonly [source: string, tests: readonly string[]])[] = [
  ['src/engine/certified', ['engine/certified', 'engine/strategies', 'calibration']],
  ['src/engine/strategies', ['engine/strategies', 'engine/published', 'calibration']],
  ['src/engine/money', ['engine/money', 'engine/drive']],
  ['src/store', ['store']],
  ['src/providers', ['providers']],
];

/** Fewer repetitions than usual: whatever is broken for certain is seen at once. */
const testEnv = { SMART_KILLS: '3', SMART_CALIBRATION_RUNS: '8', CI: '' };

type Result = { readonly mutant: Mutant; readonly outcome: Outcome | 'not reached' };

/** Source files below these paths; of a file, itself. */
function sourceFiles(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const clean = path.replace(/\\/g, '/').replace(/\/$/, '');
    if (statSync(join(projectRoot, clean)).isFile()) return [clean];
    return readdirSync(join(projectRoot, clean), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${clean}/${file.replace(/\\/g, '/')}`)
      .sort();
  });
}

/** Uniformly, by the seed; all where there are no more than the size. */
function draw(mutants: readonly Mutant[], size: number, seed: number): Mutant[] {
  const random = makeRandom(seed, 'mutation');
  const left = [...mutants];
  for (let at = 0; at < Math.min(size, left.length); at++) {
    const other = at + random.below(left.length - at);
    [left[at], left[other]] = [left[other]!, left[at]!];
  }
  return left.slice(0, size).sort((a, b) => Number(a.id) - Number(b.id));
}

/** The test files of a folder that reach any mutant, the quickest first. */
async function measure(tests: WarmTests, files: readonly string[]): Promise<FileRun[]> {
  const runs: FileRun[] = [];
  for (const file of files) {
    const run = await tests.look(file);
    if (!run.isPassed) throw new Error(`${file} fails although nothing is broken; fix it first.`);
    if (Object.keys(run.hits).length + run.atLoad.length > 0) runs.push(run);
  }
  return runs.sort((a, b) => a.ms - b.ms);
}

/** Against the test of the same name first, then the quickest. Twice in vain in a process that others used: once more in one of its own. */
async function tryMutant({ id, file }: Mutant, runs: readonly FileRun[], warm: WarmTests, fresh: WarmTests) {
  const mirrored = `${basename(file, '.ts')}.test.js`;
  const reaching = runs
    .filter(({ hits, atLoad }) => hits[id] !== undefined || atLoad.includes(id))
    .sort((a, b) => Number(basename(b.file) === mirrored) - Number(basename(a.file) === mirrored));
  if (reaching.length === 0) return 'not reached';
  const names = reaching.map((run) => run.file);
  const limitMs = 30_000 + 10 * reaching.reduce((sum, { ms }) => sum + ms, 0);
  const hitLimit = 1000 + 100 * Math.max(...reaching.map(({ hits }) => hits[id] ?? 0));
  const isWarm = reaching.every(({ isRepeatable, atLoad }) => isRepeatable && !atLoad.includes(id));
  const outcome = isWarm ? await warm.try(id, names, hitLimit, limitMs) : 'spoilt';
  if (outcome !== 'spoilt') return outcome;
  try {
    const last = await fresh.try(id, names, hitLimit, limitMs);
    // In a process of its own it is the mutant that spoilt it.
    return last === 'spoilt' ? 'failed' : last;
  } finally {
    fresh.end();
  }
}

/** The mutants of one folder, `jobs` at a time. */
async function tryMutants(
  sandbox: Sandbox,
  files: readonly string[],
  folders: readonly string[],
  options: { readonly pick: (all: readonly Mutant[]) => readonly Mutant[]; readonly jobs: number },
): Promise<Result[]> {
  const { contents, mutants } = await instrument(files);
  const picked = options.pick(mutants);
  if (picked.length === 0) return [];
  sandbox.build(contents);
  const first = sandbox.tests(testEnv);
  const runs = await measure(first, sandbox.testFiles(folders));
  const results: Result[] = [];
  const waiting = [...picked];
  const work = async (warm: WarmTests) => {
    const fresh = sandbox.tests(testEnv);
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const outcome = await tryMutant(mutant, runs, warm, fresh);
      results.push({ mutant, outcome });
      process.stderr.write(outcome === 'passed' ? 'S' : outcome === 'not reached' ? 'N' : '.');
    }
    warm.end();
  };
  await Promise.all(Array.from({ length: options.jobs }, (_, job) => work(job === 0 ? first : sandbox.tests(testEnv))));
  process.stderr.write('\n');
  return results.sort((a, b) => Number(a.mutant.id) - Number(b.mutant.id));
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      sample: { type: 'string' },
      seed: { type: 'string', default: '1' },
      jobs: { type: 'string', default: '1' },
      json: { type: 'string' },
    },
  });
  const files = sourceFiles(positionals.length === 0 ? nets.map(([source]) => source) : positionals);
  const groups = nets.map(([source, tests]) => ({
    tests,
    files: files.filter((file) => file.startsWith(`${source}/`)),
  }));
  const strangers = files.filter((file) => !groups.some((group) => group.files.includes(file)));
  if (strangers.length > 0) throw new Error(`No tests are named for ${strangers[0]!}; see nets in mutation.run.ts.`);

  const all = (await instrument(files)).mutants;
  const size = values.sample === undefined ? all.length : Number(values.sample);
  const chosen = new Set(draw(all, size, Number(values.seed)).map(nameOf));
  console.log(`${String(chosen.size)} of ${String(all.length)} mutants in ${String(files.length)} files`);

  const { reasonOf, unmet } = explain(readSurvivors());
  const results: Result[] = [];
  for (const { files: own, tests } of groups.filter((group) => group.files.length > 0)) {
    const sandbox = new Sandbox();
    try {
      const pick = (mutants: readonly Mutant[]) => mutants.filter((mutant) => chosen.has(nameOf(mutant)));
      results.push(...(await tryMutants(sandbox, own, tests, { pick, jobs: Number(values.jobs) })));
    } finally {
      sandbox.remove();
    }
  }

  const isAlive = ({ outcome }: Result) => outcome === 'passed' || outcome === 'not reached';
  for (const file of files) {
    const own = results.filter(({ mutant }) => mutant.file === file);
    if (own.length === 0) continue;
    const alive = own.filter(isAlive);
    const unexplained = alive.filter(({ mutant }) => reasonOf(mutant) === undefined);
    console.log(
      `${file}: ${String(own.length - alive.length)} killed, ${String(alive.length)} survived, ${String(unexplained.length)} of them unexplained`,
    );
  }
  const unexplained = results.filter((result) => isAlive(result) && reasonOf(result.mutant) === undefined);
  for (const { mutant, outcome } of unexplained)
    console.log(
      `\n${mutant.file}:${String(mutant.line)}${outcome === 'not reached' ? ' (no test reaches it)' : ''}\n- ${mutant.original}\n+ ${mutant.replacement}`,
    );
  if (values.json !== undefined)
    writeFileSync(
      values.json,
      JSON.stringify(
        unexplained.map(({ mutant: { file, code, original, replacement } }) => ({
          file,
          code,
          original,
          replacement,
          why: '',
        })),
        null,
        2,
      ),
    );
  if (chosen.size === all.length)
    for (const { file, code } of unmet().filter((survivor) => files.includes(survivor.file)))
      console.log(`no longer alive, to be taken off ${survivorsFile}: ${file}: ${code}`);
  const explained = results.filter(isAlive).length - unexplained.length;
  const real = results.length - explained;
  console.log(
    `\n${String(results.length)} mutants: ${String(real - unexplained.length)} killed, ${String(explained)} survive for a reason on the list, ` +
      `${String(unexplained.length)} survive unexplained (${((100 * unexplained.length) / Math.max(1, real)).toFixed(1)} %)`,
  );
  return unexplained.length === 0 ? 0 : 1;
}

/** The same in every build. */
const nameOf = ({ file, line, original, replacement, code }: Mutant) =>
  JSON.stringify([file, line, code, original, replacement]);

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(2);
  },
);
