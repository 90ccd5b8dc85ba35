// Golden texts: compares with test/golden/NAME. UPDATE_GOLDEN=1 accepts what is there now; without it a missing golden file is a failure.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const folder = join(resolve(process.cwd()), 'test', 'golden');

export const isUpdating = process.env.UPDATE_GOLDEN === '1';

/** @throws {AssertionError} where the file is missing. */
export function readGolden(name: string): string {
  const path = join(folder, name);
  assert.ok(existsSync(path), `test/golden/${name} is missing; look at the output and accept it with UPDATE_GOLDEN=1`);
  return readFileSync(path, 'utf8');
}

export function assertGolden(name: string, actual: string): void {
  if (isUpdating) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, actual);
    return;
  }
  assert.equal(actual, readGolden(name), `differs from test/golden/${name}; accept with UPDATE_GOLDEN=1`);
}
