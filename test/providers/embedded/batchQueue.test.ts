import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { makeBatchQueue } from '../../../src/providers/embedded/batchQueue';

const never = new AbortController().signal;

describe('makeBatchQueue', () => {
  it('answers every text with its own result, in batches of at most the given length, one at a time', async () => {
    const batches: (readonly string[])[] = [];
    let running = 0;
    const queue = makeBatchQueue(async (texts) => {
      assert.equal(running++, 0);
      batches.push(texts);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return texts.map((text) => text.toUpperCase());
    }, 3);
    const texts = Array.from({ length: 10 }, (_, i) => `t${String(i)}`);
    const results = await Promise.all(texts.map((text) => queue(text, never)));
    assert.deepEqual(
      results,
      texts.map((text) => text.toUpperCase()),
    );
    assert.deepEqual(
      batches.map((batch) => batch.length),
      [3, 3, 3, 1],
    );
    assert.equal(await queue('later', never), 'LATER');
  });

  it('lets an aborted text go at once, before its turn, and goes on with the others', async () => {
    const asked: string[] = [];
    const queue = makeBatchQueue((texts) => {
      asked.push(...texts);
      return Promise.resolve(texts);
    }, 1);
    const aborted = new AbortController();
    const first = queue('a', never);
    const second = queue('b', aborted.signal);
    const third = queue('c', never);
    const reason = new Error('stopped');
    aborted.abort(reason);
    await assert.rejects(second, (error) => error === reason);
    await assert.rejects(queue('d', aborted.signal), (error) => error === reason);
    assert.deepEqual(await Promise.all([first, third]), ['a', 'c']);
    assert.deepEqual(asked, ['a', 'c']);
  });

  it('puts one listener on a signal, however many texts wait under it', async () => {
    const queue = makeBatchQueue((texts) => Promise.resolve(texts), 4);
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 50 }, (_, i) => queue(String(i), signal)));
    assert.equal(getEventListeners(signal, 'abort').length, 1);
  });

  it('fails the batch that failed, not the next one', async () => {
    const queue = makeBatchQueue(
      (texts) => (texts.includes('bad') ? Promise.reject(new Error('broken')) : Promise.resolve(texts)),
      1,
    );
    const [bad, good] = [queue('bad', never), queue('good', never)];
    await assert.rejects(bad, /broken/);
    assert.equal(await good, 'good');
  });
});
