// Who holds a run's lock, and whether they still live. A holder on another system (WSL beside Windows, a container beside its host, another machine on
// a shared disk) cannot be seen from here: it counts as alive, and the user may take the run over.
import { z } from 'zod';
import type { Machine } from './machine';

const holderShape = z.object({
  host: z.string(),
  pid: z.int().nonnegative(),
  /** Absent in locks of earlier versions, which knew their machine by its name alone. */
  platform: z.string().optional(),
  machineId: z.string().optional(),
  pidNamespace: z.string().optional(),
  boot: z.string().optional(),
  processStart: z.string().optional(),
  /** Where `processStart` tells nothing: when the holder's process started, by its clock at that time, milliseconds since the epoch. */
  startedMs: z.number().optional(),
  /** When the lock was taken, by the holder's clock, milliseconds since the epoch. */
  takenMs: z.number().optional(),
  isReleased: z.literal(true).optional(),
});

export type LockHolder = z.infer<typeof holderShape>;

/** @throws {Error} where the text is none of a lock's. */
export function parseHolder(text: string): LockHolder {
  return holderShape.parse(JSON.parse(text));
}

export function ourselves(machine: Machine): LockHolder {
  const { host, platform, machineId, pidNamespace, boot } = machine;
  const processStart = machine.startOf(process.pid);
  return {
    ...{ host, pid: process.pid, platform, takenMs: machine.nowMs() },
    ...(machineId !== undefined && { machineId }),
    ...(pidNamespace !== undefined && { pidNamespace }),
    ...(boot !== undefined && { boot }),
    ...(processStart === undefined ? { startedMs: machine.startedMs } : { processStart }),
  };
}

/** Clocks that are set while a run goes on differ by this much at most. */
const clockStepMs = 120_000;

/** False only where that is certain. */
export function isAlive(holder: LockHolder, machine: Machine): boolean {
  if (holder.isReleased) return false;
  switch (placeOf(holder, machine)) {
    case 'elsewhere':
      return true;
    case 'earlier boot':
      return false;
    case 'here':
      return isSameProcess(holder, machine);
  }
}

function placeOf(holder: LockHolder, machine: Machine): 'here' | 'earlier boot' | 'elsewhere' {
  if (holder.platform !== undefined) {
    if (holder.platform !== machine.platform || holder.pidNamespace !== machine.pidNamespace) return 'elsewhere';
    // No two boots of any machines share theirs, whatever the machine is called meanwhile.
    if (holder.boot !== undefined && holder.boot === machine.boot) return 'here';
  }
  if (!isSameMachine(holder, machine)) return 'elsewhere';
  // By the clock alone no boot is told from another: one that was wrong at the start, as beside another system on one machine, is set by hours in mid-run.
  if (holder.boot === undefined || machine.boot === undefined || holder.boot === machine.boot) return 'here';
  // Taken since this machine booted, and not by this boot: a copy of it, of the same name and id, which lives.
  const isSince = holder.takenMs !== undefined && holder.takenMs > machine.bootedMs + clockStepMs;
  return isSince && machine.platform !== 'darwin' ? 'elsewhere' : 'earlier boot';
}

function isSameMachine(holder: LockHolder, machine: Machine): boolean {
  if (holder.machineId !== undefined && machine.machineId !== undefined) {
    if (holder.machineId !== machine.machineId) return false;
    // A Mac's is of its hardware, and its name changes with the network. Elsewhere it is copied with the image of a machine.
    if (machine.platform === 'darwin') return true;
  }
  return holder.host === machine.host;
}

function isSameProcess(holder: LockHolder, machine: Machine): boolean {
  if (!machine.isRunning(holder.pid)) return false;
  if (holder.processStart !== undefined) {
    const start = machine.startOf(holder.pid);
    return start === undefined || start === holder.processStart;
  }
  if (holder.startedMs === undefined && holder.takenMs === undefined) return true;
  const startedMs = machine.startedMsOf(holder.pid);
  if (startedMs === undefined) return true;
  // Both by the clock as it was at the start, so that it does not matter how it was set since.
  if (holder.startedMs !== undefined) return Math.abs(startedMs - holder.startedMs) < clockStepMs;
  // A process that started after the lock was taken did not take it.
  return startedMs < holder.takenMs! + clockStepMs;
}

export function isOurselves(holder: LockHolder, machine: Machine): boolean {
  return holder.pid === process.pid && placeOf(holder, machine) === 'here' && isSameProcess(holder, machine);
}
