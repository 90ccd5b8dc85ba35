// How a run stops before its end: what is told of it, and what its caller gets.
import { pauseOf, windowClosing, type PauseOf } from '../engine/drive/stop';
import type { RunEvent } from '../engine/events';
import { reason, type Why } from '../engine/reasons';
import { inEnglish } from '../engine/report/reasonsInEnglish';
import type { OpenRun } from '../store/runFolder';
import type { Measured } from './measureRivals';
import type { JobPorts, JobResult } from './runJob';
import { keepScan, type ScanResult } from './scanRun';

export type RunStops = {
  readonly paused: (pause: PauseOf) => Promise<JobResult>;
  readonly cancelled: () => Promise<JobResult>;
  readonly scanned: (scan: ScanResult) => Promise<JobResult>;
  /** Before the run asked anything: while its possible references were measured. */
  readonly stoppedBy: (stopped: NonNullable<Measured['stoppedBy']>) => Promise<JobResult>;
};

/** A window that closes pauses or cancels its runs, which is not the user's wish. */
const windowClosed = { reason: 'closed', message: reason('window-closed', {}) } as const;

export function makeRunStops(
  { manifest: { runId }, folder }: Pick<OpenRun, 'manifest' | 'folder'>,
  { signal, pauseSignal }: Pick<JobPorts, 'signal' | 'pauseSignal'>,
  tell: (event: RunEvent) => Promise<void>,
): RunStops {
  const isClosing = () => [signal, pauseSignal].some((stop) => stop?.reason === windowClosing);
  const result = (pausedBy: NonNullable<JobResult['pausedBy']>, message: Why) =>
    ({ runId, folder, state: 'paused', pausedBy, message: inEnglish(message) }) as const;
  const paused = async ({ reason: by, message, provider }: PauseOf): Promise<JobResult> => {
    const byUser = isClosing() ? windowClosed : { reason: by, message: reason('paused-by-user', {}) };
    await tell({
      type: 'run-paused',
      ...(by === 'person' ? byUser : { reason: by, message }),
      ...(provider !== undefined && { provider }),
    });
    return result(by, message);
  };
  return {
    paused,
    cancelled: async () => {
      const byUser = { reason: 'cancelled', message: reason('cancelled-all-kept', {}) } as const;
      await tell({ type: 'run-paused', ...(isClosing() ? windowClosed : byUser) });
      return { runId, folder, state: 'cancelled' };
    },
    scanned: async (scan) => {
      keepScan(folder, scan);
      const message = reason('scan-is-done', {});
      await tell({ type: 'run-paused', reason: 'scanned', message });
      return { ...result('scanned', message), scan };
    },
    stoppedBy: ({ error, provider }) => paused(pauseOf(error, provider)),
  };
}
