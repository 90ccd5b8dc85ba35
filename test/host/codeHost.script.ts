#!/usr/bin/env node
// A stand-in for the `code` executable that @vscode/test-electron starts: same arguments, same exit code, but the window is code-server's
// workbench in a headless Chromium and the extension host is VS Code's remote one. Exit codes of its own: 70 internal, 71 no server,
// 72 page crashed, 73 extension host crashed or was killed, 74 tests never reported, 124 timed out.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { format } from 'node:util';
import { parseHostArguments } from './hostArguments';
import { hostFolder, serverMain } from './hostFolder';
import { pageAddressVariable, type PageActions } from './pageActions';
import { startPageServer } from './pageServer';
import { makePageActions, openBrowser, type Workbench } from './workbenchPage';
import { startVscodeServer, type VscodeServer } from './vscodeServer';
import { answerSecretKey, testUserSettings } from './workbenchProfile';

/** Lines of VS Code itself that say nothing about the extension under test. */
const noise =
  /connection token|Creating a socket|reconnection-grace|\[AgentHost|AccountPolicyGate|ChatModelSelection|builtin extensions cache|[Ss]ervice ?[Ww]orker|open-vsx|authentication provider/;

const options = parseHostArguments(process.argv.slice(2));
const home = mkdtempSync(join(tmpdir(), 'smart-vscode-'));
const shots = resolve(process.env.VSHOST_SHOTS ?? join(hostFolder, 'shots'));
let server: VscodeServer | undefined;
let workbench: Workbench | undefined;
let actions: PageActions | undefined;
let isEnding = false;

async function end(code: number, why?: string): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  if (why !== undefined) console.error(`[host] ${why}`);
  if (code !== 0) await workbench?.page.screenshot({ path: join(shots, 'failed.png') }).catch(() => undefined);
  await workbench?.browser.close().catch(() => undefined);
  await server?.stop();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  process.exit(code);
}

/** Whether to believe the page's word that the tests ended with this code. */
async function judge(code: number): Promise<void> {
  if (code !== 0) return end(code);
  // A crashed or killed extension host is reported to the page as 0 as well; the server knows better.
  for (let wait = 0; wait < 100 && server?.extensionHostExit() === undefined; wait++)
    await new Promise((next) => setTimeout(next, 100));
  const exit = server?.extensionHostExit();
  if (exit !== '0') return end(73, `the extension host ended with ${exit ?? 'nothing that the server saw'}`);
  // process.exit(0) in a test ends well, too: only a written result counts.
  if (options.resultFile !== undefined && !existsSync(options.resultFile))
    return end(74, 'the extension host ended, but the tests never reported a result');
  return end(0);
}

async function main(): Promise<void> {
  mkdirSync(shots, { recursive: true });
  const userFolder = join(home, 'server', 'data', 'User');
  mkdirSync(userFolder, { recursive: true });
  mkdirSync(join(home, 'tmp'));
  writeFileSync(join(userFolder, 'settings.json'), JSON.stringify({ ...testUserSettings, ...ownSettings() }));

  installOthers();

  const { address } = await startPageServer(() => actions);
  // The server leaves sockets in its temporary folder, so it gets one of its own.
  const env = { ...process.env, [pageAddressVariable]: address, TMPDIR: join(home, 'tmp') };
  server = await startVscodeServer(serverMain, serverArguments, home, env).catch(async (error: unknown) => {
    await end(71, String(error));
    throw error;
  });
  workbench = await openBrowser();
  const { page } = workbench;
  await answerSecretKey(page);
  actions = makePageActions(page, shots);
  await page.exposeFunction('codeAutomationLog', (type: string, args: readonly unknown[]) => {
    const line = format(...args);
    if (process.env.VSHOST_VERBOSE === undefined && noise.test(line)) return;
    if (type === 'error') console.error(line);
    else console.log(line);
  });
  await page.exposeFunction('codeAutomationExit', (code: number) => judge(code));
  page.on('crash', () => void end(72, 'the page crashed'));
  // On a loaded machine the workbench takes its time to come.
  await page.goto(`${server.url}/?${workbenchQuery(server.port)}`, { waitUntil: 'commit', timeout: 120_000 });
}

/** The workbench of the server takes one extension under development; the others are installed. */
function installOthers(): void {
  for (const folder of options.extensionFolders.slice(1)) {
    const { publisher, name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
      string,
      string
    >;
    cpSync(folder, join(home, 'extensions', `${publisher!}.${name!}-${version!}`), { recursive: true });
  }
}

function ownSettings(): object {
  const file = options.userDataFolder && join(options.userDataFolder, 'User', 'settings.json');
  return file !== undefined && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : {};
}

function serverArguments(port: number): string[] {
  return [
    ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms'],
    ...['--server-data-dir', join(home, 'server'), '--extensions-dir', join(home, 'extensions')],
    // A built workbench ignores the extension paths of the address unless the server was started so.
    '--enable-smoke-test-driver',
    ...['--telemetry-level', 'off', '--disable-experiments', '--disable-getting-started-override'],
    ...(options.isTrustDisabled ? ['--disable-workspace-trust'] : []),
  ];
}

function workbenchQuery(port: number): string {
  const uri = (path: string) => `vscode-remote://127.0.0.1:${String(port)}${resolve(path)}`;
  const payload = [
    ['extensionDevelopmentPath', uri(options.extensionFolders[0]!)],
    ['extensionTestsPath', uri(options.testsFile)],
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  const opened = options.workspace;
  const query = new URLSearchParams({ payload: JSON.stringify(payload) });
  if (opened === undefined) query.set('ew', 'true');
  else query.set(opened.endsWith('.code-workspace') ? 'workspace' : 'folder', resolve(opened));
  return query.toString();
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end(130));
process.on('unhandledRejection', (error) => void end(70, String(error)));
setTimeout(() => void end(124, 'timed out'), Number(process.env.VSHOST_TIMEOUT ?? 900) * 1000).unref();
void main();
