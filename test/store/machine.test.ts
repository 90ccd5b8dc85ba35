// What this machine tells of itself and its processes. Other systems' programs are stood in for by ones that say what those say.
import assert from 'node:assert/strict';
import childProcess, { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs, { chmodSync, existsSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import type { Writable } from 'node:stream';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readMachine, thisMachine } from '../../src/store/machine';
import { standIns, systemError } from '../support/standIns';
import { scratchFolder } from './scratch';

describe('this machine', () => {
  const folder = scratchFolder();
  const standIn = standIns();
  const platform = Object.getOwnPropertyDescriptor(process, 'platform')!;
  const path = process.env['PATH']!;
  afterEach(() => {
    Object.defineProperty(process, 'platform', platform);
    process.env['PATH'] = path;
  });

  /** As on another system, with a program of it that writes this. */
  function on(system: string, program: string, says: string) {
    const script = join(folder(), program);
    writeFileSync(
      script,
      `#!/bin/sh\necho "$LC_ALL $TZ $@" >> "${join(folder(), 'asked')}"\nprintf '%s\\n' '${says}'\n`,
    );
    chmodSync(script, 0o755);
    process.env['PATH'] = `${folder()}${delimiter}${path}`;
    Object.defineProperty(process, 'platform', { ...platform, value: system });
  }
  const asked = () => readFileSync(join(folder(), 'asked'), 'utf8').trim();

  it('is named, dated by its own clock, and always the same', () => {
    const machine = thisMachine();
    assert.equal(machine, thisMachine());
    assert.equal(machine.platform, process.platform);
    assert.equal(machine.host, hostname());
    assert.ok(Math.abs(machine.nowMs() - Date.now()) < 60_000);
  });

  it('booted as long ago as its system says', () => {
    assert.ok(Math.abs(readMachine().bootedMs - (Date.now() - uptime() * 1000)) < 60_000);
  });

  /** As on another system whose files and programs say this, by their paths. */
  function says(system: string, answers: Readonly<Record<string, string>>) {
    Object.defineProperty(process, 'platform', { ...platform, value: system });
    const answer = (path: unknown) => {
      const text = answers[String(path)];
      if (text === undefined) throw systemError('ENOENT');
      return text;
    };
    standIn(fs, 'readFileSync', () => answer as typeof fs.readFileSync);
    standIn(
      childProcess,
      'execFileSync',
      () =>
        ((program: string, args: readonly string[]) =>
          answer([program, ...args].join(' '))) as typeof childProcess.execFileSync,
    );
    const { machineId, boot } = readMachine();
    return { machineId, boot };
  }

  it('is known by its id and its boot on Linux, each where it has content', () => {
    const [id, boot] = ['/etc/machine-id', '/proc/sys/kernel/random/boot_id'];
    assert.deepEqual(says('linux', { [id]: 'a1\n', [boot]: 'b2\n' }), { machineId: 'a1', boot: 'b2' });
    assert.deepEqual(says('linux', { [id]: '\n', [boot]: ' ' }), { machineId: undefined, boot: undefined });
    assert.deepEqual(says('linux', {}), { machineId: undefined, boot: undefined });
  });

  it('is known by its hardware and its boot on a Mac', () => {
    const [hardware, boot] = [
      '/usr/sbin/ioreg -rd1 -c IOPlatformExpertDevice',
      '/usr/sbin/sysctl -n kern.bootsessionuuid',
    ];
    const told = '+-o Root\n    "IOPlatformSerialNumber" = "S"\n    "IOPlatformUUID" = "A-1"\n';
    assert.deepEqual(says('darwin', { [hardware]: told, [boot]: 'B-2\n' }), { machineId: 'A-1', boot: 'B-2' });
    assert.deepEqual(says('darwin', { [hardware]: '', [boot]: '\n' }), { machineId: undefined, boot: undefined });
  });

  it('is known by the id in the registry on Windows, which tells no boot', () => {
    const query = String.raw`reg.exe query HKLM\SOFTWARE\Microsoft\Cryptography /v MachineGuid /reg:64`;
    const told = '\r\nHKEY_LOCAL_MACHINE\r\n    MachineGuid    REG_SZ    G-1\r\n';
    assert.deepEqual(says('win32', { [query]: told }), { machineId: 'G-1', boot: undefined });
    assert.deepEqual(says('win32', { [query]: '' }), { machineId: undefined, boot: undefined });
  });

  it('is known by nothing on a system that nobody knows, whatever files it has', () => {
    const answers = { '/etc/machine-id': 'a', '/proc/sys/kernel/random/boot_id': 'b' };
    assert.deepEqual(says('haiku', answers), { machineId: undefined, boot: undefined });
  });

  it('takes a process for running that may not be signalled', () => {
    standIn(process, 'kill', () => () => {
      throw systemError('EPERM');
    });
    assert.ok(thisMachine().isRunning(77));
  });

  it('is known by what Linux says of it', function () {
    if (process.platform !== 'linux') this.skip();
    const machine = thisMachine();
    const content = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').trim() || undefined : undefined);
    assert.equal(machine.machineId, content('/etc/machine-id'));
    assert.equal(machine.boot, content('/proc/sys/kernel/random/boot_id'));
    assert.equal(machine.pidNamespace, readlinkSync('/proc/self/ns/pid'));
  });

  it('tells processes that run from those that do not', async () => {
    const machine = thisMachine();
    const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'ignore' });
    const pid = child.pid!;
    assert.ok(machine.isRunning(process.pid));
    assert.ok(machine.isRunning(pid));
    if (process.platform !== 'win32') {
      assert.notEqual(machine.startOf(process.pid), undefined);
      assert.equal(machine.startOf(process.pid), machine.startOf(process.pid));
      assert.notEqual(machine.startOf(pid), undefined);
    }
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.ok(!machine.isRunning(pid));
    assert.equal(machine.startOf(pid), undefined);
  });

  it('knows when a process began by the kernel on Linux, whatever its name', function () {
    if (process.platform !== 'linux') this.skip();
    const stat = readFileSync('/proc/self/stat', 'utf8');
    const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    assert.equal(thisMachine().startOf(process.pid), afterName[19]);
    assert.equal(thisMachine().startedMsOf(process.pid), undefined);
  });

  it('takes a zombie for ended', async function () {
    if (process.platform !== 'linux') this.skip();
    // The shell becomes a program that never asks how its child ended, and only then the child ends.
    const stdio = ['ignore', 'pipe', 'ignore', 'pipe'] as const;
    const parent = spawn('sh', ['-c', 'cat <&3 & echo $!; exec sleep 60'], { stdio: [...stdio] });
    try {
      const [told] = (await once(parent.stdout!, 'data')) as [Buffer];
      const zombie = Number(told.toString());
      while (!readFileSync(`/proc/${String(parent.pid)}/comm`, 'utf8').includes('sleep')) await wait(5);
      (parent.stdio[3] as Writable).end();
      while (!readFileSync(`/proc/${String(zombie)}/stat`, 'utf8').includes(') Z ')) await wait(5);
      assert.ok(thisMachine().isRunning(zombie));
      assert.equal(thisMachine().startOf(zombie), 'ended');
    } finally {
      parent.kill('SIGKILL');
    }
  });

  it('asks ps on a Mac, in one zone and language', function () {
    if (process.platform === 'win32') this.skip();
    on('darwin', 'ps', '  Sun Nov 22 10:22:05 2026 ');
    assert.equal(thisMachine().startOf(77), 'Sun Nov 22 10:22:05 2026');
    assert.equal(asked(), 'C UTC -o lstart= -p 77');
    on('darwin', 'ps', ' ');
    assert.equal(thisMachine().startOf(77), undefined);
  });

  it('asks PowerShell on Windows, and takes nothing but a time for one', function () {
    if (process.platform === 'win32') this.skip();
    on('win32', 'powershell.exe', ' 1795342925120 ');
    assert.equal(readMachine().startedMsOf(77), 1795342925120);
    assert.match(
      asked(),
      /^C UTC -NoProfile -NonInteractive -Command \(\[DateTimeOffset\]\(Get-Process -Id 77\)\.StartTime\)/,
    );
    assert.equal(thisMachine().startOf(process.pid), undefined);
    for (const says of ['', 'no such process', '12x', '-5']) {
      on('win32', 'powershell.exe', says);
      assert.equal(thisMachine().startedMsOf(77), undefined, says);
    }
    writeFileSync(join(folder(), 'powershell.exe'), '#!/bin/sh\nexit 1\n');
    assert.equal(thisMachine().startedMsOf(77), undefined);
  });
});
