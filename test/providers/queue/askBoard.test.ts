// What becomes of a request that is put up for workers: its outcome, a late one of another attempt, a worker that died, a request that is taken back.
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { ProviderError } from '../../../src/engine/provider';
import { AskBoard } from '../../../src/providers/queue/askBoard';
import { cancelChannel, kept } from '../../../src/providers/queue/bull';
import { writeError, writeReply } from '../../../src/providers/queue/requests';
import { never } from '../../support/requests';
import { standIns } from '../../support/standIns';

type FakeJob = { data: unknown; stalledCounter: number; [field: string]: unknown };

/** A board over a queue in memory, whose jobs a test ends. */
function start() {
  const events = new EventEmitter();
  const jobs = new Map<string, FakeJob>();
  const calls: unknown[][] = [];
  const closed: string[] = [];
  const hooks = { add: () => Promise.resolve(), lrem: () => Promise.resolve(0) };
  const redis = {
    lrem: (...given: unknown[]) => {
      calls.push(['lrem', ...given]);
      return hooks.lrem();
    },
    publish: (...given: unknown[]) => {
      calls.push(['publish', ...given]);
      return Promise.reject(new Error('away'));
    },
  };
  const queue = {
    add: async (name: string, data: object, options: { jobId: string }) => {
      calls.push(['add', name, data, options]);
      await hooks.add();
      jobs.set(options.jobId, newJob(data));
    },
    getJob: (id: string) => {
      calls.push(['getJob', id]);
      return Promise.resolve(jobs.get(id));
    },
    remove: (id: string) => {
      calls.push(['remove', id]);
      jobs.delete(id);
      return Promise.resolve(1);
    },
    toKey: (name: string) => `key:${name}`,
    close: () => {
      closed.push('queue');
      return Promise.resolve();
    },
  };
  const board = new AskBoard(
    redis as never,
    queue as never,
    Object.assign(events, { close: () => Promise.resolve(void closed.push('events')) }) as never,
    { disconnect: () => void closed.push('hearing') } as never,
  );
  const called = (name: string) => calls.filter(([what]) => what === name).map(([, ...given]) => given);
  return { board, jobs, events, hooks, called, closed };
}

function newJob(data: unknown, changes: Partial<FakeJob> = {}): FakeJob {
  const job: FakeJob = {
    ...{ data, stalledCounter: 0, finishedOn: undefined, failedReason: undefined, deferredFailure: undefined },
    updateData: (changed: unknown) => {
      job.data = changed;
      return Promise.reject(new Error('away'));
    },
    ...changes,
  };
  return job;
}

const settled = async () => {
  for (let i = 0; i < 40; i++) await Promise.resolve();
};
const reply = { text: 'spam', usage: {}, finish: { unified: 'stop', raw: 'stop' } } as const;
const answered = writeReply(reply);
const failed = writeError(new ProviderError('server', 'boom', { isRetryable: true }));
const ask = { subject: 'a.b', attempt: 'r1', request: { row: 1 }, isEarlier: false };

