// The mirror of a limit that its server tells, beside that server, without promises and clocks that run.
import { createHash } from 'node:crypto';
import { makeRandom } from '../../../src/engine/random';
import type { Sent } from '../../../src/providers/pacing/learnedPace';
import { LimitMirror } from '../../../src/providers/pacing/statedLimit';
import type { StatedLimit } from '../../../src/providers/rateLimits';
import { createLimiter, type LimiterOptions } from '../../support/limiter';

export type MirrorStory = {
  readonly limit: LimiterOptions;
  /** How the reset is told; `rest`: neither it nor the limit; `limit`: the limit without a reset. @default 'exact' */
  readonly tells?: 'exact' | 'seconds' | 'moment' | 'rest' | 'limit' | 'reset';
  readonly requests: number;
  /** What one request uses at most; it is drawn, and guessed a fifth too high. @default 1: always one */
  readonly cost?: number;
  readonly latencyMs?: number;
  readonly concurrency?: number;
  /** Others use the limit too: one request every so often. */
  readonly othersEveryMs?: number;
  /** The way to the server takes up to so much more. */
  readonly jitterMs?: number;
};

type Reply = {
  readonly sent: Sent;
  readonly cost: number;
  readonly atMs: number;
  readonly told: StatedLimit | undefined;
};

export type ToldMirror = {
  readonly passed: number;
  readonly refused: number;
  readonly seconds: number;
  readonly perMinute: number | undefined;
  readonly hash: string;
};

export function tellMirror(story: MirrorStory): ToldMirror {
  const {
    requests,
    tells = 'exact',
    cost = 1,
    latencyMs = 300,
    concurrency = 8,
    othersEveryMs = Infinity,
    jitterMs = 0,
  } = story;
  const random = makeRandom(1, 'mirror');
  const mirror = new LimitMirror();
  // No figure may hang on when the run began.
  const startMs = 12_345;
  let nowMs = startMs;
  const limiter = createLimiter(story.limit, {
    nowMs: () => nowMs,
    sleep: () => Promise.reject(new Error('nobody sleeps here')),
  });
  const hash = createHash('sha256');
  const note = (...figures: readonly unknown[]) => {
    hash.update(
      `${figures.map((each) => (typeof each === 'number' ? each.toPrecision(9) : String(each))).join(' ')}\n`,
    );
  };
  const underWay: Reply[] = [];
  let [number, passed, refused, othersMs, backoffUntilMs] = [0, 0, 0, startMs + othersEveryMs, -Infinity];

  function told(): StatedLimit {
    const remaining = Math.floor(limiter.remaining());
    const common = { name: 'requests', unit: 'requests', remaining } as const;
    const [limit, resetMs] = [limiter.capacity(), limiter.resetMs()];
    if (tells === 'rest') return common;
    if (tells === 'limit') return { ...common, limit };
    if (tells === 'reset') return { ...common, resetMs };
    if (tells === 'moment') return { ...common, limit, resetMs, isMoment: true };
    return { ...common, limit, resetMs: tells === 'seconds' ? Math.ceil(resetMs / 1000) * 1000 : resetMs };
  }

  function send(guess: number): void {
    const sent = { number: ++number, sentMs: nowMs };
    mirror.sent(sent, guess);
    const real = cost === 1 ? 1 : guess / 1.2;
    const isPassed = limiter.remaining() >= real;
    if (isPassed) limiter.take(real);
    const takesMs = (isPassed ? latencyMs * (0.7 + 0.6 * random.next()) : 0.1 * latencyMs) + jitterMs * random.next();
    underWay.push({ sent, cost: isPassed ? real : guess, atMs: nowMs + takesMs, told: isPassed ? told() : undefined });
    note('sent', nowMs, isPassed);
  }

  let guess = cost === 1 ? 1 : 1.2 * (1 + random.below(cost));
  for (let step = 0; step < 10 * requests && passed < requests; step++) {
    let wakeMs = Infinity;
    // Until something has been told, one at a time.
    while (passed + underWay.length < requests && underWay.length < (passed === 0 ? 1 : concurrency)) {
      const waitMs = Math.max(mirror.waitMs(guess, nowMs), backoffUntilMs - nowMs);
      note(waitMs);
      if (waitMs > 0) {
        wakeMs = nowMs + Math.max(1, waitMs);
        break;
      }
      send(guess);
      guess = cost === 1 ? 1 : 1.2 * (1 + random.below(cost));
    }
    underWay.sort((a, b) => a.atMs - b.atMs);
    if (othersMs < Math.min(wakeMs, underWay[0]?.atMs ?? Infinity)) {
      nowMs = othersMs;
      othersMs += othersEveryMs;
      if (limiter.remaining() >= 1) limiter.take(1);
      continue;
    }
    if ((underWay[0]?.atMs ?? Infinity) > wakeMs) {
      nowMs = wakeMs;
      continue;
    }
    const reply = underWay.shift()!;
    nowMs = reply.atMs;
    if (reply.told) {
      passed++;
      if (cost !== 1) mirror.corrected(reply.sent, reply.cost);
      mirror.told(reply.told, reply.sent, nowMs);
    } else {
      refused++;
      backoffUntilMs = nowMs + 1000;
      note(mirror.refused(reply.sent, reply.cost, nowMs));
    }
    note(mirror.perMinute);
  }
  return {
    passed,
    refused,
    seconds: (nowMs - startMs) / 1000,
    perMinute: mirror.perMinute,
    hash: hash.digest('hex').slice(0, 16),
  };
}
