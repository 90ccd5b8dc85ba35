// Golden texts: compares with test/golden/NAME. UPDATE_GOLDEN=1 accepts what is there now; without it a missing golden file is a failure.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const folder = join(resolve(process.cwd()), 'test', 'golden');

export function assertGolden(name: string, actual: string): void {
  const path = join(folder, name);
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, actual);
    return;
  }
  assert.ok(existsSync(path), `test/golden/${name} is missing; look at the output and accept it with UPDATE_GOLDEN=1`);
  assert.equal(actual, readFileSync(path, 'utf8'), `differs from test/golden/${name}; accept with UPDATE_GOLDEN=1`);
}
