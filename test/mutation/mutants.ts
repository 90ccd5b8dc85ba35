// The mutants of source files: small changes that tests should notice, made by Stryker's instrumenter. All mutants of a file stand in it at
// once, each behind a switch that an environment variable turns on, so that one build serves them all.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../host/hostFolder';
import { runNpm } from '../machine/npm';

/** The last line of versions that runs on Node 20. Installed on demand, since it brings 67 packages. */
const version = '9.6.1';

/** Wording is tested elsewhere or free: changed texts and patterns of texts say nothing about decisions. */
const excludedMutations = ['StringLiteral', 'Regex'];

export type Mutant = {
  /** Number in its build; the switch. */
  readonly id: string;
  /** Path from the project's root, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** In its line, from 0. */
  readonly column: number;
  /** The whole first line of what is changed, trimmed: where it is, however lines above it move. */
  readonly code: string;
  readonly original: string;
  readonly replacement: string;
};
/** The same in every build. */
export const nameOf = ({ file, line, column, code, original, replacement }: Mutant): string =>
  JSON.stringify([file, line, column, code, original, replacement]);

export type Instrumented = { readonly contents: ReadonlyMap<string, string>; readonly mutants: readonly Mutant[] };

type Position = { readonly line: number; readonly column: number };
type RawMutant = {
  readonly id: string;
  readonly fileName: string;
  readonly location: { readonly start: Position; readonly end: Position };
  readonly replacement: string;
  readonly status?: string;
};
type Instrumenter = {
  instrument(
    files: readonly { name: string; content: string; mutate: true }[],
    options: object,
  ): Promise<{ files: readonly { name: string; content: string }[]; mutants: readonly RawMutant[] }>;
};

async function loadInstrumenter(): Promise<Instrumenter> {
  const folder = join(projectRoot, 'node_modules', '.cache', 'mutation', version);
  if (!existsSync(join(folder, 'node_modules', '@stryker-mutator', 'instrumenter', 'package.json'))) {
    console.log(`installing Stryker's instrumenter ${version} (once) ...`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    runNpm(['install', '--ignore-scripts', `@stryker-mutator/instrumenter@${version}`], { cwd: folder });
  }
  const { resolve } = createRequire(join(folder, 'package.json'));
  const load = async (name: string) => (await import(pathToFileURL(resolve(name)).href)) as Record<string, unknown>;
  const { createInjector } = (await load('typed-inject')) as {
    createInjector: () => { provideValue(name: string, value: unknown): never };
  };
  const { createInstrumenter } = await load('@stryker-mutator/instrumenter');
  const quiet = () => undefined;
  const logger = new Proxy({}, { get: (_, name) => (String(name).startsWith('is') ? () => false : quiet) });
  const injector = createInjector().provideValue('logger', logger) as {
    provideValue(name: string, value: unknown): { injectFunction(make: unknown): Instrumenter };
  };
  return injector.provideValue('options', {}).injectFunction(createInstrumenter);
}

/** Stryker's functions for counting and switching, as its instrumenter prints them before each file. */
const helpers = /function stryCov_9fa48\(\) \{[^]*?\n\}\nfunction stryMutAct_9fa48\(id\) \{[^]*?\n\}\n/;
const counted = /stryCov_9fa48\(((?:"\d+"(?:, )?)+)\)/g;
const switched = /stryMutAct_9fa48\("(\d+)"\)/g;

/**
 * Numbers in typed arrays in place of objects by test and texts: loops took most of a minute so that take a second. tests.run.ts tells whose the counts
 * are, and which mutant is on (-1: none); a process that a test starts finds it in its environment.
 * @throws {Error} where Stryker's code is another.
 */
function quickened(content: string, mutants: number): string {
  if (!content.includes('stryMutAct_')) return content;
  if (!helpers.test(content)) throw new Error(`Stryker's helpers look unlike those of ${version}.`);
  const own = `
    var stryCounts_9fa48 = stryNS_9fa48().counts ??= new Float64Array(${String(mutants)});
    var stryActive_9fa48 = stryNS_9fa48().active ??= Int32Array.of(Number(process.env.__STRYKER_ACTIVE_MUTANT__ ?? -1));
    function stryHit_9fa48() {
      var ns = stryNS_9fa48();
      if (++ns.hitCount > ns.hitLimit) throw new Error('Hit limit reached');
      return true;
    }
  `;
  return content
    .replace(helpers, () => own)
    .replace(counted, (_, ids: string) => ids.replaceAll(/"(\d+)"/g, 'stryCounts_9fa48[$1]++'))
    .replace(switched, '(stryActive_9fa48[0] === $1 && stryHit_9fa48())');
}

/** @param files paths from the project's root; their mutants are numbered in this order. */
export async function instrument(files: readonly string[]): Promise<Instrumented> {
  const sources = new Map(files.map((file) => [file, readFileSync(join(projectRoot, file), 'utf8')]));
  const result = await (
    await loadInstrumenter()
  ).instrument(
    [...sources].map(([name, content]) => ({ name, content, mutate: true })),
    { plugins: null, excludedMutations, ignorers: [] },
  );
  // What is excluded is listed as ignored, with no switch in the code.
  const switched = result.mutants.filter(({ status }) => status !== 'Ignored');
  const mutants = switched.map(({ id, fileName, location: { start, end }, replacement }) => {
    const lines = sources.get(fileName)!.split('\n');
    const changed = lines.slice(start.line, end.line + 1);
    changed[changed.length - 1] = changed.at(-1)!.slice(0, end.column);
    changed[0] = changed[0]!.slice(start.column);
    return {
      id,
      file: fileName,
      line: start.line + 1,
      column: start.column,
      code: lines[start.line]!.trim(),
      original: changed.join('\n'),
      replacement,
    };
  });
  const count = Math.max(0, ...result.mutants.map(({ id }) => Number(id) + 1));
  return {
    contents: new Map(result.files.map(({ name, content }) => [name, quickened(content, count)])),
    mutants,
  };
}
