// Two processes on one live run, as two systems see each other's: the second is refused, and every row is asked for once.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ourselves } from '../../src/store/lockHolder';
import { realPath } from '../../src/files/confine';
import { thisMachine } from '../../src/store/machine';
import { listRuns } from '../../src/store/runList';
import { runSmart } from '../support/runSmart';
import { useHeldRun } from './heldRun';
import type { Finished } from './queueRun';
import { runArguments } from './runFixture';
import { smart } from './smartProcess';

const otherSystem = resolve(__dirname, '../support/otherSystem.script.js');

describe('a live run seen from another system', function () {
  this.timeout(120_000);
  const { gate, fixture, runs, untilHeld, assertAskedOnce } = useHeldRun(60);

  /** Name of the lock that counts: another one once the run was taken over. */
  function lockName(): string | undefined {
    const id = readdirSync(runs()).find((name) => name !== '.gitignore');
    return readdirSync(join(runs(), id!)).find((name) => /^lock\.\d+$/.test(name));
  }

  const run = (system: NodeJS.ProcessEnv | undefined, ...more: string[]) =>
    smart(runArguments(fixture(), '--runs', runs(), ...more), {
      ...(system && { nodeArguments: ['--require', otherSystem], env: system as Record<string, string> }),
    });

  const windows = { SMART_TEST_SYSTEM: 'windows' };
  const mac = (zone: string) => ({ SMART_TEST_SYSTEM: 'mac', TZ: zone });
  const sameWindows = (aheadMs: number) => ({
    SMART_TEST_SYSTEM: 'same-windows',
    SMART_TEST_CLOCK_MS: String(aheadMs),
  });
  const hours = 3_600_000;
  for (const [what, first, second] of [
    ['WSL, from Windows', undefined, windows],
    ['Windows, from WSL', windows, undefined],
    ['a host, from a container', undefined, { SMART_TEST_SYSTEM: 'container' }],
    ['a Mac, from another time zone', mac('UTC'), mac('America/New_York')],
    ['a machine that was renamed meanwhile', undefined, { SMART_TEST_SYSTEM: 'renamed' }],
    ['a Windows whose clock was set ahead in mid-run', sameWindows(0), sameWindows(30 * hours)],
    ['a Windows whose clock was set back in mid-run', sameWindows(0), sameWindows(-30 * hours)],
    ['a machine whose name is no ASCII', { SMART_TEST_SYSTEM: 'foreign-name' }, windows],
    ['a machine that tells its boot no longer', undefined, { SMART_TEST_SYSTEM: 'boot-hidden' }],
    ["another user's run", undefined, { SMART_TEST_SYSTEM: 'anothers' }],
    ['a disk that numbers its files anew', { SMART_TEST_SYSTEM: 'anew' }, { SMART_TEST_SYSTEM: 'anew' }],
  ] as const)
    it(`is refused: ${what}`, async () => {
      const running = run(first);
      await untilHeld();
      const refused = await run(second, '--resume', 'last');
      assert.equal(refused.code, 2, refused.stderr);
      assert.match(
        refused.stderr,
        /is being written by process \d+ on .*take the run over: --take-over|its lock cannot be read \(EACCES\)/,
      );
      gate().open();
      const done = await running;
      assert.equal(done.code, 0, done.stderr);
      assert.ok(existsSync((JSON.parse(done.stdout) as Finished).output));
      assertAskedOnce(done.stdout);
    });

  it('is refused to a second window on the same machine, which reached the folder by a link', async () => {
    const link = join(fixture().folder, 'link');
    symlinkSync(fixture().folder, link);
    const running = run(undefined);
    await untilHeld();
    const [id] = readdirSync(runs()).filter((name) => name !== '.gitignore');
    const linked = { ...fixture(), dataset: join(link, 'messages.csv') };
    for (const resumed of ['last', id!, join(link, 'runs', id!)]) {
      const refused = await smart(runArguments(linked, '--runs', join(link, 'runs'), '--resume', resumed));
      assert.equal(refused.code, 2, refused.stderr);
      assert.match(refused.stderr, /is being written by process \d+ on /);
    }
    const [seen] = listRuns(join(link, 'runs'));
    assert.equal(seen?.type === 'run' && seen.standing, 'running');
    gate().open();
    const done = await running;
    assert.equal(done.code, 0, done.stderr);
    const again = await smart(runArguments(linked, '--runs', join(link, 'runs'), '--resume', 'last'));
    assert.equal(again.code, 0, again.stderr);
    assert.equal(
      realPath((JSON.parse(again.stdout) as Finished).output),
      realPath((JSON.parse(done.stdout) as Finished).output),
    );
    assertAskedOnce(done.stdout);
  });

  it('is freed for whatever is done with it where the user says that its holder is gone', async () => {
    gate().open();
    const inRuns = ['--runs', runs()];
    const { runId, folder } = JSON.parse((await run(undefined)).stdout) as { runId: string; folder: string };
    const hold = () => {
      const next = Number(lockName()!.split('.')[1]) + 1;
      const elsewhere = { ...ourselves(thisMachine()), host: 'old-container', platform: 'another system' };
      writeFileSync(join(folder, `lock.${String(next)}`), JSON.stringify(elsewhere));
    };
    for (const command of [
      ['correct', runId, '1', 'ham'],
      ['correct', runId, '2', 'ham', '--deliver'],
      ['runs', 'delete', runId],
    ]) {
      hold();
      const refused = await runSmart(...command, ...inRuns);
      assert.equal(refused.code, 2, command.join(' '));
      assert.match(refused.stderr, /process \d+ on old-container \(another system\).* smart runs take-over/);
      const freed = await runSmart('runs', 'take-over', runId, ...inRuns, '--json');
      assert.deepEqual([freed.code, freed.stdout], [0, `{"takenOver":"${runId}"}\n`], freed.stderr);
      const done = await runSmart(...command, ...inRuns);
      assert.equal(done.code, 0, done.stderr);
    }
    assert.ok(!existsSync(folder));
  });

  it('is taken over where the user says that the first is gone: it stops and writes nothing more', async () => {
    const running = run(windows);
    await untilHeld();
    const first = lockName();
    const taking = run(undefined, '--resume', 'last', '--take-over');
    // How many requests are held says nothing of the second: the first may still be adding some.
    while (lockName() === first) await new Promise((next) => setTimeout(next, 10));
    gate().open();
    const [lost, done] = await Promise.all([running, taking]);
    assert.equal(lost.code, 2, lost.stderr);
    assert.match(lost.stderr, /was taken over by another process/);
    assert.equal(done.code, 0, done.stderr);
    const again = await run(undefined, '--resume', 'last');
    assert.equal(again.code, 0, again.stderr);
    assert.doesNotMatch(again.stderr, /damaged|torn/);
  });
});
