import assert from 'node:assert/strict';
import { createBudget } from '../../../src/engine/money/budget';
import { ProviderError } from '../../../src/engine/provider';
import { makeRandom } from '../../../src/engine/random';
import type { BatchLedger, BatchRecord } from '../../../src/providers/batch/batchLedger';
import { createProvider } from '../../../src/providers/createProvider';
import { syntheticAnswerer } from '../../support/answerers';
import type { BatchOptions } from '../../support/batchRoutes';
import { hastyClock } from '../../support/fakeClock';
import { type LlmServer, startLlmServer } from '../../support/llmServer';
import { never, spamTask, testModel, testPrice } from '../../support/requests';
import { scalePrice } from '../../../src/engine/money/cost';

const model = testModel('test-model', { settings: { batch: true }, price: scalePrice(testPrice, 0.5) });
const ask = (row: number) => ({
  model,
  instruction: 'Say ham or spam.',
  content: `row ${String(row)}`,
  task: spamTask,
});

function memoryLedger(): BatchLedger & { readonly records: BatchRecord[] } {
  const records: BatchRecord[] = [];
  return {
    records,
    load: () => Promise.resolve([...records]),
    append: (record) => {
      records.push(record);
      return Promise.resolve();
    },
  };
}

for (const type of ['openai', 'anthropic'] as const) {
  describe(`batches of ${type}`, () => {
    let server: LlmServer;
    const start = async (batch: BatchOptions = {}) =>
      (server = await startLlmServer({
        answerer: syntheticAnswerer(['ham', 'spam']),
        priceOf: () => testPrice,
        batch,
      }));
    afterEach(() => server.close());
    const baseUrl = () => (type === 'openai' ? `${server.url}/v1` : server.url);
    const provide = (ledger: BatchLedger, budget = createBudget(1)) =>
      createProvider(
        { name: 'batch', type, baseUrl: baseUrl() },
        { clock: hastyClock(), random: makeRandom(1), keys: [], budget, batchLedger: () => ledger },
      );

    it('answers rows through one batch at half the price, and the budget agrees with the ledger', async () => {
      await start();
      const budget = createBudget(1);
      const provider = await provide(memoryLedger(), budget);
      assert.ok(provider.windowOf!(model)! >= 1000);
      const replies = await Promise.all(Array.from({ length: 50 }, (_, row) => provider.ask(ask(row), never)));
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
      const provider = await provide(memoryLedger());
      const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, row) => provider.ask(ask(row), never)));
      outcomes.forEach((outcome, row) => {
        if (row !== 3) assert.equal(outcome.status, 'fulfilled', `row ${String(row)}`);
        else assert.ok(outcome.status === 'rejected' && outcome.reason instanceof ProviderError);
      });
      assert.deepEqual(server.ledger.deliveredTwice(), []);
    });

    it('asks anew what stood in a batch that the service has deleted', async () => {
      await start({ pollsUntilDone: 3 });
      const ledger = memoryLedger();
      const stop = new AbortController();
      const asked = (await provide(ledger)).ask(ask(0), stop.signal);
      while (!ledger.records.some((record) => record.type === 'submitted'))
        await new Promise((resolve) => setTimeout(resolve, 2));
      stop.abort(new Error('stopped'));
      await assert.rejects(asked);
      server.batches.all.clear();
      assert.match((await (await provide(ledger)).ask(ask(0), never)).text, /^(ham|spam)$/);
      assert.equal(server.batches.all.size, 1);
    });

    it('ends at once on an abort, hands nothing in that was not yet out, and finds the rest again', async () => {
      await start({ pollsUntilDone: 3 });
      const ledger = memoryLedger();
      const reason = new Error('stopped');
      const early = new AbortController();
      const first = await provide(ledger);
      const dropped = first.ask(ask(0), early.signal);
      early.abort(reason);
      await assert.rejects(dropped, (error) => error === reason);
      const late = new AbortController();
      const budget = createBudget(1);
      const second = await provide(ledger, budget);
      const asked = Promise.allSettled([second.ask(ask(1), late.signal), second.ask(ask(2), late.signal)]);
      while (!ledger.records.some((record) => record.type === 'submitted'))
        await new Promise((resolve) => setTimeout(resolve, 2));
      late.abort(reason);
      for (const outcome of await asked) assert.ok(outcome.status === 'rejected' && outcome.reason === reason);
      assert.equal(budget.state().possiblyBilledUsd, 0, 'not lost: found again on resuming');
      const third = await provide(ledger);
      await Promise.all([third.ask(ask(1), never), third.ask(ask(2), never)]);
      assert.equal(server.batches.all.size, 1);
      assert.deepEqual(server.ledger.entries.map((entry) => entry.content).sort(), ['row 1', 'row 2']);
    });
  });
}
