// What a restarted process knows of its batches, by the ledger and by the service.
import assert from 'node:assert/strict';
import { recoverBatches } from '../../../src/providers/batch/recoverBatches';
import { memoryLedger } from '../../support/batchAsks';
import { virtualClock } from '../../support/fakeClock';
import { never } from '../../support/requests';
import { fakeService } from './fakeBatchService';

const bornMs = Date.UTC(2026, 10, 30);

describe('what a restarted process knows of its batches', () => {
  it('comes from the ledger, and from the service where the ledger does not say whether a submission happened', async () => {
    const ledger = memoryLedger();
    const plan = (reference: string, ...keys: string[]) => ({ type: 'planned', reference, keys }) as const;
    ledger.records.push(
      ...[plan('known', 'a', 'b'), { type: 'submitted', reference: 'known', batchId: 'b1' } as const],
      ...[plan('abandoned', 'c'), { type: 'abandoned', reference: 'abandoned' } as const],
      ...[plan('refused', 'd'), { type: 'submitted', reference: 'refused', batchId: 'b2' } as const],
      ...[
        { type: 'ended', reference: 'refused', outcome: 'refused' } as const,
        { type: 'limit', model: 'm', tokens: 5 } as const,
      ],
      ...[plan('ended', 'e'), { type: 'submitted', reference: 'ended', batchId: 'b3' } as const],
      ...[{ type: 'ended', reference: 'ended', outcome: 'completed' } as const],
      ...[plan('found', 'f'), plan('lost', 'g'), plan('later', 'a')],
    );
    const before = ledger.records.length;
    const asked: [string, string[]][] = [];
    const service = fakeService({
      find: (reference, known) => {
        asked.push([reference, [...known]]);
        return Promise.resolve({ found: 'b4', later: 'b5' }[reference]);
      },
    });
    const clock = virtualClock();
    const ports = { clock, epochMs: () => bornMs, waitMs: 1000, signal: never };
    const { book, limits } = await recoverBatches(service, ledger, ports);
    clock.stop();
    assert.deepEqual(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key) => book.of(key)?.batchId),
      ['b5', 'b1', undefined, undefined, 'b3', 'b4', undefined],
    );
    assert.deepEqual(book.of('a'), { reference: 'later', batchId: 'b5', keys: ['a'] });
    assert.deepEqual(limits, [{ type: 'limit', model: 'm', tokens: 5 }]);
    assert.deepEqual(asked, [
      ['found', ['b1', 'b2', 'b3']],
      ['lost', ['b1', 'b2', 'b3', 'b4']],
      ['later', ['b1', 'b2', 'b3', 'b4']],
    ]);
    assert.deepEqual(ledger.records.slice(before), [
      { type: 'submitted', reference: 'found', batchId: 'b4' },
      { type: 'abandoned', reference: 'lost' },
      { type: 'submitted', reference: 'later', batchId: 'b5' },
    ]);
  });
});
