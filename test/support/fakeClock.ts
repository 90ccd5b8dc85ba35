// A clock for tests: `hastyClock` really waits but a thousandth of what is asked (so that tests with real servers end soon), with its own
// time running a thousand times faster; `manualClock` moves only when told.
import type { Clock } from '../../src/engine/clock';
import { onAbort } from '../../src/engine/onAbort';
import { systemClock } from '../../src/providers/systemClock';

export function hastyClock(speed = 1000): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    nowMs: () => systemClock.nowMs() * speed,
    sleep(delayMs, signal) {
      slept.push(delayMs);
      return systemClock.sleep(delayMs / speed, signal);
    },
  };
}

export function manualClock(): Clock & { advance(ms: number): Promise<void>; readonly sleepers: number } {
  let now = 0;
  const sleepers = new Set<{ at: number; wake: () => void }>();
  return {
    nowMs: () => now,
    get sleepers() {
      return sleepers.size;
    },
    sleep: (delayMs, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const abandon = () => {
          sleepers.delete(sleeper);
          reject(signal!.reason as Error);
        };
        const sleeper = {
          at: now + delayMs,
          wake: () => {
            signal?.removeEventListener('abort', abandon);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', abandon, { once: true });
      }),
    async advance(ms) {
      now += ms;
      for (const sleeper of [...sleepers].sort((a, b) => a.at - b.at)) {
        if (sleeper.at > now) continue;
        sleepers.delete(sleeper);
        sleeper.wake();
      }
      // Lets everything that woke run on.
      for (let i = 0; i < 100; i++) await Promise.resolve();
    },
  };
}

/**
 * Time that jumps to the next sleeper as soon as nothing else is to be done: hours of waiting in milliseconds, the same each time. For code that
 * waits for nothing but this clock.
 */
export function virtualClock(): Clock & { readonly stop: () => void } {
  let now = 0;
  let order = 0;
  const sleepers: { readonly at: number; readonly order: number; readonly wake: () => void }[] = [];
  let isStopped = false;
  let isDue = false;
  // A binary heap would be quicker; some hundred sleepers are not worth it.
  const next = () => {
    isDue = false;
    if (isStopped || sleepers.length === 0) return;
    let first = 0;
    for (let i = 1; i < sleepers.length; i++) {
      const [a, b] = [sleepers[i]!, sleepers[first]!];
      if (a.at < b.at || (a.at === b.at && a.order < b.order)) first = i;
    }
    const [sleeper] = sleepers.splice(first, 1);
    now = Math.max(now, sleeper!.at);
    sleeper!.wake();
    arm();
  };
  const arm = () => {
    if (isDue) return;
    isDue = true;
    // After all microtasks of what woke.
    setImmediate(next);
  };
  return {
    nowMs: () => now,
    stop: () => (isStopped = true),
    sleep: (delayMs, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const forget =
          signal &&
          onAbort(signal, () => {
            const at = sleepers.indexOf(sleeper);
            if (at >= 0) sleepers.splice(at, 1);
            reject(signal.reason as Error);
          });
        const sleeper = {
          at: now + delayMs,
          order: order++,
          wake: () => {
            forget?.();
            resolve();
          },
        };
        sleepers.push(sleeper);
        arm();
      }),
  };
}

/**
 * Short waits pass at a thousandth; waits of a minute and more (the timeouts of attempts) end only when the server has been idle over several
 * turns of the event loop, that is, when what is still under way hangs. So no answer is given up because the machine is busy.
 * @param activity a number that changes while the server works; undefined while a request is being answered
 * @param quietTurnsNeeded of 25 ms each
 */
export function idleClock(activity: () => number | undefined, quietTurnsNeeded = 8): Clock {
  const hasty = hastyClock();
  const waiting = new Set<() => void>();
  let watcher: NodeJS.Timeout | undefined;
  let [last, quietTurns] = [activity(), 0];
  const watch = () => {
    const now = activity();
    quietTurns = now !== undefined && now === last ? quietTurns + 1 : 0;
    last = now;
    if (quietTurns >= quietTurnsNeeded) {
      quietTurns = 0;
      for (const wake of [...waiting]) wake();
    }
    if (waiting.size === 0) {
      clearInterval(watcher);
      watcher = undefined;
    }
  };
  return {
    nowMs: () => hasty.nowMs(),
    sleep: (delayMs, signal) =>
      delayMs < 60_000
        ? hasty.sleep(delayMs, signal)
        : new Promise((resolve, reject) => {
            const end = (settle: () => void) => {
              waiting.delete(wake);
              signal?.removeEventListener('abort', abandon);
              settle();
            };
            const wake = () => {
              end(resolve);
            };
            const abandon = () => {
              end(() => {
                reject(signal!.reason as Error);
              });
            };
            waiting.add(wake);
            signal?.addEventListener('abort', abandon, { once: true });
            watcher ??= setInterval(watch, 25);
          }),
  };
}
