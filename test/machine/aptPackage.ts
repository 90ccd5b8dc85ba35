// Installs packages of the distribution that tests need, where this is possible: as root on a system with apt-get. Never asks for anything.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Unavailable } from './unavailable';

let isListFresh = false;

/**
 * @param remedy what the user can do where the package cannot be installed: the end of the error's sentence.
 * @throws {Unavailable} where it cannot be installed here.
 */
export function installAptPackage(name: string, remedy: string): void {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get'))
    throw new Unavailable(`${name} is missing, and this system has no apt-get to install it. ${remedy}`);
  if (process.getuid?.() !== 0)
    throw new Unavailable(`${name} is missing, and installing it needs root. Run \`apt-get install ${name}\` as root.`);
  console.error(`[machine] installing ${name} (once) ...`);
  if (!isListFresh) {
    // A list that another process is fetching now, or one that is old, may still do; the installation decides.
    if (!apt(['update', '-qq'])) console.error('[machine] apt-get update failed; going on with the list that is there');
    isListFresh = true;
  }
  if (!apt(['install', '-y', '-qq', '--no-install-recommends', name]))
    throw new Unavailable(`\`apt-get install ${name}\` failed; its messages stand above. ${remedy}`);
}

/** What apt-get prints is noise beside test results, so it goes to stderr. */
function apt(args: readonly string[]): boolean {
  try {
    execFileSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 2, 2],
      timeout: 15 * 60_000,
    });
    return true;
  } catch {
    return false;
  }
}
