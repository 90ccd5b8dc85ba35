// Asks under way at a batch provider.
import assert from 'node:assert/strict';
import { Waiters } from '../../../src/providers/batch/waiters';
import { testRequest } from '../../support/requests';
import { replyOf, watched } from './fakeBatchService';

describe('who waits', () => {
  it('is known until its end, whichever it is, and a later one of the same request stays', async () => {
    const waiters = new Waiters();
    const first = waiters.open('a', testRequest(), 7);
    assert.deepEqual(
      [first.bytes, first.failures, first.lessons, waiters.get('a'), waiters.isWaiting(first)],
      [7, 0, 0, first, true],
    );
    const later = waiters.open('a', testRequest(), 7);
    assert.equal(waiters.isWaiting(first), false);
    first.resolve(replyOf('ham'));
    assert.equal((await first.promise).text, 'ham');
    assert.equal(waiters.get('a'), later);
    const seen = watched(later.promise);
    later.reject(new Error('lost'));
    await Promise.resolve();
    assert.match(String(seen.error), /lost/);
    assert.equal(waiters.get('a'), undefined);
  });
});
