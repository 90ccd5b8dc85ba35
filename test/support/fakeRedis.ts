// As much of a Redis as notices need, in memory, with a clock that a test moves.
import type { Redis } from 'ioredis';

export type FakeRedis = Redis & {
  nowMs: number;
  /** Whether it was told to part. */
  readonly isParted: boolean;
  readonly published: readonly (readonly [channel: string, message: string])[];
  /** Told what is published. */
  readonly heard: Set<(channel: string, message: string) => void>;
  /** Throws at every call while it is true. */
  isAway: boolean;
};

export function fakeRedis(): FakeRedis {
  const hashes = new Map<string, Map<string, string>>();
  const scores = new Map<string, Map<string, number>>();
  const inside = <T>(all: Map<string, Map<string, T>>, key: string) => {
    let found = all.get(key);
    if (!found) all.set(key, (found = new Map<string, T>()));
    return found;
  };
  const bound = (text: string | number) =>
    (typeof text === 'string' && text.startsWith('(')
      ? [Number(text.slice(1)), true]
      : [Number(String(text).replace('inf', 'Infinity')), false]) as [number, boolean];
  const heard = new Set<(channel: string, message: string) => void>();
  const fake = {
    nowMs: 1_000_000,
    isAway: false,
    isParted: false,
    published: [] as [string, string][],
    heard,
    on(event: string, tell: (channel: string, message: string) => void) {
      if (event === 'message') heard.add(tell);
      return this;
    },
    disconnect() {
      this.isParted = true;
    },
    time() {
      if (this.isAway) return Promise.reject(new Error('away'));
      return Promise.resolve([String(Math.floor(this.nowMs / 1000)), String((this.nowMs % 1000) * 1000 + 999)]);
    },
    hget: (key: string, field: string) => Promise.resolve(inside(hashes, key).get(field) ?? null),
    hstrlen: (key: string, field: string) => Promise.resolve(Buffer.byteLength(inside(hashes, key).get(field) ?? '')),
    zrangebyscore(key: string, from: string | number, to: string | number, _: string, offset: number, count: number) {
      const [[least, isAbove], [most, isBelow]] = [bound(from), bound(to)];
      const found = [...inside(scores, key)]
        .filter(([, at]) => (isAbove ? at > least : at >= least) && (isBelow ? at < most : at <= most))
        .sort(([, a], [, b]) => a - b);
      return Promise.resolve(found.slice(offset, offset + count).map(([id]) => id));
    },
    multi() {
      const steps: (() => void)[] = [];
      const chain = {
        hset(key: string, field: string, value: string) {
          steps.push(() => inside(hashes, key).set(field, value));
          return chain;
        },
        zadd(key: string, score: number, id: string) {
          steps.push(() => inside(scores, key).set(id, score));
          return chain;
        },
        zrem(key: string, ...ids: string[]) {
          if (ids.length === 0) throw new Error("ERR wrong number of arguments for 'zrem' command");
          steps.push(() => {
            for (const id of ids) inside(scores, key).delete(id);
          });
          return chain;
        },
        hdel(key: string, ...ids: string[]) {
          steps.push(() => {
            for (const id of ids) inside(hashes, key).delete(id);
          });
          return chain;
        },
        exec() {
          for (const step of steps) step();
          return Promise.resolve([]);
        },
      };
      return chain;
    },
  };
  return fake as unknown as FakeRedis;
}
