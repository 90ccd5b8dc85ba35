// Ctrl-C on the command line: the first sends nothing more and gives what is under way a moment to be kept, the second aborts at once. Both leave a
// resumable run.
import type { OutputStream } from './command';

export type StopSignals = {
  readonly pause: AbortSignal;
  readonly cancel: AbortSignal;
  readonly isRequested: boolean;
  readonly dispose: () => void;
};

/** With writing the journal's end it is over within two seconds. */
const graceMs = 1500;

export function stopSignals(stderr: OutputStream): StopSignals {
  const pause = new AbortController();
  const cancel = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const interrupted = () => {
    if (pause.signal.aborted) cancel.abort(new Error('interrupted'));
    else {
      stderr.write(
        '\nStopping: nothing more is sent; the answers under way have a moment (Ctrl-C again stops at once) ...\n',
      );
      pause.abort(new Error('interrupted'));
      timer = setTimeout(() => {
        cancel.abort(new Error('interrupted'));
      }, graceMs);
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
      clearTimeout(timer);
      process.off('SIGINT', interrupted);
      process.off('SIGTERM', interrupted);
    },
  };
}
