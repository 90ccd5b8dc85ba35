// When a process started, as an opaque text that is equal for the same process only: what tells it from a later one with the same id.
// Linux: /proc; macOS and others: ps; Windows tells nothing cheaply, and there a living process id counts as the same process.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Undefined where the system does not tell or there is no such process. */
export function processStart(pid: number): string | undefined {
  if (process.platform === 'win32') return undefined;
  try {
    return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
  } catch {
    return undefined;
  }
}

/** Identifies the machine's current boot, since process ids and start ticks begin anew with it. */
export function bootId(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** Field 22 of /proc/PID/stat: clock ticks since boot. The command name before it may hold spaces and brackets. A zombie has ended. */
function fromProc(pid: number): string {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? 'ended' : fields[19]!;
}

function fromPs(pid: number): string | undefined {
  const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return text.trim() || undefined;
}
