// Notices that expire unless they are renewed, by the clock of Redis.
import assert from 'node:assert/strict';
import { NoticeBoard } from '../../../src/providers/queue/noticeBoard';
import { Slots } from '../../../src/providers/queue/slots';
import { fakeRedis } from '../../support/fakeRedis';
import { standIns } from '../../support/standIns';

describe('a board of notices', () => {
  const standIn = standIns();
  it('shows what is put up until it expires, with what it says now', async () => {
    const redis = fakeRedis();
    redis.nowMs = 1_234_567;
    const board = new NoticeBoard(redis, 'workers', 1000);
    await board.put('a', 'one');
    redis.nowMs += 400;
    await board.put('b', 'two');
    assert.deepEqual(await board.all(), [
      { id: 'a', text: 'one' },
      { id: 'b', text: 'two' },
    ]);
    redis.nowMs += 600;
    assert.equal((await board.all()).length, 2, 'to the millisecond');
    redis.nowMs += 1;
    assert.deepEqual(await board.all(), [{ id: 'b', text: 'two' }]);
    await board.put('b', 'three');
    redis.nowMs += 1000;
    assert.deepEqual(await board.all(), [{ id: 'b', text: 'three' }]);
    await board.remove('b');
    assert.deepEqual(await board.all(), []);
  });

  it('forgets what has expired, and keeps boards apart', async () => {
    const redis = fakeRedis();
    const board = new NoticeBoard(redis, 'workers', 1000);
    await board.put('a', 'one');
    redis.nowMs += 1001;
    await board.all();
    assert.equal(await redis.hget('smart:workers', 'a'), null);
    assert.deepEqual(await redis.zrangebyscore('smart:workers:until', '-inf', '+inf', 'LIMIT', 0, 10), []);
    await board.put('a', 'one');
    assert.deepEqual(await new NoticeBoard(redis, 'offers', 1000).all(), []);
    assert.equal((await new NoticeBoard(redis, 'workers', 1).all()).length, 1);
  });

  it('leaves out what is too long, empty or gone', async () => {
    const redis = fakeRedis();
    const board = new NoticeBoard(redis, 'workers', 1000);
    await board.put('long', 'x'.repeat(64 * 1024 + 1));
    await board.put('most', 'x'.repeat(64 * 1024));
    await board.put('empty', '');
    await board.put('gone', 'x');
    await redis.multi().hdel('smart:workers', 'gone').exec();
    assert.deepEqual(
      (await board.all()).map(({ id }) => id),
      ['most'],
    );
  });

  it('leaves out what goes while it looks', async () => {
    const redis = fakeRedis();
    const board = new NoticeBoard(redis, 'workers', 1000);
    await board.put('a', 'one');
    standIn(redis, 'hget', (() => () => Promise.resolve(null)) as never);
    assert.deepEqual(await board.all(), []);
  });
});

describe('slots of workers', () => {
  it('tell of changes, and of nothing else', () => {
    const slots = new Slots();
    const told: number[] = [];
    slots.onChange(() => told.push(slots.count));
    slots.set(0);
    slots.set(3);
    slots.set(3);
    slots.set(1);
    assert.deepEqual(told, [3, 1]);
  });
});
