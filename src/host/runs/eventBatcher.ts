// Gathers events and hands them on at most ten times a second, in order, none lost: what the panel and the status bar can take in.
import type { RunEvent } from '../../engine/events';

const batchIntervalMs = 100;

export type EventBatcher = {
  add(event: RunEvent): void;
  /** Hands on what is there, now. */
  flush(): void;
  dispose(): void;
};

/** Of several `progressed` in one batch only the last says anything new. */
export function createEventBatcher(deliver: (events: readonly RunEvent[]) => void): EventBatcher {
  let waiting: RunEvent[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const events = waiting;
    waiting = [];
    deliver(events);
  };
  return {
    add(event) {
      if (event.type === 'progressed' && waiting.at(-1)?.type === 'progressed') waiting.pop();
      waiting.push(event);
      timer ??= setTimeout(flush, batchIntervalMs);
    },
    flush,
    dispose() {
      clearTimeout(timer);
      waiting = [];
    },
  };
}
