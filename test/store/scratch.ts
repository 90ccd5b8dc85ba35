// A fresh folder for each test, removed after it, and which of its files this process holds open.
import { mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** Call inside `describe`; the result gives the folder of the test that runs. */
export function scratchFolder(): () => string {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'smart-store-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return () => folder;
}

/** Names of the folder's files that are open now, sorted; none on systems that do not tell. */
export function filesOpenIn(folder: string): string[] {
  if (process.platform !== 'linux') return [];
  const real = realpathSync(folder);
  const targets = readdirSync('/proc/self/fd').map((file) => {
    try {
      return readlinkSync(join('/proc/self/fd', file));
    } catch {
      // The one by which the list was read.
      return '';
    }
  });
  return targets
    .filter((target) => target.startsWith(`${real}/`))
    .map((target) => relative(real, target))
    .sort();
}
