// Ctrl-C on the command line: the first pauses (what is under way is finished and kept), the second aborts at once. Both leave a resumable run.
import type { OutputStream } from './command';

export type StopSignals = {
  readonly pause: AbortSignal;
  readonly cancel: AbortSignal;
  readonly isRequested: boolean;
  readonly dispose: () => void;
};

export function stopSignals(stderr: OutputStream): StopSignals {
  const pause = new AbortController();
  const cancel = new AbortController();
  const interrupted = () => {
    if (pause.signal.aborted) cancel.abort(new Error('interrupted'));
    else {
      stderr.write('\nStopping: waiting for the answers under way (Ctrl-C again stops at once) ...\n');
      pause.abort(new Error('interrupted'));
    }
  };
  process.on('SIGINT', interrupted);
  process.on('SIGTERM', interrupted);
  return {
    pause: pause.signal,
    cancel: cancel.signal,
    get isRequested() {
      return pause.signal.aborted;
    },
    dispose: () => {
      process.off('SIGINT', interrupted);
      process.off('SIGTERM', interrupted);
    },
  };
}
