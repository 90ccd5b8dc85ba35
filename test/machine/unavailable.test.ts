// What happens to tests whose needs a machine cannot meet: skipped and named, or failed under CI; never passed, never left out in silence.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readCounts } from '../host/testCounts';
import { isSkippable, Unavailable } from './unavailable';

const root = resolve(__dirname, '../../..');

/** The records' tests and a panel suite, on a machine whose Chromium is not where it is said to be. */
function runWithoutChromium(env: NodeJS.ProcessEnv) {
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(root, 'dist', 'test', 'unit.run.js'), 'docs/decisions', 'panel/narrow'],
    { env: { ...process.env, CI: '', CHROMIUM: join(root, 'no-such-browser'), ...env }, encoding: 'utf8' },
  );
  return { stdout, status };
}

describe('what a machine cannot have', () => {
  it('is skipped and named', () => {
    const { stdout, status } = runWithoutChromium({});
    assert.equal(status, 0, stdout);
    assert.match(stdout, /skipped: panel: narrow and wide: CHROMIUM names .*no-such-browser, which does not exist/);
    assert.match(stdout, /[1-9]\d* passed, 0 failed, [1-9]\d* skipped/);
    assert.match(stdout, /skipped in: panel: narrow and wide/);
  }).timeout(60_000);

  it('is a failure under CI', () => {
    const folder = mkdtempSync(join(tmpdir(), 'smart-counts-'));
    const file = join(folder, 'counts.json');
    const { stdout, status } = runWithoutChromium({ CI: 'true', SMART_TEST_RESULT: file });
    assert.equal(status, 1, stdout);
    assert.match(stdout, /CHROMIUM names .*no-such-browser/);
    // What the log's last lines repeat: which test it was, and why.
    const { failed, failures = [] } = readCounts(file, status ?? 1);
    assert.equal(failures.length, failed);
    assert.match(failures.join(), /panel: narrow and wide.*\n.*CHROMIUM names .*no-such-browser/);
    rmSync(folder, { recursive: true });
  }).timeout(60_000);

  it('is skipped under CI only where no such machine can have it', () => {
    const ci = { CI: 'true' };
    assert.ok(isSkippable(new Unavailable('x'), {}));
    assert.ok(isSkippable(new Unavailable('x'), { CI: 'false' }));
    assert.ok(!isSkippable(new Unavailable('x'), ci));
    assert.ok(isSkippable(new Unavailable('x', true), ci));
    assert.ok(!isSkippable(new Error('x'), {}));
  });

  it('counts as skipped only where a reason was given', () => {
    const folder = mkdtempSync(join(tmpdir(), 'smart-counts-'));
    const file = join(folder, 'counts.json');
    const counted = (counts: object) => {
      writeFileSync(file, JSON.stringify({ passed: 0, failed: 0, skipped: 1, ...counts }));
      return readCounts(file, 0).failed;
    };
    assert.equal(counted({ unavailable: 'no host here' }), 0);
    assert.equal(counted({}), 1);
    rmSync(folder, { recursive: true });
    assert.equal(readCounts(file, 0).failed, 1);
  });
});

describe('browsers', () => {
  it('are launched by test/machine/chromium.ts alone, which installs one where there is none', () => {
    const importers = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .filter((file) => {
        const imported = /import (type )?\{([^}]*)\} from 'playwright-core'/.exec(
          readFileSync(join(root, 'test', file), 'utf8'),
        );
        return imported !== null && /\b(chromium|firefox|webkit)\b/.test(imported[2]!);
      });
    assert.deepEqual(importers, [join('machine', 'chromium.ts')]);
  });
});
