// Whatever operation on the disk fails in a run, once: it ends as if undisturbed or with a sentence, and then resumes to the same bytes; nothing that is on
// disk is paid twice, and no more than what was under way is asked again. By default one operation in 59; `npm run test:faults` takes every one, by every
// code or, a few minutes each, by those that are named: `node dist/test/unit.run.js SMART_FAULTS=EPERM,EBUSY app/faultyDisk`; of one kind of operation alone with
// SMART_FAULTS_AT=close (or sync, open, rename ...).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { mayBeFelt } from '../support/faultyDisk';
import type { FaultyRun, FaultyRunsRequest } from '../support/faultyRuns.script';

const asked = process.env['SMART_FAULTS'];
const named = process.env['SMART_FAULTS_AT'];
const isWhole = asked !== undefined;
const allCodes = ['EPERM', 'EBUSY', 'EACCES', 'EISDIR', 'EINVAL', 'ENOSPC', 'EIO', 'EROFS', 'UNKNOWN', 'EMFILE'];
const codes = asked === undefined || asked === 'all' ? allCodes : asked.split(',');
/** About 40 faults in all. */
const stride = 59;

describe('a run on a disk that fails once', function () {
  this.timeout(isWhole ? 4 * 3_600_000 : 300_000);

  it(`resumes to the same bytes and pays nothing twice, at ${isWhole ? 'every' : 'some'} ${named ?? ''} operation`, async () => {
    const request: FaultyRunsRequest = {
      codes,
      stride: isWhole ? 1 : stride,
      first: isWhole ? 1 : 7,
      withOddDisks: named === undefined,
      named,
    };
    const script = resolve(__dirname, '../support/faultyRuns.script.js');
    const child = spawn(process.execPath, [script, JSON.stringify(request)], {
      env: { ...process.env, XDG_CONFIG_HOME: process.env['XDG_CONFIG_HOME'] ?? join(__dirname, 'config') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const closed = once(child, 'close');
    const runs: FaultyRun[] = [];
    const wrong: string[] = [];
    let operations = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      const told = JSON.parse(line) as FaultyRun | { operations: number };
      if ('operations' in told) {
        operations = told.operations;
        continue;
      }
      runs.push(told);
      const problem = problemOf(told);
      if (problem !== undefined) wrong.push(`${told.fault} (${told.failed ?? 'nothing failed'}): ${problem}`);
    }
    await closed;
    console.log(`      ${String(runs.length)} faults in runs of ${String(operations)} operations`);
    assert.deepEqual(wrong, []);
    assert.ok(
      operations > (named === undefined ? 100 : 0) && runs.length >= (isWhole ? codes.length * operations : 20),
    );
    assert.ok(runs.filter(({ codes: [first] }) => first !== 0).length > runs.length / 4, 'most faults are felt');
  });
});

function problemOf(run: FaultyRun): string | undefined {
  const {
    codes: [first, ...others],
    stderr,
    isSame,
    askedAgain,
    extra,
    underWay,
  } = run;
  if (others.length > 0 && others.at(-1) !== 0) return `it did not resume: ${stderr}`;
  if (!isSame) return 'its result is another one';
  if (askedAgain.length > 0) return `asked again although on disk: ${askedAgain.join(', ')}`;
  if (extra > underWay) return `${String(extra)} requests more than in a calm run`;
  if (/^smart run: E[A-Z]+: /m.test(stderr)) return `no sentence: ${stderr}`;
  if (first !== 0 && (first !== 2 || /\n\s+at /.test(stderr) || !mayBeFelt(run.fault, run.failed)))
    return `exit ${String(first)}: ${stderr}`;
  return undefined;
}
