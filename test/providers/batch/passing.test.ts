// What a batch service does not show yet is looked for again, and nothing is paid twice for it: batches unknown at the first look, results that are
// late, missing or short. What never comes is asked again with the first attempt counted.
import assert from 'node:assert/strict';
import { ProviderError } from '../../../src/engine/provider';
import { memoryLedger, provideBatches, startBatchServer, vendors } from '../../support/batchAsks';
import type { BatchOptions } from '../../support/batchRoutes';
import { hastyClock } from '../../support/fakeClock';

const rows = 40;

const passing: Record<string, BatchOptions> = {
  'every batch is unknown at its first look': { hides: (_, look, what) => what === 'batch' && look === 1 },
  'a batch is unknown at one later look': { hides: (_, look, what) => what === 'batch' && look === 2 },
  'a batch is unknown for the first six looks': { hides: (_, look, what) => what === 'batch' && look <= 6 },
  'the results are unknown once': { hides: (_, look, what) => what === 'results' && look === 1 },
  'the results are unknown for five looks': { hides: (_, look, what) => what === 'results' && look <= 5 },
  'the results are named three looks after the end': { isLate: (_, look) => look <= 3 },
  'half of the lines are missing at first': { drops: (_, reading) => (reading === 1 ? rows / 2 : 0) },
  'the last lines come one after the other': { drops: (_, reading) => Math.max(0, 5 - reading) },
  'neither results nor counts are there three looks after the end': {
    isLate: (_, look) => look <= 3,
    isUncounted: (_, look) => look <= 3,
  },
  'lines are missing and nothing is counted': {
    isUncounted: () => true,
    drops: (_, reading) => (reading <= 3 ? 5 : 0),
  },
  'all of it together': {
    hides: (_, look, what) => (what === 'batch' ? look % 3 === 1 : look === 1),
    isLate: (_, look) => look <= 2,
    drops: (_, reading) => (reading <= 3 ? 3 : 0),
  },
};

for (const vendor of vendors) {
  describe(`what passes in batches of ${vendor}`, () => {
    for (const [title, batch] of Object.entries(passing)) {
      it(`${title}: one batch, paid once`, async () => {
        const server = await startBatchServer({ pollsUntilDone: 2, ...batch });
        try {
          const { budget, askRows } = await provideBatches(vendor, server);
          const replies = await askRows(rows);
          assert.equal(replies.length, rows);
          assert.equal(server.batches.all.size, 1);
          assert.equal(server.ledger.entries.length, rows);
          assert.equal(budget.state().spentUsd.toFixed(9), server.ledger.billedUsd.toFixed(9));
          assert.equal(budget.state().possiblyBilledUsd, 0);
        } finally {
          await server.close();
        }
      });
    }

    it('asks rows again whose answers are counted but never shown, tells it, and counts the first attempts', async () => {
      const server = await startBatchServer({ drops: (batch) => (batch === 1 ? 7 : 0) });
      try {
        const ledger = memoryLedger();
        const { budget, notes, clock, askRows } = await provideBatches(vendor, server, { ledger });
        const startMs = clock.nowMs();
        const replies = await askRows(rows);
        assert.equal(replies.length, rows);
        assert.ok(clock.nowMs() - startMs > 3600_000, 'looked at for an hour');
        assert.equal(server.batches.all.size, 2);
        assert.equal(server.ledger.entries.length, rows + 7);
        const { spentUsd, possiblyBilledUsd } = budget.state();
        assert.ok(possiblyBilledUsd > 0);
        assert.ok(spentUsd + possiblyBilledUsd >= server.ledger.billedUsd);
        assert.match(
          notes.join('\n'),
          /40 answers are counted, and 33 are in its results so far[^]*counts 7 more answers/,
        );
        const ended = ledger.records.find((record) => record.type === 'ended');
        assert.deepEqual(ended && { ...ended, reference: '' }, {
          ...{ type: 'ended', reference: '', outcome: 'completed', read: rows - 7, answered: rows },
        });
      } finally {
        await server.close();
      }
    });

    it('looks for a batch for a day before it is given up, and stops the run when that happens again and again', async () => {
      const server = await startBatchServer({ hides: (_, __, what) => what === 'batch' });
      try {
        const clock = hastyClock(100_000);
        const { budget, provider, askRows } = await provideBatches(vendor, server, { ports: { clock } });
        assert.ok(provider.windowOf);
        await assert.rejects(askRows(3), (error) => error instanceof ProviderError && error.kind === 'quota');
        assert.ok(clock.nowMs() > 3 * 24 * 3600_000);
        assert.equal(server.batches.all.size, 3);
        assert.ok(budget.state().possiblyBilledUsd >= server.ledger.billedUsd, 'the cap holds against the ledger');
      } finally {
        await server.close();
      }
    });

    it('never passes the cap when every second batch is lost for good', async () => {
      const server = await startBatchServer({ hides: (batch, _, what) => what === 'batch' && batch % 2 === 0 });
      try {
        const { budget, provider, askRows } = await provideBatches(vendor, server, {
          ports: { clock: hastyClock(100_000) },
        });
        assert.ok(provider.windowOf);
        await Promise.all([askRows(10), askRows(10, 100)].map((asked) => asked.catch(() => undefined)));
        const { spentUsd, possiblyBilledUsd } = budget.state();
        assert.ok(spentUsd + possiblyBilledUsd >= server.ledger.billedUsd);
      } finally {
        await server.close();
      }
    });
  });
}
