import assert from 'node:assert/strict';
import { createBudget } from '../../../src/engine/money/budget';
import { ProviderError } from '../../../src/engine/provider';
import type { BatchRecord } from '../../../src/providers/batch/batchLedger';
import { newReference } from '../../../src/providers/batch/reference';
import { batchAsk, memoryLedger, provideBatches, startBatchServer, vendors } from '../../support/batchAsks';
import type { BatchOptions } from '../../support/batchRoutes';
import type { LlmServer } from '../../support/llmServer';
import { never } from '../../support/requests';

const monthMs = 31 * 24 * 3600_000;

/** The records as they would stand a month after. */
function aMonthOld(records: readonly BatchRecord[]): BatchRecord[] {
  const old = newReference(Date.now() - monthMs);
  return records.map((record) => ('reference' in record ? { ...record, reference: old } : record));
}

for (const vendor of vendors) {
  describe(`batches of ${vendor}`, () => {
    let server: LlmServer;
    const start = async (batch: BatchOptions = {}) => (server = await startBatchServer(batch));
    afterEach(() => server.close());

    it('answers rows through one batch at half the price, and the budget agrees with the ledger', async () => {
      await start();
      const { provider, budget, askRows } = await provideBatches(vendor, server);
      assert.ok(provider.windowOf!(batchAsk(0).model)! >= 1000);
      const replies = await askRows(50);
      for (const reply of replies) assert.match(reply.text, /^(ham|spam)$/);
      assert.equal(server.batches.all.size, 1);
      assert.equal(budget.state().spentUsd.toFixed(9), server.ledger.billedUsd.toFixed(9));
      assert.equal(budget.state().reservedUsd, 0);
    });

    it('hands failed and expired requests in again, and names those that keep failing', async () => {
      await start({
        fails: (content, attempt) =>
          content.includes('row 3"') ? 'error' : attempt === 1 && content.includes('row 1') ? 'expired' : undefined,
      });
      const { provider } = await provideBatches(vendor, server);
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, row) => provider.ask(batchAsk(row), never)),
      );
      outcomes.forEach((outcome, row) => {
        if (row !== 3) assert.equal(outcome.status, 'fulfilled', `row ${String(row)}`);
        else assert.ok(outcome.status === 'rejected' && outcome.reason instanceof ProviderError);
      });
      assert.deepEqual(server.ledger.deliveredTwice(), []);
    });

    it('asks anew, with a sentence, what stood in a batch that the service deleted after a month', async () => {
      await start({ pollsUntilDone: 3 });
      const ledger = memoryLedger();
      const stop = new AbortController();
      const first = await provideBatches(vendor, server, { ledger });
      const asked = first.provider.ask(batchAsk(0), stop.signal);
      while (!ledger.records.some((record) => record.type === 'submitted'))
        await new Promise((resolve) => setTimeout(resolve, 2));
      stop.abort(new Error('stopped'));
      await assert.rejects(asked);
      ledger.records.push(...aMonthOld(ledger.records.splice(0)));
      server.batches.all.clear();
      const resumed = await provideBatches(vendor, server, { ledger });
      const [reply] = await resumed.askRows(1);
      assert.match(reply!.text, /^(ham|spam)$/);
      assert.equal(server.batches.all.size, 1);
      assert.match(resumed.notes.join(), /does not know the batch .* asked again.*possibly billed/);
      assert.ok(resumed.budget.state().possiblyBilledUsd > 0, 'the first batch was run');
      assert.ok(ledger.records.some((record) => record.type === 'ended' && record.outcome === 'gone'));
    });

    it('ends at once on an abort, hands nothing in that was not yet out, and finds the rest again', async () => {
      await start({ pollsUntilDone: 3 });
      const ledger = memoryLedger();
      const reason = new Error('stopped');
      const early = new AbortController();
      const first = await provideBatches(vendor, server, { ledger });
      const dropped = first.provider.ask(batchAsk(0), early.signal);
      early.abort(reason);
      await assert.rejects(dropped, (error) => error === reason);
      const late = new AbortController();
      const budget = createBudget(1);
      const second = await provideBatches(vendor, server, { ledger, budget });
      const asked = Promise.allSettled([1, 2].map((row) => second.provider.ask(batchAsk(row), late.signal)));
      while (!ledger.records.some((record) => record.type === 'submitted'))
        await new Promise((resolve) => setTimeout(resolve, 2));
      late.abort(reason);
      for (const outcome of await asked) assert.ok(outcome.status === 'rejected' && outcome.reason === reason);
      assert.equal(budget.state().possiblyBilledUsd, 0, 'not lost: found again on resuming');
      await (await provideBatches(vendor, server, { ledger })).askRows(2, 1);
      assert.equal(server.batches.all.size, 1);
      assert.deepEqual(server.ledger.entries.map((entry) => entry.content).sort(), ['row 1', 'row 2']);
    });
  });
}
