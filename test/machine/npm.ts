// Starts npm and the tools in node_modules by Node itself, without a shell: the same on every system (Windows has npm.cmd, which Node refuses
// to start without a shell).
import { execFileSync, type StdioOptions } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { projectRoot } from '../host/hostFolder';

/** The script behind `npm`; the npm that runs us, else the one beside this Node. */
function npmScript(): string {
  const running = process.env.npm_execpath ?? '';
  const folder = dirname(process.execPath);
  const script = [
    ...(basename(running) === 'npm-cli.js' ? [running] : []),
    join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(folder, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    '/usr/share/nodejs/npm/bin/npm-cli.js',
  ].find((path) => existsSync(path));
  if (script === undefined) throw new Error(`There is no npm beside ${process.execPath}; run this by \`npm run\`.`);
  return script;
}

export type NpmOptions = {
  readonly cwd: string;
  readonly env?: Record<string, string>;
  /** The Node that npm runs under; ours where none is named. */
  readonly node?: string;
};

/** Runs npm and returns what it printed; its messages go to stderr. @throws {Error} where it fails. */
export function runNpm(args: readonly string[], { cwd, env, node = process.execPath }: NpmOptions): string {
  const stdio: StdioOptions = ['ignore', 'pipe', 2];
  return execFileSync(node, [npmScript(), '--no-audit', '--no-fund', '--loglevel=error', ...args], {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    stdio,
    timeout: 15 * 60_000,
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** Path of the script behind a command of an installed package. */
export function toolScript(packageName: string, command = packageName): string {
  const folder = join(projectRoot, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const script = typeof bin === 'string' ? bin : bin[command];
  if (script === undefined) throw new Error(`${packageName} has no command ${command}.`);
  return join(folder, script);
}
