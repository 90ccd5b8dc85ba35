// Gathers asks per model until a batch is full or nothing was added for a while, then hands them over together. Keeps them only until then.
import type { Clock } from '../../engine/clock';
import type { Waiter } from './batchProvider';

export interface Gathering {
  add(waiter: Waiter): void;
  remove(key: string): void;
}

type Group = { readonly waiters: Map<string, Waiter>; bytes: number; additions: number };

/** Bytes of a request around its texts: field names, schema, custom id. */
const requestOverheadBytes = 1000;

export function createGathering(options: {
  readonly clock: Clock;
  readonly gatherMs: number;
  readonly maxRequests: number;
  readonly maxBytes: number;
  readonly handIn: (batch: readonly Waiter[]) => void;
}): Gathering {
  const { clock, gatherMs, maxRequests, maxBytes, handIn } = options;
  const groups = new Map<string, Group>();

  function flush(model: string): void {
    const group = groups.get(model);
    groups.delete(model);
    if (group && group.waiters.size > 0) handIn([...group.waiters.values()]);
  }

  async function flushWhenQuiet(model: string, group: Group): Promise<void> {
    for (;;) {
      const before = group.additions;
      await clock.sleep(gatherMs);
      if (groups.get(model) !== group) return;
      if (group.additions === before) {
        flush(model);
        return;
      }
    }
  }

  return {
    add(waiter) {
      const { model, instruction, content } = waiter.request;
      // A service takes one model per batch, and settings shape the request's form.
      const name = JSON.stringify([model.modelId, model.settings]);
      const bytes = 3 * (instruction.length + content.length) + requestOverheadBytes;
      let group = groups.get(name);
      if (group && group.bytes + bytes > maxBytes) {
        flush(name);
        group = undefined;
      }
      if (!group) {
        group = { waiters: new Map(), bytes: 0, additions: 0 };
        groups.set(name, group);
        void flushWhenQuiet(name, group);
      }
      group.waiters.set(waiter.key, waiter);
      group.bytes += bytes;
      group.additions++;
      if (group.waiters.size >= maxRequests) flush(name);
    },
    remove(key) {
      for (const group of groups.values()) group.waiters.delete(key);
    },
  };
}
