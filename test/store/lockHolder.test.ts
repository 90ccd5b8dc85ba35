import assert from 'node:assert/strict';
import { isAlive, ourselves, type LockHolder } from '../../src/store/lockHolder';
import type { Machine } from '../../src/store/machine';

const now = Date.UTC(2026, 10, 29, 12);
const hour = 3_600_000;

/** A Linux machine that took a lock an hour ago, booted a day ago, whose holder still runs. */
function machine(changes: Partial<Machine> = {}): Machine {
  return {
    platform: 'linux',
    host: 'desk',
    machineId: 'id of desk',
    pidNamespace: 'pid:[1]',
    boot: 'boot 1',
    bootedMs: now - 24 * hour,
    startedMs: now - 2 * hour,
    nowMs: () => now,
    isRunning: () => true,
    startOf: () => '4711',
    startedMsOf: () => undefined,
    ...changes,
  };
}
const heldBy = (changes: Partial<Machine> = {}): LockHolder =>
  ourselves(machine({ nowMs: () => now - hour, ...changes }));
/** Machines without boot ids, process starts and namespaces of their own. */
const windows: Partial<Machine> = {
  platform: 'win32',
  pidNamespace: undefined,
  boot: undefined,
  startOf: () => undefined,
  startedMsOf: () => now - 2 * hour,
};
const mac: Partial<Machine> = { platform: 'darwin', pidNamespace: undefined };
const gone: Partial<Machine> = { isRunning: () => false };

describe('the holder of a lock', () => {
  const cases: [string, LockHolder, Machine, boolean][] = [
    ['runs here', heldBy(), machine(), true],
    ['ended here', heldBy(), machine(gone), false],
    ['let go', { ...heldBy(), isReleased: true }, machine(), false],
    ['is another process with its number', heldBy(), machine({ startOf: () => '9999' }), false],
    ['ended with an earlier boot', heldBy(), machine({ boot: 'boot 2', bootedMs: now - hour / 2 }), false],
    ['is in WSL, seen from Windows', heldBy(), machine({ ...windows, ...gone }), true],
    ['is on Windows, seen from WSL', heldBy(windows), machine(gone), true],
    ['is in a container, seen from its host', heldBy({ pidNamespace: 'pid:[2]' }), machine(gone), true],
    [
      'is in a container of another boot and name',
      heldBy({ pidNamespace: 'pid:[2]', host: 'c1' }),
      machine({ boot: 'b' }),
      true,
    ],
    ['runs here, and the machine was renamed', heldBy(), machine({ host: 'renamed' }), true],
    ['ended here, and the machine was renamed', heldBy(), machine({ host: 'renamed', ...gone }), false],
    [
      'runs here, and the machine has another id and name since',
      heldBy(),
      machine({ machineId: 'new', host: 'renamed' }),
      true,
    ],
    [
      'ended here, and the machine has another id and name since',
      heldBy(),
      machine({ machineId: 'new', host: 'renamed', ...gone }),
      false,
    ],
    ['is on another machine of the same name', heldBy(), machine({ machineId: 'other', boot: 'b', ...gone }), true],
    ['is on a copy of this machine with another name', heldBy(), machine({ host: 'copy', boot: 'b', ...gone }), true],
    [
      'ran on this Mac before a boot and a new name',
      heldBy(mac),
      machine({ ...mac, host: 'renamed', boot: 'b' }),
      false,
    ],
    ['runs here, where the machine does not tell its boot by now', heldBy(), machine({ boot: undefined }), true],
    ['runs on a Mac that does not tell its boot', heldBy({ ...mac, boot: undefined }), machine(mac), true],
    ['runs here, where the machine does not tell when by now', heldBy(), machine({ startOf: () => undefined }), true],
    [
      'ended here, where the machine tells neither its id nor its boot by now',
      heldBy(),
      machine({ machineId: undefined, boot: undefined, ...gone }),
      false,
    ],
    ['runs on Windows', heldBy(windows), machine(windows), true],
    ['ended on Windows', heldBy(windows), machine({ ...windows, ...gone }), false],
    [
      'ended on Windows, and its number is another process since',
      heldBy(windows),
      machine({ ...windows, startedMsOf: () => now - hour / 2 }),
      false,
    ],
    [
      'ended on Windows with an earlier boot',
      heldBy(windows),
      machine({ ...windows, bootedMs: now - hour / 2, startedMsOf: () => now - hour / 4 }),
      false,
    ],
    [
      'runs on a Windows whose clock was set ahead by hours since it took the lock, so that the boot seems later',
      heldBy(windows),
      machine({ ...windows, bootedMs: now - hour / 2 }),
      true,
    ],
    [
      'runs on a Windows whose clock was set back by hours between its start and the lock',
      heldBy({ ...windows, startedMs: now + 5 * hour }),
      machine({ ...windows, startedMsOf: () => now + 5 * hour }),
      true,
    ],
    [
      'is of an earlier version on Windows, which did not keep its start, and ended',
      { ...heldBy(windows), startedMs: undefined },
      machine({ ...windows, startedMsOf: () => now - hour / 2 }),
      false,
    ],
    [
      'runs on a copy of this machine with the same name and id, and took the lock since this one booted',
      heldBy({ boot: 'boot of the copy' }),
      machine({ bootedMs: now - 2 * hour, ...gone }),
      true,
    ],
    [
      'runs on Windows, where it started a minute after it took the lock by a clock that was set',
      { ...heldBy(windows), startedMs: undefined },
      machine({ ...windows, startedMsOf: () => now - hour + 60_000 }),
      true,
    ],
    [
      'is another process, started two minutes after the lock was taken',
      { ...heldBy(windows), startedMs: undefined },
      machine({ ...windows, startedMsOf: () => now - hour + 120_000 }),
      false,
    ],
    [
      'is of an earlier version on Windows, which kept no time',
      { host: 'desk', pid: 1 },
      machine({ ...windows, startedMsOf: () => now }),
      true,
    ],
    ['is of an earlier version, of another machine', { host: 'elsewhere', pid: 1 }, machine(gone), true],
    ['is of an earlier version, of this boot', { host: 'desk', pid: 1, boot: 'boot 1' }, machine(), true],
    ['is of an earlier version, of an earlier boot', { host: 'desk', pid: 1, boot: 'b' }, machine(), false],
  ];
  for (const [what, holder, here, expected] of cases)
    it(`counts as ${expected ? 'alive' : 'gone'} where it ${what}`, () => {
      assert.equal(isAlive(holder, here), expected);
    });
});
