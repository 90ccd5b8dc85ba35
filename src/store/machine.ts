// This machine and its processes, as far as one can tell a holder of a lock from another by them: what the system calls the machine, its boot, the
// process ids' namespace (WSL and containers have their own), and when a process started. Whatever a system does not tell is undefined.
import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, uptime } from 'node:os';

export type Machine = {
  readonly platform: string;
  readonly host: string;
  /** Stays when the host's name changes; copies of one image may share it. */
  readonly machineId: string | undefined;
  /** Of process ids: the same number in another one is another process. */
  readonly pidNamespace: string | undefined;
  /** Different for every boot of every machine. */
  readonly boot: string | undefined;
  /** Since the epoch, by this machine's clock. */
  readonly bootedMs: number;
  /** When this process started, since the epoch, by the clock as it was then. */
  readonly startedMs: number;
  readonly nowMs: () => number;
  readonly isRunning: (pid: number) => boolean;
  /** Equal for the same process only. */
  readonly startOf: (pid: number) => string | undefined;
  /** Since the epoch, by the clock as it was then, where `startOf` tells nothing. */
  readonly startedMsOf: (pid: number) => number | undefined;
};

let known: Machine | undefined;

/** Read once: its facts do not change while the process lives, but for the host's name, which is not what a lock goes by. */
export function thisMachine(): Machine {
  known ??= readMachine();
  return known;
}

/** What the system says now. */
export function readMachine(): Machine {
  return {
    platform: process.platform,
    host: hostname(),
    machineId: orNothing(machineId),
    pidNamespace: process.platform === 'linux' ? orNothing(() => readlinkSync('/proc/self/ns/pid')) : undefined,
    boot: orNothing(bootId),
    bootedMs: Date.now() - uptime() * 1000,
    startedMs: Math.round(performance.timeOrigin),
    nowMs: Date.now,
    isRunning,
    startOf: (pid) => orNothing(() => processStart(pid)),
    startedMsOf: (pid) => (process.platform === 'win32' ? orNothing(() => startedMsOnWindows(pid)) : undefined),
  };
}

function orNothing<T>(ask: () => T | undefined): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

function machineId(): string | undefined {
  if (process.platform === 'linux') return readFileSync('/etc/machine-id', 'utf8').trim() || undefined;
  if (process.platform === 'darwin')
    return /"IOPlatformUUID" = "([^"]+)"/.exec(output('/usr/sbin/ioreg', '-rd1', '-c', 'IOPlatformExpertDevice'))?.[1];
  if (process.platform === 'win32')
    return /REG_SZ\s+(\S+)/.exec(
      output('reg.exe', 'query', String.raw`HKLM\SOFTWARE\Microsoft\Cryptography`, '/v', 'MachineGuid', '/reg:64'),
    )?.[1];
  return undefined;
}

function bootId(): string | undefined {
  if (process.platform === 'linux') return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() || undefined;
  if (process.platform === 'darwin')
    return output('/usr/sbin/sysctl', '-n', 'kern.bootsessionuuid').trim() || undefined;
  return undefined;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // One that belongs to somebody else may not be signalled, and runs.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function processStart(pid: number): string | undefined {
  if (process.platform === 'win32') return undefined;
  return process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
}

/** Field 22 of /proc/PID/stat: clock ticks since boot. The command name before it may hold spaces and brackets. A zombie has ended. */
function startFromProc(pid: number): string {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? 'ended' : fields[19]!;
}

/** `ps` prints the time of day where the process that asks thinks it is, so the zone is told to it. */
function startFromPs(pid: number): string | undefined {
  return output('ps', '-o', 'lstart=', '-p', String(pid)).trim() || undefined;
}

/** PowerShell takes half a second; it is asked only of a process that has a dead holder's number, or is the holder. */
function startedMsOnWindows(pid: number): number | undefined {
  const ticks = output(
    'powershell.exe',
    '-NoProfile',
    '-NonInteractive',
    '-Command',
    `([DateTimeOffset](Get-Process -Id ${String(pid)}).StartTime).ToUnixTimeMilliseconds()`,
  );
  return /^\d+$/.test(ticks.trim()) ? Number(ticks) : undefined;
}

const longestAnswerMs = 10_000;

function output(program: string, ...args: string[]): string {
  return execFileSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: longestAnswerMs,
    windowsHide: true,
  });
}
