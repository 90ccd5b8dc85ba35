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

/** Counts nothing while a mutant is tried: counting takes most of the time of loops. @throws {Error} where Stryker's code is another. */
function quietable(content: string): string {
  const counting = 'var c = cov.static;';
  if (!content.includes(counting) && content.includes('stryCov_'))
    throw new Error("Stryker's counter looks unlike 9.6.1");
  return content.replace(counting, `if (ns.isQuiet) return; ${counting}`);
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
  return { contents: new Map(result.files.map(({ name, content }) => [name, quietable(content)])), mutants };
}
