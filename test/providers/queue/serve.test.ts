// What a worker takes up, refuses and lets go of, what it makes of a request, and what it says of itself; over a Redis in memory.
import assert from 'node:assert/strict';
import { InputError } from '../../../src/engine/inputError';
import { type AskRequest, ProviderError, type Provider, type Reply } from '../../../src/engine/provider';
import { cancelChannel } from '../../../src/providers/queue/bull';
import { noticeMs } from '../../../src/providers/queue/coordinator';
import { NoticeBoard } from '../../../src/providers/queue/noticeBoard';
import { type Offer, offerId, readHello, writeOffer } from '../../../src/providers/queue/notices';
import { readOutcome, writeReply, writeRequest } from '../../../src/providers/queue/requests';
import { Server } from '../../../src/providers/queue/serve';
import { fakeRedis } from '../../support/fakeRedis';
import { testRequest } from '../../support/requests';
import { standIns } from '../../support/standIns';

type Job = {
  id?: string;
  data: unknown;
  attemptsStarted: number;
  updateData(data: unknown): Promise<void>;
  updateProgress(told: unknown): Promise<void>;
};
const reply: Reply = { text: 'spam', usage: {}, finish: { unified: 'stop', raw: 'stop' } };
const offerAt = (port: number, version = '1'): Offer => ({
  version,
  config: { name: 'p', type: 'openai-compatible', baseUrl: `http://127.0.0.1:${String(port)}/v1` },
});

