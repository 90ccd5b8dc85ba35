// How many tokens may be enqueued for a model: as refusals and ends of batches teach.
import assert from 'node:assert/strict';
import { Room } from '../../../src/providers/batch/room';
import { fault } from './fakeBatchService';

const refusal = (limitTokens?: number) => ({
  ...({ why: 'enqueued', message: 'too much', error: fault() } as const),
  ...(limitTokens !== undefined && { limitTokens }),
});

describe('the room of a model at a batch service', () => {
  it('counts three bytes a token until answers show the ratio, and 5 % more than they show', () => {
    const room = new Room();
    assert.deepEqual([room.tokensOf('m', 300), room.tokensOf('m', 301), room.hasAnswered('m')], [100, 101, false]);
    room.counted('m', 1000, {});
    room.counted('m', 1000, { inputTokens: 0 });
    room.counted('m', 1000, { inputTokens: -5 });
    assert.deepEqual([room.tokensOf('m', 300), room.hasAnswered('m')], [100, false]);
    room.counted('m', 1000, { inputTokens: 200 });
    assert.deepEqual([room.tokensOf('m', 1000), room.hasAnswered('m')], [210, true]);
    room.counted('m', 3000, { inputTokens: 600 });
    assert.equal(room.tokensOf('m', 100), 21);
    assert.equal(room.tokensOf('other', 300), 100, 'each model by itself');
  });

  it('is without end until a refusal halves what was out', () => {
    const room = new Room();
    assert.deepEqual(room.of('m'), { left: Infinity, allowed: Infinity, isAnythingOut: false });
    room.handedIn('m', 600);
    room.handedIn('m', 401);
    assert.deepEqual(room.refused('m', refusal()), { model: 'm', tokens: 500 });
    assert.deepEqual(room.of('m'), { left: 500 - 1001, allowed: 500, isAnythingOut: true });
    room.ended('m', 401, false);
    assert.deepEqual(room.of('m'), { left: -100, allowed: 500, isAnythingOut: true });
    room.ended('m', 600, true);
    assert.deepEqual(
      room.of('m'),
      { left: 625, allowed: 625, isAnythingOut: false },
      'a quarter more with each that ends',
    );
    room.ended('m', 50, true);
    assert.deepEqual(room.of('m'), { left: 781.25, allowed: 781.25, isAnythingOut: false });
    room.handedIn('m', 1);
    assert.deepEqual(room.refused('m', refusal()), { model: 'm', tokens: 1 }, 'one at least');
    const low = new Room();
    low.handedIn('m', 100);
    low.refused('m', refusal());
    low.handedIn('m', 900);
    assert.equal(low.refused('m', refusal()).tokens, 50, 'a refusal raises nothing');
  });

  it('is what a refusal states where more was out, and half of what was out where it was less', () => {
    const room = new Room();
    room.handedIn('m', 5000);
    assert.deepEqual(room.refused('m', refusal(3000)), { model: 'm', tokens: 3000, stated: 3000 });
    room.ended('m', 5000, false);
    room.handedIn('m', 3000);
    assert.deepEqual(room.refused('m', refusal()), { model: 'm', tokens: 1500, stated: 3000 }, 'others use it too');
    for (const allowed of [1875, 2343.75, 2929.6875, 3000, 3000]) {
      room.ended('m', 3000, true);
      assert.equal(room.of('m').allowed, allowed);
    }
  });

  it('is known from an earlier session', () => {
    const room = new Room();
    room.restore({ model: 'm', tokens: 1000, stated: 1100 });
    room.restore({ model: 'n', tokens: 1000 });
    for (const model of ['m', 'n']) room.ended(model, 0, true);
    assert.deepEqual([room.of('m').allowed, room.of('n').allowed], [1100, 1250]);
  });
});
