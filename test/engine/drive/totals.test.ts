import assert from 'node:assert/strict';
import { Totals } from '../../../src/engine/drive/totals';
import type { Model } from '../../../src/engine/model';

const model = (id: string): Model => ({ id, provider: 'p', modelId: id, price: { type: 'unknown' }, settings: {} });

describe('Totals', () => {
  it('estimates from what answers were billed, not from answers that were paid for earlier', () => {
    const totals = new Totals([model('a'), model('b')]);
    totals.add(0, 0, {}, true);
    assert.equal(totals.estimateUsd(0, 100), undefined, 'nothing was billed yet');
    totals.add(0, 0.5, { inputTokens: 3 });
    totals.add(0, 0.25, {});
    totals.add(0, 0, {}, true);
    assert.equal(totals.estimateUsd(0, 100), 37.5);
    assert.deepEqual(totals.perModel()['a'], { asked: 4, delivered: 0, costUsd: 0.75, inputTokens: 3 });
    assert.equal(totals.callsAsked, 4);
  });

  it('keeps a sum unknown once a part of it is', () => {
    const totals = new Totals([model('a'), model('b')]);
    totals.add(0, 0.5, {});
    totals.add(1, undefined, {});
    assert.equal(totals.spentUsd, undefined);
    assert.equal(totals.knownSpentUsd, 0.5);
    assert.equal(totals.estimateUsd(1, 10), undefined);
    assert.ok(totals.isBillKnown(0) && !totals.isBillKnown(1));
  });
});