describe('a worker', () => {
  const standIn = standIns();
  let tick!: () => void;
  let nowMs = 0;
  beforeEach(() => {
    nowMs = 1_000_000;
    standIn(Date, 'now', () => () => nowMs);
    standIn(globalThis, 'setInterval', (() => (run: () => void, ms: number) => {
      assert.equal(ms, 1000);
      tick = run;
      return undefined;
    }) as never);
  });

  function start(ask: Provider['ask'] = () => Promise.resolve(reply), openProvider?: (offer: Offer) => Provider) {
    const redis = fakeRedis();
    const hearing = fakeRedis();
    const told: string[] = [];
    const workers = new Map<
      string,
      { work: (job: Job) => Promise<void>; fail: (job: Job | undefined) => void; slots: number }
    >();
    const closed: string[] = [];
    const server = new Server(
      redis,
      hearing,
      {
        ...{ version: '1', name: 'w', slots: 4, tell: (message: string) => told.push(message) },
        openProvider: openProvider ?? (({ config }) => ({ name: config.name, ask })),
      },
      (_, id, work, slots) => {
        const handlers = new Map<string, (job: Job | undefined) => void>();
        workers.set(id, { work: work as never, slots, fail: (job) => handlers.get('failed')!(job) });
        const worker = {
          on: (event: string, tell: (job: Job | undefined) => void) => handlers.set(event, tell),
          close: () => Promise.resolve(void closed.push(id)),
        };
        return Promise.resolve(worker as never);
      },
    );
    const offers = new NoticeBoard(redis, 'offers', noticeMs);
    const put = (offer: Offer, name = `${offerId(offer)} session`) => offers.put(name, writeOffer(offer));
    const hellos = async () =>
      (await new NoticeBoard(redis, 'workers', noticeMs).all()).map(({ text }) => readHello(text)!);
    return { redis, hearing, told, workers, closed, server, offers, put, hellos };
  }

  function jobOf(data: unknown, changes: Partial<Job> = {}): Job & { readonly told: unknown[] } {
    const job = {
      ...{ id: 'j', data, attemptsStarted: 1, told: [] as unknown[] },
      updateData(changed: unknown) {
        this.data = changed;
        return Promise.resolve();
      },
      updateProgress(told: unknown) {
        this.told.push(told);
        return Promise.resolve();
      },
      ...changes,
    };
    return job;
  }
  const asked = writeRequest(testRequest('row'));

  it('takes up what is offered, and lets go of what is not any more', async () => {
    const { redis, told, workers, closed, server, put, hellos } = start();
    const [one, two] = [offerAt(1), offerAt(2)];
    await put(one);
    await put(two);
    await server.lookAround();
    assert.deepEqual([...workers.keys()].sort(), [offerId(one), offerId(two)].sort());
    assert.deepEqual(told.splice(0), ['Asks 127.0.0.1:1.', 'Asks 127.0.0.1:2.']);
    assert.equal(workers.get(offerId(one))!.slots, 4);
    const [hello] = await hellos();
    assert.deepEqual(hello, {
      ...{ version: '1', name: 'w', slots: 4, perSecond: 0, refuses: [] },
      serves: [offerId(one), offerId(two)],
    });
    redis.nowMs += noticeMs - 1;
    await put(two);
    redis.nowMs += 2;
    await server.lookAround();
    assert.deepEqual([closed, told], [[offerId(one)], []]);
    assert.deepEqual((await hellos())[0]!.serves, [offerId(two)]);
  });

  it('takes up nothing under a wrong name, nor what is no offer', async () => {
    const { workers, server, put, offers } = start();
    await put(offerAt(1), `${offerId(offerAt(2))} session`);
    await offers.put('x', 'no offer');
    await server.lookAround();
    assert.equal(workers.size, 0);
    await put(offerAt(1), offerId(offerAt(1)));
    await server.lookAround();
    assert.equal(workers.size, 1);
  });

  it('says once why it refuses, and forgets it when the offer is gone', async () => {
    const why = 'x'.repeat(5000);
    const { redis, told, workers, server, put, hellos } = start(undefined, () => {
      throw new ProviderError('auth', why, { isRetryable: false });
    });
    await put(offerAt(1));
    await put(offerAt(2, '0.9'));
    await server.lookAround();
    await server.lookAround();
    const versions =
      'It is SMART 1 and the run is of SMART 0.9, which may word requests differently; give both the same version.';
    assert.deepEqual(told, [why, versions]);
    assert.deepEqual((await hellos())[0]!.refuses, [
      { offer: offerId(offerAt(1)), why: why.slice(0, 4000) },
      { offer: offerId(offerAt(2, '0.9')), why: versions },
    ]);
    assert.equal(workers.size, 0);
    redis.nowMs += noticeMs + 1;
    await server.lookAround();
    assert.deepEqual((await hellos())[0]!.refuses, []);
  });

  it('refuses what a user must mend, and tries again after any other error', async () => {
    for (const [error, isRefused] of [
      [new InputError('no'), true],
      [new TypeError('a fault'), false],
    ] as const) {
      const { told, server, put } = start(undefined, () => {
        throw error;
      });
      await put(offerAt(1));
      await server.lookAround();
      assert.deepEqual(told, isRefused ? ['no'] : []);
    }
  });

  it('goes on when Redis is back', async () => {
    const { redis, workers, server, put } = start();
    await put(offerAt(1));
    redis.isAway = true;
    await server.lookAround();
    assert.equal(workers.size, 0);
    redis.isAway = false;
    tick();
    for (let i = 0; i < 200; i++) await Promise.resolve();
    assert.equal(workers.size, 1);
  });

  it('looks once at a time', async () => {
    const { workers, server, put, told } = start();
    await put(offerAt(1));
    await Promise.all([server.lookAround(), server.lookAround()]);
    assert.deepEqual([workers.size, told.length], [1, 1]);
  });

  async function serving(ask?: Provider['ask']) {
    const started = start(ask);
    await started.put(offerAt(1));
    await started.server.lookAround();
    return { ...started, ...started.workers.get(offerId(offerAt(1)))! };
  }

  it('answers a request, in place of what was asked', async () => {
    const requests: AskRequest[] = [];
    const { work } = await serving((request) => {
      requests.push(request);
      return Promise.resolve(reply);
    });
    const job = jobOf(asked);
    await work(job);
    assert.deepEqual(job.data, writeReply(reply));
    assert.deepEqual(job.told, []);
    assert.deepEqual([requests[0]!.content, requests[0]!.model.provider], ['row', 'p']);
  });

  it('tells of an answer that took as long as its hold, for nobody may hear of it otherwise', async () => {
    for (const [tookMs, told] of [
      [7999, []],
      [8000, [{ isTold: true }]],
    ] as const) {
      const { work } = await serving(() => {
        nowMs += tookMs;
        return Promise.resolve(reply);
      });
      const job = jobOf(asked);
      await work(job);
      assert.deepEqual(job.told, told);
    }
  });

  it('never asks what another worker had begun', async () => {
    const { work } = await serving(() => assert.fail('asked again'));
    const job = jobOf(asked, { attemptsStarted: 2 });
    await work(job);
    assert.equal(job.data, asked);
  });

  it('tells of errors, and of a request that is none', async () => {
    const error = new ProviderError('server', 'boom', { isRetryable: true });
    const { work } = await serving(() => Promise.reject(error));
    const job = jobOf(asked);
    await work(job);
    const outcome = readOutcome(job.data);
    assert.ok(outcome && 'error' in outcome && outcome.error.message === 'boom');
    const stranger = jobOf({ no: 'request' });
    await work(stranger);
    const refused = readOutcome(stranger.data);
    assert.ok(refused && 'error' in refused);
    assert.deepEqual([refused.error.kind, refused.error.details], ['bad-request', { isRetryable: false }]);
  });

  it('ends what nobody waits for any more, and nothing else', async () => {
    const signals: AbortSignal[] = [];
    const ends: (() => void)[] = [];
    const { work, hearing } = await serving((_, signal) => {
      signals.push(signal);
      return new Promise((resolve, reject) => {
        ends.push(() => {
          resolve(reply);
        });
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      });
    });
    const jobs = ['one', 'two'].map((id) => jobOf(asked, { id }));
    const done = jobs.map(work);
    for (let i = 0; i < 20; i++) await Promise.resolve();
    const cancel = (id: string) => {
      for (const tell of hearing.heard) tell(cancelChannel, id);
    };
    cancel('one');
    cancel('three');
    await done[0];
    const outcome = readOutcome(jobs[0]!.data);
    assert.ok(outcome && 'error' in outcome);
    assert.deepEqual(
      [outcome.error.kind, outcome.error.details],
      ['timeout', { isRetryable: false, mayBeBilled: true }],
    );
    ends[1]!();
    await done[1];
    cancel('two');
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true, false],
    );
  });

  it('keeps nothing of the row where a request failed in the queue', async () => {
    const { fail } = await serving();
    const begun = jobOf(asked);
    fail(begun);
    assert.deepEqual(begun.data, { isLost: true });
    const ended = jobOf(writeReply(reply));
    fail(ended);
    assert.deepEqual(ended.data, writeReply(reply));
    fail(undefined);
  });

  it('says how many requests a second it ended in the last ten', async () => {
    const { work, server, hellos } = await serving();
    const rate = async () => {
      await server.lookAround();
      return (await hellos())[0]!.perSecond;
    };
    for (let i = 0; i < 5; i++) await work(jobOf(asked));
    assert.equal(await rate(), 0.5);
    nowMs += 4000;
    await work(jobOf(asked));
    assert.equal(await rate(), 0.6);
    nowMs += 6000;
    assert.equal(await rate(), 0.6);
    nowMs += 1;
    assert.equal(await rate(), 0.1);
    nowMs += 4000;
    assert.equal(await rate(), 0);
  });

  it('takes nothing more once it stops, and says that it is gone', async () => {
    const { redis, hearing, server, closed, hellos } = await serving();
    await server.stop();
    assert.deepEqual([closed, await hellos()], [[offerId(offerAt(1))], []]);
    assert.ok(redis.isParted && hearing.isParted);
    await server.lookAround();
    assert.deepEqual(await hellos(), []);
  });
});
