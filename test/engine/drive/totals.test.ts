import assert from 'node:assert/strict';
import { Totals } from '../../../src/engine/drive/totals';
import type { Model } from '../../../src/engine/model';

const model = (id: string): Model => ({ id, provider: 'p', modelId: id, price: { type: 'unknown' }, settings: {} });

describe('Totals', () => {
  it('estimates from what answers were billed, not from answers that were paid for earlier', () => {
    const totals = new Totals([model('a'), model('b')]);
    totals.add(0, { billedUsd: 0, usage: {}, isCached: true });
    assert.equal(totals.estimateUsd(0, 100), undefined, 'nothing was billed yet');
    totals.add(0, { billedUsd: 0.5, usage: { inputTokens: 3 } });
    totals.add(0, { billedUsd: 0.25, usage: {} });
    totals.add(0, { billedUsd: 0, usage: {}, isCached: true });
    assert.equal(totals.estimateUsd(0, 100), 37.5);
    assert.deepEqual(totals.perModel()['a'], { asked: 4, reused: 2, delivered: 0, costUsd: 0.75, inputTokens: 3 });
    assert.equal(totals.callsAsked, 4);
  });

  it('tells each version that answered once, those of earlier sessions and of the cache included', () => {
    const totals = new Totals([model('a'), model('b')]);
    for (const modelVersion of ['a-2026-01-01', 'a-2026-01-01', 'a-2026-03-01'])
      totals.add(0, { billedUsd: 0, usage: {}, modelVersion });
    for (let day = 0; day < 50; day++) totals.add(1, { usage: {}, modelVersion: `b-${String(day)}` });
    const { a, b } = totals.perModel();
    assert.deepEqual(a!.versions, ['a-2026-01-01', 'a-2026-03-01']);
    assert.equal(b!.versions!.length, 10, 'a new one with each answer tells nothing');
  });

  it('keeps a sum unknown once a part of it is', () => {
    const totals = new Totals([model('a'), model('b')]);
    totals.add(0, { billedUsd: 0.5, usage: {} });
    totals.add(1, { usage: {} });
    assert.equal(totals.spentUsd, undefined);
    assert.equal(totals.knownSpentUsd, 0.5);
    assert.equal(totals.estimateUsd(1, 10), undefined);
    assert.ok(totals.isBillKnown(0) && !totals.isBillKnown(1));
  });
});
