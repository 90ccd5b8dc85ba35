import assert from 'node:assert/strict';
import { onAbort } from '../../src/engine/onAbort';

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
});