describe('a board of requests', () => {
  const standIn = standIns();
  const started: ReturnType<typeof start>[] = [];
  const begin = () => {
    const made = start();
    started.push(made);
    return made;
  };
  afterEach(async () => {
    for (const { board } of started.splice(0)) await board.close();
  });

  for (const event of ['completed', 'failed', 'stalled', 'progress'])
    it(`puts each up once and hears of its end (${event})`, async () => {
      const { board, jobs, events, called } = begin();
      const asked = board.ask(ask, never);
      await settled();
      assert.deepEqual(called('add'), [['ask', ask.request, { jobId: 'a.b.r1', ...kept }]]);
      jobs.get('a.b.r1')!.data = answered;
      events.emit(event, { jobId: 'a.b.r1' });
      assert.deepEqual(await asked, { reply, id: 'a.b.r1' });
      // Whatever is told of it later is not looked at.
      const looks = called('getJob').length;
      events.emit(event, { jobId: 'a.b.r1' });
      await settled();
      assert.equal(called('getJob').length, looks);
      board.drop('a.b.r1');
      events.emit(event, { jobId: 'a.b.r1' });
      await settled();
      assert.equal(called('getJob').length, looks + 1);
    });

  it('tells what a worker failed with', async () => {
    const { board, jobs, events } = begin();
    const asked = board.ask(ask, never);
    await settled();
    jobs.get('a.b.r1')!.data = failed;
    events.emit('failed', { jobId: 'a.b.r1' });
    const outcome = await asked;
    assert.ok('error' in outcome && outcome.error.message === 'boom');
    assert.equal(outcome.id, 'a.b.r1');
  });

  const lost = (outcome: object) => {
    assert.ok('error' in outcome && outcome.error instanceof ProviderError);
    assert.deepEqual(
      [outcome.error.kind, outcome.error.details],
      ['network', { isRetryable: true, mayBeBilled: true }],
    );
  };

  it('finds what an earlier session put up, and does not put it up again', async () => {
    const { board, jobs, called } = begin();
    jobs.set('a.b.r1', newJob(answered));
    assert.deepEqual(await board.ask({ ...ask, isEarlier: true }, never), { reply, id: 'a.b.r1' });
    lost(await board.ask({ ...ask, subject: 'gone', isEarlier: true }, never));
    assert.deepEqual(called('add'), []);
  });

  const deaths: Partial<FakeJob>[] = [
    { stalledCounter: 1 },
    { finishedOn: 7 },
    { failedReason: 'x' },
    { deferredFailure: 'x' },
  ];
  for (const death of deaths)
    it(`takes one whose worker died for lost, and keeps nothing of the row (${Object.keys(death).join()})`, async () => {
      const { board, jobs } = begin();
      jobs.set('a.b.r1', newJob({ row: 1 }, death));
      lost(await board.ask({ ...ask, isEarlier: true }, never));
      assert.deepEqual(jobs.get('a.b.r1')!.data, { isLost: true });
    });

  it('waits while a worker is at it, and while it is not up yet', async () => {
    const { board, events, hooks, jobs } = begin();
    let up!: () => void;
    hooks.add = () => new Promise((resolve) => (up = resolve));
    let isEnded = false;
    const asked = board.ask(ask, never);
    void asked.then(() => (isEnded = true));
    events.emit('stalled', { jobId: 'a.b.r1' });
    await settled();
    assert.ok(!isEnded, 'not there yet');
    up();
    await settled();
    events.emit('progress', { jobId: 'a.b.r1' });
    await settled();
    assert.ok(!isEnded, 'under way');
    jobs.delete('a.b.r1');
    events.emit('stalled', { jobId: 'a.b.r1' });
    lost(await asked);
  });

  it('keeps an outcome that is told twice until it is on disk', async () => {
    const { board, jobs, events, called } = begin();
    const asked = board.ask(ask, never);
    await settled();
    jobs.get('a.b.r1')!.data = answered;
    events.emit('completed', { jobId: 'a.b.r1' });
    events.emit('progress', { jobId: 'a.b.r1' });
    await asked;
    await settled();
    assert.deepEqual(called('remove'), []);
  });

  it('does not take a second attempt for up because the first one is', async () => {
    const { board, events, hooks } = begin();
    const ups: (() => void)[] = [];
    hooks.add = () => new Promise((resolve) => ups.push(resolve));
    const controller = new AbortController();
    const first = board.ask(ask, controller.signal);
    controller.abort(new Error('enough'));
    await assert.rejects(first, /enough/);
    let isEnded = false;
    void board.ask({ ...ask, attempt: 'r2' }, never).then(() => (isEnded = true));
    ups[0]!();
    await settled();
    events.emit('stalled', { jobId: 'a.b.r2' });
    await settled();
    assert.ok(!isEnded);
  });

  it('takes a late answer of another attempt, and takes its own back; a late failure says nothing', async () => {
    const { board, jobs, events, called } = begin();
    const asked = board.ask({ ...ask, attempt: 'r2' }, never);
    await settled();
    jobs.set('a.b.r1', newJob(failed));
    events.emit('failed', { jobId: 'a.b.r1' });
    jobs.set('a.b.r0', newJob({ row: 1 }, { finishedOn: 7 }));
    events.emit('failed', { jobId: 'a.b.r0' });
    await settled();
    assert.deepEqual(called('lrem'), []);
    jobs.get('a.b.r1')!.data = answered;
    events.emit('progress', { jobId: 'a.b.r1' });
    assert.deepEqual(await asked, { reply, id: 'a.b.r1' });
    await settled();
    assert.deepEqual(called('lrem'), [['key:wait', 1, 'a.b.r2']]);
    // It has begun: its worker is told.
    assert.deepEqual(called('publish'), [[cancelChannel, 'a.b.r2']]);
  });

  it('drops an outcome that nobody waits for, and nothing else', async () => {
    const { board, jobs, events, called } = begin();
    jobs.set('a.b.r1', newJob(answered));
    jobs.set('a.b.r2', newJob({ row: 1 }));
    for (const jobId of ['a.b.r1', 'a.b.r2', 'a.b.r3', 'x']) events.emit('completed', { jobId });
    await settled();
    assert.deepEqual(called('remove'), [['a.b.r1']]);
    assert.ok(board);
  });

  it('takes back what nobody has begun: then nothing was billed', async () => {
    const { board, hooks, called } = begin();
    hooks.lrem = () => Promise.resolve(1);
    const controller = new AbortController();
    const asked = board.ask(ask, controller.signal);
    await settled();
    controller.abort(new Error('enough'));
    await assert.rejects(
      asked,
      (error: ProviderError) =>
        error.kind === 'network' && error.details.isRetryable && error.details.mayBeBilled === false,
    );
    assert.deepEqual(
      [called('lrem'), called('remove'), called('publish')],
      [[['key:wait', 1, 'a.b.r1']], [['a.b.r1']], []],
    );
  });

  it('ends with the reason where a worker has begun; only one that hangs is told', async () => {
    const hang = new ProviderError('timeout', 'no answer', { isRetryable: true, mayBeBilled: true });
    for (const [reason, isTold] of [
      [new Error('the run is cut short'), false],
      [hang, true],
    ] as const) {
      const { board, called } = begin();
      const controller = new AbortController();
      const asked = board.ask(ask, controller.signal);
      await settled();
      controller.abort(reason);
      await assert.rejects(asked, (error) => error === reason);
      assert.deepEqual([called('publish'), called('remove')], [isTold ? [[cancelChannel, 'a.b.r1']] : [], []]);
    }
  });

  it('ends in time where Redis does not answer, or with an error', async () => {
    for (const lrem of [() => new Promise<never>(() => undefined), () => Promise.reject(new Error('away'))]) {
      const { board, hooks } = begin();
      hooks.lrem = lrem;
      const controller = new AbortController();
      const asked = board.ask(ask, controller.signal);
      const reason = new Error('enough');
      controller.abort(reason);
      await assert.rejects(asked, (error) => error === reason);
    }
  });

  it('puts nothing up for who has given up, and hears of no abort after the end', async () => {
    const { board, jobs, events, called } = begin();
    const reason = new Error('enough');
    await assert.rejects(board.ask(ask, AbortSignal.abort(reason)), (error) => error === reason);
    assert.deepEqual(called('add'), []);
    const controller = new AbortController();
    const asked = board.ask(ask, controller.signal);
    await settled();
    jobs.get('a.b.r1')!.data = answered;
    events.emit('completed', { jobId: 'a.b.r1' });
    await asked;
    controller.abort(reason);
    await settled();
    assert.deepEqual(called('lrem'), []);
  });

  it('fails where it cannot be put up, and waits for it no more', async () => {
    const { board, hooks, jobs, events, called } = begin();
    hooks.add = () => Promise.reject(new Error('full'));
    await assert.rejects(board.ask(ask, never), /full/);
    jobs.set('a.b.r1', newJob(answered));
    events.emit('completed', { jobId: 'a.b.r1' });
    await settled();
    assert.deepEqual(called('remove'), [['a.b.r1']]);
  });

  it('looks again now and then at what waits for long, for events may be missed', async () => {
    let tick!: () => void;
    let everyMs: number | undefined;
    let nowMs = 5000;
    const timer = { unref: () => timer, [Symbol.toPrimitive]: () => 1 };
    standIn(globalThis, 'setInterval', (() => (run: () => void, ms: number) => {
      tick = run;
      everyMs = ms;
      return timer;
    }) as never);
    standIn(performance, 'now', () => () => nowMs);
    const { board, jobs, called } = begin();
    assert.equal(everyMs, 3000);
    const asked = board.ask(ask, never);
    await settled();
    jobs.get('a.b.r1')!.data = answered;
    const looks = called('getJob').length;
    nowMs += 3000;
    tick();
    await settled();
    assert.equal(called('getJob').length, looks, 'not yet');
    nowMs += 1;
    tick();
    assert.deepEqual(await asked, { reply, id: 'a.b.r1' });
  });

  it('drops at its end what nobody says to be on disk, and parts', async () => {
    const { board, called, closed } = begin();
    board.dropLater('a');
    board.dropLater('b');
    board.drop('b');
    await settled();
    assert.deepEqual(called('remove'), [['b']]);
    await board.close();
    assert.deepEqual(called('remove'), [['b'], ['a']]);
    assert.deepEqual(closed, ['queue', 'events', 'hearing']);
  });
});
