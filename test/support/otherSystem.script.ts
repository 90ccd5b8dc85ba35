// Loaded before the command line (node --require): makes this process believe that it runs on another system, as far as that shows where a lock is judged.
// SMART_TEST_SYSTEM: `windows` beside WSL, a `container` beside its host, a `mac` (its time zone from TZ), a machine `renamed` meanwhile, the `same-windows` for all
// of its processes (its clock set ahead by SMART_TEST_CLOCK_MS), a machine with a `foreign-name`, one whose `boot-hidden`, a lock that is `anothers` file, or a
// disk that numbers its files `anew` at each look.
import fs from 'node:fs';
import os from 'node:os';

const system = process.env['SMART_TEST_SYSTEM'];

const patch = <T extends object, K extends keyof T>(of: T, name: K, value: T[K]) => {
  Object.defineProperty(of, name, { value, configurable: true, writable: true });
};
const failing = (code: string) => () => {
  throw Object.assign(new Error(code), { code });
};
/** Processes of the other side have no numbers here. */
const hideProcesses = () => {
  patch(process, 'kill', failing('ESRCH') as never);
  hideFiles(/^\/proc\/\d+\//);
};
const hideFiles = (names: RegExp) => {
  const { readFileSync } = fs;
  patch(fs, 'readFileSync', ((path: string, ...rest: never[]) =>
    names.test(String(path)) ? failing('ENOENT')() : readFileSync(path, ...rest)) as never);
};

switch (system) {
  case 'windows':
    patch(process, 'platform', 'win32');
    hideProcesses();
    hideFiles(/boot_id|machine-id/);
    break;
  case 'container': {
    const { readlinkSync } = fs;
    patch(fs, 'readlinkSync', ((path: string, ...rest: never[]) =>
      path === '/proc/self/ns/pid' ? 'pid:[4026539999]' : readlinkSync(path, ...rest)) as never);
    hideProcesses();
    break;
  }
  case 'mac':
    patch(process, 'platform', 'darwin');
    hideFiles(/^\/proc\/|machine-id/);
    break;
  case 'renamed':
    patch(os, 'hostname', () => 'renamed');
    break;
  case 'same-windows': {
    patch(process, 'platform', 'win32');
    hideFiles(/^\/proc\/|boot_id|machine-id/);
    const { now } = Date;
    patch(Date, 'now', () => now() + Number(process.env['SMART_TEST_CLOCK_MS']));
    break;
  }
  case 'foreign-name':
    patch(os, 'hostname', () => 'Büro-ПК-機');
    break;
  case 'boot-hidden':
    hideFiles(/boot_id|machine-id/);
    break;
  case 'anothers': {
    const { openSync } = fs;
    patch(fs, 'openSync', ((path: string, ...rest: never[]) =>
      /lock\.\d+$/.test(path) ? failing('EACCES')() : openSync(path, ...(rest as unknown as [number]))) as never);
    break;
  }
  case 'anew': {
    const { statSync } = fs;
    let looks = 0n;
    patch(fs, 'statSync', ((path: string, options?: { bigint?: true }) => {
      const found = statSync(path, options!) as { ino: bigint } | undefined;
      return found && options?.bigint ? Object.assign(found, { ino: found.ino + ++looks }) : found;
    }) as never);
    break;
  }
  default:
    throw new Error(`SMART_TEST_SYSTEM is ${String(system)}`);
}
