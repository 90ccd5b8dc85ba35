// A server that goes away for a while, in every way that servers do, simulated on a virtual clock: rows are held, none fails by it, and what lasts too
// long pauses the run by its name. Rows that fail by themselves do fail.
import assert from 'node:assert/strict';
import type { TrafficNotice } from '../../../src/engine/trafficNotice';
import {
  type AskRequest,
  type Provider,
  ProviderError,
  type Reply,
  runStoppingKinds,
} from '../../../src/engine/provider';
import { makeRandom } from '../../../src/engine/random';
import { traffic } from '../../../src/providers/traffic';
import { virtualClock } from '../../support/fakeClock';
import { never, testRequest } from '../../support/requests';

const good: Reply = { text: 'ham', usage: {}, finish: { unified: 'stop' } };

const faults = {
  'cannot be reached': () => new ProviderError('network', 'ECONNREFUSED', { isRetryable: true }),
  'resets connections': () => new ProviderError('network', 'reset', { isRetryable: true, mayBeBilled: true }),
  'answers 500': () => new ProviderError('server', '500', { isRetryable: true, status: 500 }),
  'answers 503': () => new ProviderError('server', '503', { isRetryable: true, status: 503 }),
  hangs: () => undefined,
};

type Outcome = {
  readonly outcomes: Readonly<Record<string, number>>;
  readonly rowsFailed: readonly number[];
  readonly attempts: number;
  readonly seconds: number;
  readonly notices: readonly TrafficNotice[];
};

/** @param fault of an attempt at that time; 'hang': no answer ever */
async function run(
  rows: number,
  fault: (row: number, nowMs: number) => ProviderError | 'hang' | undefined,
  concurrency = 16,
  clock: ReturnType<typeof virtualClock> = virtualClock(),
): Promise<Outcome> {
  let attempts = 0;
  const inner: Provider = {
    name: 'local',
    ask: async (request: AskRequest, signal) => {
      attempts++;
      const found = fault(Number(request.content), clock.nowMs());
      if (found === 'hang') await clock.sleep(1e9, signal);
      await clock.sleep(found ? 20 : 100, signal);
      if (found instanceof ProviderError) throw found;
      return good;
    },
  };
  const notices: TrafficNotice[] = [];
  const provider = traffic(inner, {
    clock,
    random: makeRandom(1),
    concurrency,
    notify: (notice) => notices.push(notice),
  });
  const outcomes: Record<string, number> = {};
  const rowsFailed: number[] = [];
  // As a run does: what pauses it lets nothing more be sent.
  const pause = new AbortController();
  let next = 0;
  const worker = async () => {
    while (next < rows && !pause.signal.aborted) {
      const row = next++;
      const outcome = await provider.ask(testRequest(String(row), { pauseSignal: pause.signal }), never).then(
        () => 'good',
        (error: unknown) => {
          if (!(error instanceof ProviderError)) return 'held';
          if (runStoppingKinds.has(error.kind)) pause.abort(new Error('paused'));
          else rowsFailed.push(row);
          return error.kind;
        },
      );
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency * 2 }, worker));
  clock.stop();
  return { outcomes, rowsFailed: rowsFailed.sort((a, b) => a - b), attempts, seconds: clock.nowMs() / 1000, notices };
}

describe('outages', () => {
  for (const [name, make] of Object.entries(faults))
    for (const seconds of [8, 25, 40, 120, 600])
      it(`of ${String(seconds)} s in which the server ${name} fail no row`, async () => {
        const isAway = (nowMs: number) => nowMs >= 2000 && nowMs < 2000 + 1000 * seconds;
        const { outcomes, attempts, notices, ...took } = await run(1500, (_, nowMs) =>
          isAway(nowMs) ? (make() ?? 'hang') : undefined,
        );
        assert.deepEqual(outcomes, { good: 1500 });
        assert.ok(attempts < 1500 + 100, `${String(attempts)} attempts`);
        assert.ok(took.seconds < seconds + 90, `back after ${String(took.seconds)} s`);
        if (seconds >= 40) assert.ok(notices.some(({ code }) => code === 'outage'));
        assert.ok(notices.at(-1)?.code === 'clear');
      });

  for (const [name, make] of Object.entries(faults))
    it(`that do not end (the server ${name}) pause the run for what it is, after a quarter of an hour`, async () => {
      const { outcomes, seconds } = await run(200, (_, nowMs) => (nowMs >= 500 ? (make() ?? 'hang') : undefined));
      const { unreachable = 0, server = 0, network = 0, timeout = 0 } = outcomes;
      assert.ok(unreachable >= 1);
      assert.equal(server + network + timeout, 0, 'no row fails');
      assert.ok(seconds >= 900 && seconds < 1100, String(seconds));
    });

  /** Of a machine that is put to sleep after a while: three hours are gone when it goes on, and nobody tried anything meanwhile. */
  function sleepsAfter(ms: number): ReturnType<typeof virtualClock> {
    const awake = virtualClock();
    return { ...awake, nowMs: () => awake.nowMs() + (awake.nowMs() > ms ? 3 * 3_600_000 : 0) };
  }
  const busy = () => new ProviderError('rate-limit', '429', { isRetryable: true, retryAfterMs: 2000 });
  for (const [name, make] of [...Object.entries(faults), ['refuses for the rate', busy] as const])
    it(`in the midst of which the laptop sleeps do not count its sleep (the server ${name})`, async () => {
      const clock = sleepsAfter(20_000);
      const start = clock.nowMs();
      const ends = 3 * 3_600_000 + 50_000;
      const { outcomes } = await run(
        300,
        (_, nowMs) => (nowMs > start + 500 && nowMs < ends ? (make() ?? 'hang') : undefined),
        16,
        clock,
      );
      assert.deepEqual(outcomes, { good: 300 });
    });

  it('of a quota that is used up without a word pause the run after a quarter of an hour', async () => {
    const { outcomes, seconds } = await run(200, (_, nowMs) => (nowMs >= 500 ? busy() : undefined));
    assert.ok((outcomes['quota'] ?? 0) > 0, JSON.stringify(outcomes));
    assert.ok(seconds >= 900 && seconds < 1100, String(seconds));
  });

  it('a row that always fails is a failed row, while all others are answered', async () => {
    const bad = new Set([7, 33, 60]);
    const { outcomes, rowsFailed, seconds } = await run(600, (row) =>
      bad.has(row) ? faults['answers 500']() : undefined,
    );
    assert.deepEqual(outcomes, { good: 597, server: 3 });
    assert.deepEqual(rowsFailed, [...bad]);
    assert.ok(seconds < 200, String(seconds));
  });

  it('rows that always hang are given up after three times, and wait for each other at most', async () => {
    const { outcomes, rowsFailed, seconds } = await run(600, (row) => (row % 100 === 50 ? 'hang' : undefined));
    assert.deepEqual(outcomes, { good: 594, timeout: 6 });
    assert.deepEqual(rowsFailed, [50, 150, 250, 350, 450, 550]);
    assert.ok(seconds < 70, String(seconds));
  });

  it('strays of any kind fail no row', async () => {
    const random = makeRandom(3);
    const makers = Object.values(faults);
    const { outcomes, attempts } = await run(2000, () =>
      random.next() < 0.05 ? (makers[random.below(makers.length - 1)]!() ?? 'hang') : undefined,
    );
    assert.deepEqual(outcomes, { good: 2000 });
    assert.ok(attempts < 2300, String(attempts));
  });
});
