// Loaded before the command line (node --require): makes this process believe that it runs on another system, as far as that shows where a lock is judged.
// SMART_TEST_SYSTEM: `windows` beside WSL, a `container` beside its host, a `mac` (its time zone from TZ), a machine `renamed` meanwhile.
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
  default:
    throw new Error(`SMART_TEST_SYSTEM is ${String(system)}`);
}
