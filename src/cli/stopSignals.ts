// What ends a command: Ctrl-C, Ctrl-Break, a closed terminal, a lost connection. The first sends nothing more and gives what is under way a moment to be kept, a second Ctrl-C aborts at once. All leave a
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

/** Pressed again, they mean "at once". */
const pressed = ['SIGINT', 'SIGTERM'] as const;
/** A terminal that closes may say so twice, by its shell and by the system. SIGBREAK is Ctrl-Break on Windows, and is never sent elsewhere. */
const closing = ['SIGHUP', 'SIGBREAK'] as const;

export function stopSignals(stderr: OutputStream): StopSignals {
  const pause = new AbortController();
  const cancel = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const stop = (isAgain: boolean) => {
    if (pause.signal.aborted) {
      if (isAgain) cancel.abort(new Error('interrupted'));
    } else {
      stderr.write(
        '\nStopping: nothing more is sent; the answers under way have a moment (Ctrl-C again stops at once) ...\n',
      );
      pause.abort(new Error('interrupted'));
      timer = setTimeout(() => {
        cancel.abort(new Error('interrupted'));
      }, graceMs);
    }
  };
  const interrupted = () => {
    stop(true);
  };
  const closed = () => {
    stop(false);
  };
  for (const name of pressed) process.on(name, interrupted);
  for (const name of closing) process.on(name, closed);
  return {
    pause: pause.signal,
    cancel: cancel.signal,
    get isRequested() {
      return pause.signal.aborted;
    },
    dispose: () => {
      clearTimeout(timer);
      for (const name of pressed) process.off(name, interrupted);
      for (const name of closing) process.off(name, closed);
    },
  };
}
