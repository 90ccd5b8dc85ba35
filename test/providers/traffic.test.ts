import assert from 'node:assert/strict';
import { type Provider, ProviderError, type ProviderErrorKind, type Reply } from '../../src/engine/provider';
import { makeRandom } from '../../src/engine/random';
import { traffic, type TrafficOptions } from '../../src/providers/traffic';
import { hastyClock, manualClock, virtualClock } from '../support/fakeClock';
import { never, testModel, testRequest } from '../support/requests';

const good: Reply = { text: 'ham', usage: {}, finish: { unified: 'stop' } };
const failure = (kind: ProviderErrorKind, isRetryable: boolean, retryAfterMs?: number) =>
  new ProviderError(kind, `a ${kind} error`, { isRetryable, ...(retryAfterMs !== undefined && { retryAfterMs }) });

/** Answers attempts by the list; the last entry for all further ones. */
function scripted(...script: (Reply | Error)[]): Provider & { attempts: number } {
  return {
    name: 'scripted',
    attempts: 0,
    ask() {
      const turn = script[Math.min(this.attempts++, script.length - 1)]!;
      return turn instanceof Error ? Promise.reject(turn) : Promise.resolve(turn);
    },
  };
}
const controlled = (inner: Provider, options: Partial<TrafficOptions> = {}) => {
  const clock = hastyClock();
  return { clock, provider: traffic(inner, { clock, random: makeRandom(1), ...options }) };
};

/** @param together how many at a time */
async function kindsOf(provider: Provider, asks: number, together = 1): Promise<string[]> {
  const kinds: string[] = [];
  for (let i = 0; i < asks; i++)
    await Promise.all(
      Array.from({ length: together }, () =>
        provider.ask(testRequest(), never).then(
          () => kinds.push('good'),
          (error: unknown) => kinds.push((error as ProviderError).kind),
        ),
      ),
    );
  return kinds;
}

