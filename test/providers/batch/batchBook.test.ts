// Which request is in which batch, and who waits for it.
import assert from 'node:assert/strict';
import { BatchBook } from '../../../src/providers/batch/batchBook';
import { Waiters } from '../../../src/providers/batch/waiters';
import { testRequest } from '../../support/requests';

describe('which request is in which batch', () => {
  const [first, second] = [
    { reference: 'r-1', batchId: 'b1', keys: ['a', 'b'] },
    { reference: 'r-2', batchId: 'b2', keys: ['b', 'c'] },
  ];

  it('is told by the latest', () => {
    const book = new BatchBook();
    book.bind(first);
    book.bind(second);
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].map((key) => book.of(key)?.batchId),
      ['b1', 'b2', 'b2', undefined],
    );
    assert.deepEqual(
      ['r-1-0', 'r-1-1', 'r-1-2', 'r-2-0', 'x', 'r-1-'].map((id) => book.keyOf(first, id)),
      ['a', undefined, undefined, undefined, undefined, 'a'],
    );
    assert.equal(book.keyOf(second, 'r-2-0'), 'b');
    book.forget(first, 'b');
    assert.equal(book.of('b'), second, 'it is in a later one');
    book.forgetAll(first);
    assert.deepEqual(
      ['a', 'b'].map((key) => book.of(key)?.batchId),
      [undefined, 'b2'],
    );
    book.forget(second, 'b');
    assert.equal(book.of('b'), undefined);
    const waiters = new Waiters();
    const [b, c] = ['b', 'c'].map((key) => waiters.open(key, testRequest(), 1));
    assert.deepEqual(waiters.ofBatch(second, book), [c]);
    book.bind(second);
    assert.deepEqual(waiters.ofBatch(second, book), [b, c]);
    waiters.forget('b');
    assert.deepEqual(waiters.ofBatch(second, book), [c]);
  });
});
