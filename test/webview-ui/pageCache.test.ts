import assert from 'node:assert/strict';
import { createPageCache, rowsPerPage } from '../../webview-ui/grid/pageCache';

const settled = () => new Promise((resolve) => setImmediate(resolve));
const rowsFrom = (offset: number, limit: number) => Array.from({ length: limit }, (_, i) => offset + i);

describe('cache of pages', () => {
  it('fetches the pages in sight once, also while they are under way', async () => {
    const asked: number[] = [];
    const cache = createPageCache(
      (offset, limit) => {
        asked.push(offset);
        return Promise.resolve({ rows: rowsFrom(offset, limit) });
      },
      () => undefined,
    );
    cache.want(90, 130);
    cache.want(95, 135);
    await settled();
    cache.want(0, 200);
    assert.deepEqual(asked, [0, rowsPerPage]);
    assert.equal(cache.rowAt(117), 117);
    assert.equal(cache.rowAt(200), undefined);
  });

  it('drops what arrives after a reset, and asks anew', async () => {
    let answer: (reply: { rows: string[] }) => void = () => undefined;
    let arrivals = 0;
    const cache = createPageCache<string>(
      () => new Promise((resolve) => (answer = resolve)),
      () => arrivals++,
    );
    cache.want(0, 1);
    const late = answer;
    cache.reset();
    cache.want(0, 1);
    late({ rows: ['old'] });
    await settled();
    assert.equal(cache.rowAt(0), undefined);
    answer({ rows: ['new'] });
    await settled();
    assert.equal(cache.rowAt(0), 'new');
    assert.equal(arrivals, 1);
  });

  it('asks again for a page that failed', async () => {
    let tries = 0;
    const cache = createPageCache<number>(
      () => (++tries === 1 ? Promise.reject(new Error('gone')) : Promise.resolve({ rows: [7] })),
      () => undefined,
    );
    cache.want(0, 1);
    await settled();
    cache.want(0, 1);
    await settled();
    assert.equal(cache.rowAt(0), 7);
  });

  it('keeps a bounded number of pages', async () => {
    const cache = createPageCache(
      (offset, limit) => Promise.resolve({ rows: rowsFrom(offset, limit) }),
      () => undefined,
    );
    for (let page = 0; page < 60; page++) {
      cache.want(page * rowsPerPage, page * rowsPerPage + 1);
      await settled();
    }
    assert.equal(cache.rowAt(0), undefined);
    assert.equal(cache.rowAt(59 * rowsPerPage), 59 * rowsPerPage);
  });
});