describe('traffic', () => {
  it('tries again after errors that may pass, waiting longer each time', async () => {
    const clock = virtualClock();
    const sentMs: number[] = [];
    const inner = scripted(failure('server', true), failure('server', true), failure('server', true), good);
    const timed: Provider = {
      name: 'timed',
      ask: (request, signal) => {
        sentMs.push(clock.nowMs());
        return inner.ask(request, signal);
      },
    };
    assert.equal(await traffic(timed, { clock, random: makeRandom(1) }).ask(testRequest(), never), good);
    // Nobody else is answered meanwhile, so the server may be the reason: one, two, four seconds.
    assert.deepEqual(sentMs, [0, 1000, 3000, 7000]);
  });

  it('waits at least as long as Retry-After says, however often it is refused, and calls it no attempt', async () => {
    const clock = virtualClock();
    const refusal = failure('rate-limit', true, 7000);
    const inner = scripted(...Array<Error>(8).fill(refusal), good);
    const provider = traffic(inner, { clock, random: makeRandom(1), maxRetries: 0 });
    assert.equal(await provider.ask(testRequest(), never), good);
    assert.ok(clock.nowMs() >= 8 * 7000, String(clock.nowMs()));
  });

  for (const maxRetries of [0, 3]) {
    it(`tries at most ${String(maxRetries)} times again, then fails the row with the kind kept`, async () => {
      const inner = scripted(failure('server', true));
      const { provider } = controlled(inner, { maxRetries });
      await assert.rejects(provider.ask(testRequest(), never), (error) => {
        assert.ok(error instanceof ProviderError && error.kind === 'server' && !error.details.isRetryable);
        return true;
      });
      assert.equal(inner.attempts, maxRetries + 1);
    });
  }

  for (const kind of ['auth', 'quota', 'budget', 'unknown-price', 'bad-request', 'content-filter'] as const) {
    it(`does not repeat a request refused for ${kind}`, async () => {
      const inner = scripted(failure(kind, false));
      await assert.rejects(controlled(inner).provider.ask(testRequest(), never), new RegExp(kind));
      assert.equal(inner.attempts, 1);
    });
  }

  it('gives up an attempt that hangs, aborts it, and tries again', async () => {
    let aborted = 0;
    let attempts = 0;
    const hangsOnce: Provider = {
      name: 'hangs',
      ask: (_, signal) =>
        ++attempts > 1
          ? Promise.resolve(good)
          : new Promise((_, reject) => {
              signal.addEventListener('abort', () => {
                aborted++;
                reject(signal.reason as Error);
              });
            }),
    };
    assert.equal(await controlled(hangsOnce, { timeoutMs: 5000 }).provider.ask(testRequest(), never), good);
    assert.deepEqual([attempts, aborted], [2, 1]);
  });

  it('learns how long a model takes, so that a hang of a quick model is noticed sooner', async () => {
    const clock = manualClock();
    let attempts = 0;
    const inner: Provider = {
      name: 'quick',
      ask: (_, signal) =>
        ++attempts !== 201
          ? Promise.resolve(good)
          : new Promise((_, reject) => {
              signal.addEventListener('abort', () => {
                reject(signal.reason as Error);
              });
            }),
    };
    const provider = traffic(inner, { clock, random: makeRandom(1), timeoutMs: 120_000 });
    for (let i = 0; i < 200; i++) await provider.ask(testRequest(), never);
    const hung = provider.ask(testRequest(), never);
    await clock.advance(0);
    await clock.advance(14_999);
    assert.equal(attempts, 201);
    await clock.advance(1);
    await clock.advance(1000);
    await hung;
    assert.equal(attempts, 202);
  });

  it('gives a model that thinks 300 s where others get 120, and up a row that hangs thrice', async () => {
    for (const [model, wantedMs] of [
      ['test-model', 120_000],
      ['gpt-5', 300_000],
    ] as const) {
      const clock = virtualClock();
      const deaf: Provider = { name: 'deaf', ask: () => new Promise(() => undefined) };
      await assert.rejects(
        traffic(deaf, { clock, random: makeRandom(1) }).ask(testRequest('row', { model: testModel(model) }), never),
        (error) => error instanceof ProviderError && error.kind === 'timeout' && error.message.includes('3 times'),
      );
      assert.ok(clock.nowMs() > 3 * wantedMs && clock.nowMs() < 3 * wantedMs + 20_000, String(clock.nowMs()));
    }
  });

  it('is not held by a provider that is deaf to aborts', async () => {
    const deaf: Provider = { name: 'deaf', ask: () => new Promise(() => undefined) };
    await assert.rejects(
      controlled(deaf, { timeoutMs: 1000, maxRetries: 1 }).provider.ask(testRequest(), never),
      (error) => error instanceof ProviderError && error.kind === 'timeout' && error.details.mayBeBilled === true,
    );
  });

  it('ends at once on an abort, wherever it waits, with the reason itself', async () => {
    const reason = new Error('stopped by the person');
    const refusing = scripted(failure('rate-limit', true, 3_600_000));
    const hanging: Provider = {
      name: 'hanging',
      ask: (_, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
        }),
    };
    for (const [inner, asks] of [
      [refusing, 3],
      [hanging, 5],
    ] as const) {
      const clock = manualClock();
      const provider = traffic(inner, { clock, random: makeRandom(1), concurrency: 2 });
      const controller = new AbortController();
      const asked = Array.from({ length: asks }, () => provider.ask(testRequest(), controller.signal));
      const outcomes = Promise.allSettled(asked);
      await clock.advance(0);
      controller.abort(reason);
      for (const outcome of await outcomes) assert.deepEqual(outcome, { status: 'rejected', reason });
      assert.equal(clock.sleepers, 0, 'nothing sleeps on');
    }
  });

  it('lets one request at a time through a server that works so, though all of them would time out', async () => {
    const clock = virtualClock();
    let freeAtMs = 0;
    let answered = 0;
    const serial: Provider = {
      name: 'serial',
      ask: async () => {
        // Works on what was given up too.
        freeAtMs = Math.max(freeAtMs, clock.nowMs()) + 9000;
        await clock.sleep(freeAtMs - clock.nowMs());
        return good;
      },
    };
    const provider = traffic(serial, { clock, random: makeRandom(1), concurrency: 16 });
    await Promise.all(
      Array.from({ length: 100 }, async (_, row) => {
        await provider.ask(testRequest(`row ${String(row)}`), never);
        answered++;
      }),
    );
    assert.equal(answered, 100);
    // Alone it would take 900 s; what was given up on costs again.
    assert.ok(clock.nowMs() < 1800_000, `${String(clock.nowMs() / 1000)} s`);
  });

  it('sends nothing of a model whose limit is reached until it is full again, and lets other models pass', async () => {
    const clock = manualClock();
    const asked: string[] = [];
    const inner: Provider = {
      name: 'limited',
      ask: (request) => {
        asked.push(request.model.modelId);
        const told = { name: 'requests', unit: 'requests', remaining: 0, resetMs: 4000 } as const;
        return Promise.resolve({ ...good, rateLimits: [told] });
      },
    };
    const provider = traffic(inner, { clock, random: makeRandom(1) });
    const request = testRequest();
    await provider.ask(request, never);
    const second = provider.ask(request, never);
    await provider.ask({ ...request, model: { ...request.model, modelId: 'other' } }, never);
    await clock.advance(3999);
    assert.deepEqual(asked, ['test-model', 'other']);
    await clock.advance(1);
    await second;
    assert.deepEqual(asked, ['test-model', 'other', 'test-model']);
  });

  it('pauses the run when all of the first replies are none, instead of failing every row', async () => {
    const clock = virtualClock();
    const inner = scripted(failure('malformed', true));
    const provider = traffic(inner, { clock, random: makeRandom(1) });
    assert.deepEqual(await kindsOf(provider, 1, 20), Array<string>(20).fill('unreachable'));
    assert.ok(inner.attempts <= 12 + 20, String(inner.attempts));
  });

  it('holds rows for three quarters of a minute where nothing has ever answered, and then pauses', async () => {
    const clock = virtualClock();
    const silent = scripted(failure('network', true));
    const notices: string[] = [];
    const provider = traffic(silent, {
      clock,
      random: makeRandom(1),
      notify: ({ code, message }) => notices.push(`${String(clock.nowMs())} ${code} ${message ?? ''}`),
    });
    assert.deepEqual(await kindsOf(provider, 1), ['unreachable']);
    assert.equal(notices[0], '0 outage a network error');
    assert.ok(clock.nowMs() >= 45_000 && clock.nowMs() < 60_000, String(clock.nowMs()));
    assert.ok(silent.attempts <= 12, String(silent.attempts));
  });

  it('holds rows while a server has answered nothing but 500, and tells what it says at once', async () => {
    const clock = virtualClock();
    const down = new ProviderError('server', 'x: 500 The flux capacitor is empty', { isRetryable: true, status: 500 });
    const inner = scripted(...Array<Error>(9).fill(down), good);
    const told: { readonly attempts: number; readonly message: string | undefined }[] = [];
    const provider = traffic(inner, {
      clock,
      random: makeRandom(1),
      notify: ({ message }) => told.push({ attempts: inner.attempts, message }),
    });
    assert.deepEqual(await kindsOf(provider, 1, 20), Array<string>(20).fill('good'));
    assert.match(told[0]!.message!, /flux capacitor/);
    assert.ok(told[0]!.attempts <= 4, String(told[0]!.attempts));
  });

  it('counts what is refused for good over all models of an account until one has answered', async () => {
    const inner = scripted(failure('bad-request', false));
    const provider = traffic(inner, { clock: virtualClock(), random: makeRandom(1) });
    const pause = new AbortController();
    const asked = ['a', 'b', 'c'].flatMap((name) =>
      Array.from({ length: 10 }, (_, row) =>
        provider
          .ask(testRequest(`row ${String(row)}`, { model: testModel(name), pauseSignal: pause.signal }), never)
          .catch((error: unknown) => {
            if (error instanceof ProviderError && error.kind === 'unreachable') pause.abort(new Error('paused'));
          }),
      ),
    );
    await Promise.all(asked);
    assert.ok(inner.attempts <= 12, `${String(inner.attempts)} requests`);
  });

  it('pauses when a model refuses all of its first requests, but not for rows that are refused later', async () => {
    const refusal = failure('bad-request', false);
    const options = { outageAfter: 6 };
    assert.deepEqual(await kindsOf(controlled(scripted(refusal), options).provider, 3), [
      'bad-request',
      'bad-request',
      'unreachable',
    ]);
    const later = controlled(scripted(good, refusal), options).provider;
    assert.deepEqual(await kindsOf(later, 5), ['good', ...Array<string>(4).fill('bad-request')]);
  });
});
