import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { onAbort } from '../../src/engine/onAbort';
import { outliving } from '../support/youngCollection';

describe('onAbort', () => {
  it('tells everyone who still wants to know, once, whoever leaves or comes meanwhile', () => {
    const stop = new AbortController();
    const told: string[] = [];
    const hear = (name: string) => onAbort(stop.signal, () => told.push(name));
    hear('first');
    hear('left')();
    onAbort(stop.signal, () => {
      told.push('second');
      leaveThird();
    });
    const leaveThird = hear('third');
    hear('last');
    stop.abort();
    assert.deepEqual(told, ['first', 'second', 'last']);
    stop.abort();
    hear('too late');
    assert.equal(told.length, 3);
  });

  it('takes 100,000 at one signal', () => {
    const stop = new AbortController();
    let told = 0;
    for (let i = 0; i < 100_000; i++) onAbort(stop.signal, () => told++);
    stop.abort();
    assert.equal(told, 100_000);
  });

  it('lets go of who has left, without a full collection', async () => {
    const run = new AbortController();
    const kept = await outliving(async (request) => {
      const leave = onAbort(run.signal, () => request);
      await nextTurn();
      leave();
    });
    assert.ok(kept < 200, `${String(kept)} of 500 were still there`);
  });

  it('lets go of a signal of its own that nothing reaches any more, without a full collection', async () => {
    const kept = await outliving(async (request) => {
      const { signal } = new AbortController();
      onAbort(signal, () => [signal, request]);
      await nextTurn();
    });
    assert.ok(kept < 200, `${String(kept)} of 500 were still there`);
  });
});
