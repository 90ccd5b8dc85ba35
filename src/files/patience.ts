// Renames, links and removals that somebody else's open file refuses for moments: on Windows a virus scanner, the indexer, OneDrive or a preview opens
// what was just written, and the system answers EPERM, EBUSY or EACCES until it lets go. So do some network disks elsewhere.
// Why not graceful-fs: docs/decisions, "Refused renames are tried again".

const refusals: ReadonlySet<string> = new Set(['EPERM', 'EBUSY', 'EACCES']);

/** What waits and knows the time, in milliseconds; tests give another. */
export type Waiting = {
  readonly nowMs: () => number;
  readonly waitSync: (ms: number) => void;
  readonly wait: (ms: number) => Promise<void>;
};

const systemWaiting: Waiting = {
  nowMs: () => performance.now(),
  waitSync: (ms) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  },
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** A scanner lets go within a second or two, a sync client of a large file within ten. */
const patienceMs = 10_000;
const firstWaitMs = 10;
const longestWaitMs = 250;

/** Whether somebody else's open file may be the cause: the operation can succeed later as it stands. */
export function isRefusedForNow(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code !== undefined && refusals.has(code);
}

/** Tries again until it succeeds, for some 10 s. It holds up the whole process, so it is for small files. @throws the last refusal. */
export function patiently<T>(act: () => T, waiting: Waiting = systemWaiting): T {
  const untilMs = waiting.nowMs() + patienceMs;
  for (let waitMs = firstWaitMs; ; waitMs = longer(waitMs)) {
    try {
      return act();
    } catch (error) {
      if (!isRefusedForNow(error) || waiting.nowMs() >= untilMs) throw error;
      waiting.waitSync(waitMs);
    }
  }
}

/** The same beside other work: for results, which a user may have open in a spreadsheet. */
export async function patientlyBeside<T>(act: () => T, waiting: Waiting = systemWaiting): Promise<T> {
  const untilMs = waiting.nowMs() + patienceMs;
  for (let waitMs = firstWaitMs; ; waitMs = longer(waitMs)) {
    try {
      return act();
    } catch (error) {
      if (!isRefusedForNow(error) || waiting.nowMs() >= untilMs) throw error;
      await waiting.wait(waitMs);
    }
  }
}

const longer = (ms: number) => Math.min(longestWaitMs, ms * 2);
