// Gathers asks per model until a batch is full or nothing was added for a while, then hands over as many as may be submitted now. Keeps them only
// until then.
import type { Clock } from '../../engine/clock';
import type { Waiter } from './waiters';
import type { Room } from './room';

export interface Gathering {
  add(waiter: Waiter): void;
  remove(key: string): void;
  /** Room may have become free. */
  pump(): void;
  /** A batch of so many requests was too large. */
  shrink(requests: number, bytes: number): void;
}

type Group = {
  readonly modelId: string;
  readonly waiters: Map<string, Waiter>;
  bytes: number;
  /** When the last one was added, by the clock. */
  addedMs: number;
  /** Nothing was added for a while: what is there may go. */
  isQuiet: boolean;
};

export function createGathering(options: {
  readonly clock: Clock;
  readonly gatherMs: number;
  readonly maxRequests: number;
  readonly maxBytes: number;
  readonly room: Room;
  readonly submit: (batch: readonly Waiter[]) => void;
}): Gathering {
  const { clock, gatherMs, room, submit } = options;
  let { maxRequests, maxBytes } = options;
  const groups = new Map<string, Group>();

  /** The first waiters of a group, as many as a batch and the room hold; none when it is better to wait for more room. */
  function fitting({ waiters, modelId, bytes: all }: Group): Waiter[] {
    const { left, allowed, isAnythingOut } = room.of(modelId);
    if (isAnythingOut && left < allowed / 4 && room.tokensOf(modelId, all) > left) return [];
    const taken: Waiter[] = [];
    let [bytes, tokens] = [0, 0];
    for (const waiter of waiters.values()) {
      bytes += waiter.bytes;
      tokens += room.tokensOf(modelId, waiter.bytes);
      // One request alone goes whenever nothing else is out: else it never would.
      const isForced = taken.length === 0 && !isAnythingOut;
      if (!isForced && tokens > left) return taken;
      if (taken.length > 0 && (taken.length >= maxRequests || bytes > maxBytes)) return taken;
      taken.push(waiter);
    }
    return taken;
  }

  function flush(name: string, group: Group): void {
    while (group.waiters.size > 0) {
      if (!group.isQuiet && group.waiters.size < maxRequests && group.bytes < maxBytes) return;
      const batch = fitting(group);
      if (batch.length === 0) return;
      for (const waiter of batch) drop(group, waiter);
      submit(batch);
    }
    groups.delete(name);
  }

  function drop(group: Group, waiter: Waiter): void {
    if (group.waiters.delete(waiter.key)) group.bytes -= waiter.bytes;
  }

  async function flushWhenQuiet(name: string, group: Group): Promise<void> {
    for (let leftMs = gatherMs; leftMs > 0; leftMs = group.addedMs + gatherMs - clock.nowMs()) {
      await clock.sleep(leftMs);
      if (groups.get(name) !== group) return;
    }
    group.isQuiet = true;
    flush(name, group);
  }

  return {
    add(waiter) {
      const { model } = waiter.request;
      // A service takes one model per batch, and settings shape the request's form.
      const name = JSON.stringify([model.modelId, model.settings]);
      let group = groups.get(name);
      if (!group) {
        group = { modelId: model.modelId, waiters: new Map(), bytes: 0, addedMs: 0, isQuiet: false };
        groups.set(name, group);
        void flushWhenQuiet(name, group);
      }
      if (!group.waiters.has(waiter.key)) group.bytes += waiter.bytes;
      group.waiters.set(waiter.key, waiter);
      group.addedMs = clock.nowMs();
      if (group.waiters.size >= maxRequests || group.bytes >= maxBytes) flush(name, group);
    },
    remove(key) {
      for (const group of groups.values()) {
        const waiter = group.waiters.get(key);
        if (waiter) drop(group, waiter);
      }
    },
    pump() {
      for (const [name, group] of [...groups]) flush(name, group);
    },
    shrink(requests, bytes) {
      maxRequests = Math.max(1, Math.min(maxRequests, Math.floor(requests / 2)));
      maxBytes = Math.max(1, Math.min(maxBytes, Math.floor(bytes / 2)));
    },
  };
}
