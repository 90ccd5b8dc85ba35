// A learned pace beside a limit that its server does not tell, without promises and clocks that run: hundreds of requests in a few milliseconds.
import { createHash } from 'node:crypto';
import { makeRandom } from '../../../src/engine/random';
import { LearnedPace, type Sent } from '../../../src/providers/pacing/learnedPace';
import { bothOf, createLimiter, type LimiterOptions } from '../../support/limiter';

export type Story = {
  /** Absent: no limit but that of requests under way. */
  readonly limit?: LimiterOptions;
  readonly also?: LimiterOptions;
  /** Of the server. */
  readonly places?: number;
  readonly countsRefusals?: boolean;
  /** What a refusal names. */
  readonly tells?: 'exact' | 'seconds' | 'too little';
  /** Share that is refused for no reason. */
  readonly stray?: number;
  /** From when until when. @default always */
  readonly strayMs?: readonly [number, number];
  readonly requests: number;
  /** Of whoever asks. */
  readonly concurrency?: number;
  readonly latencyMs?: number;
  /** Nothing is asked for after so many, for so long. */
  readonly idle?: { readonly after: number; readonly ms: number };
};

type Reply = {
  readonly sent: Sent;
  readonly atMs: number;
  readonly isPassed: boolean;
  readonly statedMs?: number | undefined;
};

const startMs = 12_345;

export type Told = {
  readonly passedAtMs: readonly number[];
  readonly refusedAtMs: readonly number[];
  readonly perMinute: number | undefined;
  readonly hash: string;
};

export function tellPace(story: Story): Told {
  const {
    requests,
    concurrency = 16,
    latencyMs = 300,
    places = Infinity,
    stray = 0,
    strayMs = [0, Infinity],
    tells,
    idle,
  } = story;
  const random = makeRandom(1, 'pace');
  const pace = new LearnedPace();
  // No figure may hang on when the run began.
  let nowMs = startMs;
  const clock = { nowMs: () => nowMs, sleep: () => Promise.reject(new Error('nobody sleeps here')) };
  const limit = createLimiter(story.limit ?? { perMinute: 1e9 }, clock);
  const limiter = story.also ? bothOf(limit, createLimiter(story.also, clock)) : limit;
  const [passedAtMs, refusedAtMs]: [number[], number[]] = [[], []];
  const hash = createHash('sha256');
  const note = (...figures: readonly unknown[]) => {
    hash.update(
      `${figures.map((each) => (typeof each === 'number' ? each.toPrecision(9) : String(each))).join(' ')}\n`,
    );
  };
  const underWay: Reply[] = [];
  let idleUntilMs = -Infinity;

  function send(): void {
    const sent = { number: pace.sent(nowMs), sentMs: nowMs };
    const isPassed =
      limiter.remaining() >= 1 &&
      underWay.filter((each) => each.isPassed).length < places &&
      !(nowMs - startMs >= strayMs[0] && nowMs - startMs < strayMs[1] && random.next() < stray);
    const exactMs = limiter.waitMs(1);
    const statedMs =
      tells && { exact: exactMs, seconds: Math.ceil(exactMs / 1000) * 1000, 'too little': exactMs / 2 }[tells];
    if (isPassed) limiter.take(1);
    else if (story.countsRefusals) limiter.take(story.limit?.kind === 'sliding' ? 1 : Math.min(1, limiter.remaining()));
    const takesMs = isPassed ? latencyMs * (0.7 + 0.6 * random.next()) : 0.1 * latencyMs;
    underWay.push({ sent, isPassed, atMs: nowMs + takesMs, ...(!isPassed && { statedMs }) });
    note('sent', nowMs, isPassed);
  }

  /** @returns when something happens next */
  function sendAll(): number {
    while (
      passedAtMs.length + underWay.length < requests &&
      underWay.length < Math.min(concurrency, pace.flight ?? Infinity)
    ) {
      if (nowMs < idleUntilMs) return idleUntilMs;
      const waitMs = pace.waitMs(nowMs);
      if (waitMs > 0) return nowMs + Math.max(1, waitMs);
      send();
    }
    return Infinity;
  }

  // A pace that lets nothing through ends here, too.
  for (let step = 0; step < 40 * requests && passedAtMs.length < requests; step++) {
    const wakeMs = sendAll();
    underWay.sort((a, b) => a.atMs - b.atMs);
    if ((underWay[0]?.atMs ?? Infinity) > wakeMs) {
      nowMs = wakeMs;
      continue;
    }
    const { sent, isPassed, atMs, statedMs } = underWay.shift()!;
    nowMs = atMs;
    if (isPassed) {
      passedAtMs.push(nowMs);
      pace.answered(sent, nowMs);
      if (passedAtMs.length === idle?.after) {
        idleUntilMs = nowMs + idle.ms;
        pace.idled();
      }
    } else {
      refusedAtMs.push(nowMs);
      note(pace.refused(sent, nowMs, statedMs));
    }
    note(pace.perMinute, pace.flight);
  }
  const since = (moments: readonly number[]) => moments.map((atMs) => atMs - startMs);
  return {
    passedAtMs: since(passedAtMs),
    refusedAtMs: since(refusedAtMs),
    perMinute: pace.perMinute,
    hash: hash.digest('hex').slice(0, 16),
  };
}
