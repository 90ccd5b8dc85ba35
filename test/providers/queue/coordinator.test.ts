// What a coordinator offers, whom it sees at work and what it tells of them, and how it asks; over a Redis in memory.
import assert from 'node:assert/strict';
import type { WorkersSeen } from '../../../src/engine/events';
import { ProviderError } from '../../../src/engine/provider';
import type { Ask, AskBoard } from '../../../src/providers/queue/askBoard';
import { Coordinator, noticeMs } from '../../../src/providers/queue/coordinator';
import { NoticeBoard } from '../../../src/providers/queue/noticeBoard';
import { type Hello, offerId, offerOf, readOffer, writeHello } from '../../../src/providers/queue/notices';
import { type Outcome, writeRequest } from '../../../src/providers/queue/requests';
import type { ProviderConfig } from '../../../src/providers/providerConfig';
import { fakeRedis } from '../../support/fakeRedis';
import { never, testModel, testRequest } from '../../support/requests';
import { standIns } from '../../support/standIns';

const config: ProviderConfig = { name: 'p', type: 'openai-compatible' };
const address = 'http://127.0.0.1:1/v1';
const id = offerId(offerOf(config, address, '1'));
const reply = { text: 'spam', usage: {}, finish: { unified: 'stop' } } as const;

describe('a coordinator', () => {
  const standIn = standIns();
  const started: Coordinator[] = [];
  /** Ticks of the timers that were begun. */
  let ticks: (() => void)[] = [];
  beforeEach(() => {
    ticks = [];
    const timer = { unref: () => timer };
    standIn(globalThis, 'setInterval', (() => (run: () => void, ms: number) => {
      assert.equal(ms, 1000);
      ticks.push(run);
      return timer;
    }) as never);
  });
  afterEach(async () => {
    for (const one of started.splice(0)) await one.close();
  });

  function start(show?: (seen: WorkersSeen) => void) {
    const redis = fakeRedis();
    const told: string[] = [];
    const asks: Ask[] = [];
    const calls: string[] = [];
    const opened: string[] = [];
    const next: { outcome: Outcome } = { outcome: { reply } };
    const board = {
      ask: (ask: Ask) => {
        asks.push(ask);
        return Promise.resolve({ ...next.outcome, id: `${ask.subject}.${ask.attempt}` });
      },
      drop: (job: string) => calls.push(`drop ${job.slice(-2)}`),
      dropLater: (job: string) => calls.push(`later ${job.slice(-2)}`),
      close: () => Promise.resolve(void calls.push('close')),
    };
    const coordinator = new Coordinator(
      redis,
      'redis://h:6379/0',
      { version: '1', tell: (message) => told.push(message), ...(show && { show }) },
      (_, offer) => {
        opened.push(offer);
        return Promise.resolve(board as unknown as AskBoard);
      },
    );
    started.push(coordinator);
    const workers = new NoticeBoard(redis, 'workers', noticeMs);
    const hello = (name: string, changes: Partial<Hello> = {}) =>
      workers.put(
        name,
        writeHello({ version: '1', name, slots: 4, serves: [id], refuses: [], perSecond: 0, ...changes }),
      );
    const look = async () => {
      ticks[0]!();
      for (let i = 0; i < 400; i++) await Promise.resolve();
    };
    return { redis, told, asks, calls, opened, next, coordinator, hello, look, workers };
  }

  it('puts up its offers, renews them, and takes them back at the end', async () => {
    const { redis, coordinator, opened, calls, look } = start();
    await coordinator.provider(config, address, 'run');
    await coordinator.provider(config, address, 'run');
    const offers = new NoticeBoard(redis, 'offers', noticeMs);
    const [offer, ...others] = await offers.all();
    assert.deepEqual([offer!.id.split(' ')[0], others, opened], [id, [], [id]]);
    assert.deepEqual(readOffer(offer!.text), offerOf(config, address, '1'));
    redis.nowMs += noticeMs - 1;
    await look();
    redis.nowMs += noticeMs - 1;
    assert.equal((await offers.all()).length, 1);
    await coordinator.provider({ ...config, type: 'openai' }, 'http://127.0.0.1:2/v1', 'run');
    assert.equal((await offers.all()).length, 2);
    await coordinator.close();
    assert.deepEqual([await offers.all(), calls, redis.isParted], [[], ['close', 'close'], true]);
  });

  it('counts the places of the workers that ask for each offer', async () => {
    const { redis, coordinator, hello, look, workers } = start();
    const slots = coordinator.slots(config, address);
    assert.equal(coordinator.slots(config, address), slots);
    await hello('a');
    await workers.put('x', 'no hello');
    await hello('b', { slots: 3 });
    await hello('c', { serves: ['another'] });
    await look();
    assert.equal(slots.count, 7);
    redis.nowMs += noticeMs + 1;
    await hello('b', { slots: 2 });
    await look();
    assert.equal(slots.count, 2);
    redis.isAway = true;
    await look();
    assert.equal(slots.count, 2, 'nothing is known while Redis is away');
    redis.isAway = false;
    redis.nowMs += noticeMs + 1;
    await look();
    assert.equal(slots.count, 0);
  });

  it('looks once at a time', async () => {
    const { coordinator, redis, look } = start();
    coordinator.slots(config, address);
    let times = 0;
    standIn(
      redis,
      'time',
      (real) =>
        ((...given: []) => {
          times++;
          return real.apply(redis, given);
        }) as never,
    );
    ticks[0]!();
    ticks[0]!();
    await look();
    assert.equal(times, 2, 'one to put the offer up, one to read the workers');
  });

  it('tells in words who asks, who will not, and how quick they are', async () => {
    let nowMs = 0;
    standIn(performance, 'now', () => () => nowMs);
    const { coordinator, told, hello, look } = start();
    await hello('d', { perSecond: 2 });
    await look();
    assert.deepEqual(told.splice(0), [], 'nothing is offered');
    await coordinator.provider(config, address, 'run');
    assert.deepEqual(told.splice(0), ['1 worker asks: d (4 at once).']);
    await hello('b', {
      serves: [],
      refuses: [
        { offer: id, why: 'no key' },
        { offer: 'another', why: 'no' },
      ],
    });
    await hello('c', { slots: 2, perSecond: 0.25 });
    await look();
    assert.deepEqual(told.splice(0), ['Worker b: no key', '2 workers ask: c (2 at once), d (4 at once).']);
    nowMs = 29_999;
    await look();
    assert.deepEqual(told.splice(0), []);
    nowMs = 30_000;
    await look();
    assert.deepEqual(told.splice(0), ['Requests answered: c 0.3/s, d 2.0/s.']);
    await look();
    nowMs = 59_999;
    await look();
    assert.deepEqual(told.splice(0), []);
    await hello('c', { slots: 2 });
    nowMs = 60_000;
    await look();
    assert.deepEqual(told.splice(0), ['Requests answered: c 0.0/s, d 2.0/s.']);
    for (const name of ['c', 'd']) await hello(name, { slots: 2 });
    nowMs = 95_000;
    await look();
    assert.deepEqual(told.splice(0), ['2 workers ask: c (2 at once), d (2 at once).'], 'no rates of 0');
  });

  it('tells how to start a worker where there is none', async () => {
    const { coordinator, told } = start();
    await coordinator.provider(config, address, 'run');
    assert.deepEqual(told, [
      'No worker asks for this run yet: start "smart worker --queue redis://h:6379/0" on any machine; the run waits.',
    ]);
  });

  it('does not let a stranger talk without end', async () => {
    const { coordinator, told, hello, look } = start();
    await coordinator.provider(config, address, 'run');
    told.length = 0;
    for (const part of ['a', 'b'])
      await hello(part, {
        serves: [],
        refuses: Array.from({ length: 600 }, (_, i) => ({ offer: id, why: `${part}${String(i)}` })),
      });
    await look();
    assert.equal(told.length, 1001);
  });

  it('shows who is there where somebody wants to see, by name and not endlessly', async () => {
    const seen: WorkersSeen[] = [];
    const { coordinator, told, hello, look } = start((one) => seen.push(one));
    await coordinator.provider(config, address, 'run');
    for (const name of ['b', 'c', 'a']) await hello(name, { perSecond: 1.5 });
    await look();
    await look();
    const worker = (name: string) => ({ name, slots: 4, perSecond: 1.5 });
    assert.deepEqual(seen, [
      { type: 'workers-seen', queue: 'redis://h:6379/0', workers: [] },
      { type: 'workers-seen', queue: 'redis://h:6379/0', workers: [worker('a'), worker('b'), worker('c')] },
    ]);
    assert.deepEqual(told, []);
    for (let i = 0; i < 210; i++) await hello(`w${String(i)}`);
    await look();
    await new Promise((resolve) => setImmediate(resolve));
    await look();
    assert.equal(seen.at(-1)!.workers.length, 200);
  });

  it('asks under the name of the run, of what is asked, and of what pays for it', async () => {
    const { coordinator, asks } = start();
    const provider = await coordinator.provider(config, address, 'run');
    assert.equal(provider.name, 'p');
    const request = testRequest('row');
    const reserved = { id: 7, isEarlier: true };
    const onKept = (await provider.ask({ ...request, reserved }, never)).onKept;
    await provider.ask(request, never);
    await provider.ask(request, never);
    assert.deepEqual(
      asks.map(({ attempt, isEarlier }) => [attempt, isEarlier]),
      [
        ['r7', true],
        ['a0', false],
        ['a1', false],
      ],
    );
    assert.deepEqual(asks[0]!.request, writeRequest(request));
    assert.deepEqual(new Set(asks.map(({ subject }) => subject)).size, 1);
    onKept!();
    await provider.ask(request, never);
    assert.equal(asks.at(-1)!.attempt, 'a0');
    // Another row, model or run is another subject; the same run of another session is not.
    await provider.ask(testRequest('other'), never);
    await provider.ask({ ...request, model: testModel('other', { modelId: 'test-model' }) }, never);
    const again = await coordinator.provider(config, address, 'run');
    await again.ask(request, never);
    const unnamed = await coordinator.provider(config, address, undefined);
    await unnamed.ask(request, never);
    const subjects = asks.slice(3).map(({ subject }) => subject);
    assert.equal(subjects[3], subjects[0]);
    assert.equal(new Set(subjects).size, 4);
  });

  it('keeps an outcome until it is on disk, and one that nobody could find again not at all', async () => {
    const { coordinator, calls, next } = start();
    const provider = await coordinator.provider(config, address, 'run');
    const { onKept, ...rest } = await provider.ask(testRequest('row'), never);
    assert.deepEqual([rest, calls], [reply, []]);
    onKept!();
    assert.deepEqual(calls.splice(0), ['drop a0']);
    const unnamed = await coordinator.provider(config, address, undefined);
    await unnamed.ask(testRequest('row'), never);
    assert.deepEqual(calls.splice(0), ['drop a0']);
    const error = new ProviderError('server', 'boom', { isRetryable: true });
    next.outcome = { error };
    await assert.rejects(provider.ask(testRequest('row'), never), (thrown) => thrown === error);
    assert.deepEqual(calls.splice(0), ['later a0']);
  });
});
