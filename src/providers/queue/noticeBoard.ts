// Notices in Redis that expire: what coordinators offer, which workers are there. Whoever does not renew a notice is gone. Times are Redis' own, so
// that clocks of machines need not agree.
import type { Redis } from 'ioredis';

const prefix = 'smart';
/** More than this was written by no SMART. */
const longestNotice = 64 * 1024;
const mostNotices = 10_000;

export type Notice = { readonly id: string; readonly text: string };

export class NoticeBoard {
  private readonly times: string;
  private readonly texts: string;

  /** @param kind e.g. `workers` @param lastsMs until a notice that is not renewed expires */
  constructor(
    private readonly redis: Redis,
    kind: string,
    private readonly lastsMs: number,
  ) {
    this.times = `${prefix}:${kind}:until`;
    this.texts = `${prefix}:${kind}`;
  }

  /** Puts a notice up, or renews it with what it says now. */
  async put(id: string, text: string): Promise<void> {
    const now = await this.nowMs();
    await this.redis
      .multi()
      .hset(this.texts, id, text)
      .zadd(this.times, now + this.lastsMs, id)
      .exec();
  }

  async remove(id: string): Promise<void> {
    await this.redis.multi().zrem(this.times, id).hdel(this.texts, id).exec();
  }

  /** Those that have not expired; what is too long to be one is left out. */
  async all(): Promise<readonly Notice[]> {
    const now = await this.nowMs();
    const expired = await this.redis.zrangebyscore(this.times, '-inf', `(${String(now)}`, 'LIMIT', 0, mostNotices);
    if (expired.length > 0)
      await this.redis
        .multi()
        .zrem(this.times, ...expired)
        .hdel(this.texts, ...expired)
        .exec();
    const ids = await this.redis.zrangebyscore(this.times, now, '+inf', 'LIMIT', 0, mostNotices);
    const notices: Notice[] = [];
    for (const id of ids) {
      const length = await this.redis.hstrlen(this.texts, id);
      if (length === 0 || length > longestNotice) continue;
      const text = await this.redis.hget(this.texts, id);
      if (text !== null) notices.push({ id, text });
    }
    return notices;
  }

  private async nowMs(): Promise<number> {
    const [seconds, microseconds] = await this.redis.time();
    return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
  }
}
