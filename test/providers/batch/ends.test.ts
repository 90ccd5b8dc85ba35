// How batches end badly, and what becomes of their rows: refused for what is enqueued, for their size, for some lines or for a parameter; expired or
// cancelled halfway; files of errors only. A limit fails no row, nothing is paid twice, and a run that resumes afterwards finishes.
import assert from 'node:assert/strict';
import { ProviderError } from '../../../src/engine/provider';
import { batchAsk, memoryLedger, provideBatches, startBatchServer, vendors } from '../../support/batchAsks';
import type { BatchOptions } from '../../support/batchRoutes';
import { never } from '../../support/requests';

async function withServer(
  options: BatchOptions,
  use: (server: Awaited<ReturnType<typeof startBatchServer>>) => Promise<void>,
): Promise<void> {
  const server = await startBatchServer(options);
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

const refused =
  (code: string, message: string, line?: number) =>
  (batch: number): { code: string; message: string; line?: number }[] | undefined =>
    batch === 1 ? [{ code, message, ...(line !== undefined && { line }) }] : undefined;

describe('batches that the service refuses', () => {
  for (const statesLimit of [true, false]) {
    it(`are split and wait for the enqueued tokens, the limit ${statesLimit ? 'read from the message' : 'found by halving'}`, () =>
      withServer({ enqueuedTokens: 3000, statesLimit, pollsUntilDone: 3 }, async (server) => {
        const ledger = memoryLedger();
        const { budget, notes, askRows } = await provideBatches('openai', server, { ledger });
        assert.equal((await askRows(100)).length, 100);
        assert.equal(server.ledger.entries.length, 100, 'none paid twice');
        assert.ok(server.batches.most.enqueuedTokens <= 3000);
        assert.equal(budget.state().spentUsd.toFixed(9), server.ledger.billedUsd.toFixed(9));
        assert.match(notes.join('\n'), statesLimit ? /No more than 3,000 tokens/ : /No more than about [\d,]+ tokens/);
        const limit = ledger.records.find((record) => record.type === 'limit');
        assert.ok(limit && (statesLimit ? limit.stated === 3000 : limit.stated === undefined));
        const ends = ledger.records.filter((record) => record.type === 'ended');
        assert.equal(ends.length, server.batches.all.size, 'the ledger knows every end');
        const refusals = ends.filter((record) => record.outcome === 'refused').length;
        assert.ok(refusals >= 1 && refusals <= 8, String(refusals));
      }));
  }

  it('know the limit of the session before', () =>
    withServer({ enqueuedTokens: 3000 }, async (server) => {
      const ledger = memoryLedger();
      await (await provideBatches('openai', server, { ledger })).askRows(60);
      const before = ledger.records.filter((record) => record.type === 'ended' && record.outcome === 'refused').length;
      await (await provideBatches('openai', server, { ledger })).askRows(60, 1000);
      const after = ledger.records.filter((record) => record.type === 'ended' && record.outcome === 'refused').length;
      assert.equal(after, before);
    }));

  it('stop the run when the money is spent, and are submitted anew by whoever resumes', () =>
    withServer(
      { refuses: refused('billing_hard_limit_reached', 'Billing hard limit has been reached.') },
      async (server) => {
        const ledger = memoryLedger();
        const first = await provideBatches('openai', server, { ledger });
        await assert.rejects(
          first.askRows(20),
          (error) =>
            error instanceof ProviderError && error.kind === 'quota' && /Billing hard limit/.test(error.message),
        );
        assert.equal(first.budget.state().possiblyBilledUsd, 0, 'nothing of it was run');
        const second = await provideBatches('openai', server, { ledger });
        assert.equal((await second.askRows(20)).length, 20);
        assert.equal(server.batches.all.size, 2);
      },
    ));

  it('fail only the rows that the service names', () =>
    withServer({ refuses: refused('invalid_request', 'Messages are not valid.', 3) }, async (server) => {
      const { provider } = await provideBatches('openai', server);
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, row) => provider.ask(batchAsk(row), never)),
      );
      const failed = outcomes.flatMap((outcome, row) => (outcome.status === 'rejected' ? [row] : []));
      assert.deepEqual(failed, [2]);
      assert.equal(server.ledger.entries.length, 19);
    }));

  for (const [code, message] of [
    ['file_too_large', 'The batch file is too large.'],
    ['too_many_tasks', 'The batch contains too many requests, the maximum is 30 requests.'],
  ] as const)
    it(`are halved for their size (${code})`, () =>
      withServer(
        { refuses: (_, requests) => (requests.length > 30 ? [{ code, message }] : undefined) },
        async (server) => {
          const { askRows } = await provideBatches('openai', server);
          assert.equal((await askRows(100)).length, 100);
          assert.ok(server.batches.most.requests <= 30);
          assert.equal(server.ledger.entries.length, 100);
        },
      ));

  it('stop the run with the reason where the batch as such is refused', () =>
    withServer(
      { refuses: () => [{ code: 'model_not_supported', message: 'The model has no batches.' }] },
      async (server) => {
        const { askRows } = await provideBatches('openai', server);
        await assert.rejects(
          askRows(20),
          (error) => error instanceof ProviderError && error.kind === 'quota' && /has no batches/.test(error.message),
        );
        assert.equal(server.batches.all.size, 1);
      },
    ));
});

for (const vendor of vendors) {
  describe(`requests of ${vendor} that a batch did not answer`, () => {
    it('go into a new batch without the parameter that was refused, all of them', () =>
      withServer(
        {
          fails: (content) =>
            content.includes('"temperature"')
              ? { status: 400, message: "Unsupported value: 'temperature' does not support 0 with this model." }
              : undefined,
        },
        async (server) => {
          const { budget, askRows } = await provideBatches(vendor, server);
          assert.equal((await askRows(50)).length, 50);
          assert.equal(server.batches.all.size, 2);
          assert.equal(server.ledger.entries.length, 50);
          assert.equal(budget.state().spentUsd.toFixed(9), server.ledger.billedUsd.toFixed(9));
          // What was learned holds for later batches.
          await askRows(10, 500);
          assert.equal(server.batches.all.size, 3);
        },
      ));

    it('learn one parameter after the other, the rows that are too long fail alone', () =>
      withServer(
        {
          fails: (content) =>
            content.includes('"temperature"')
              ? { status: 400, message: 'temperature is not supported' }
              : /response_format|output_config/.test(content)
                ? { status: 400, message: 'response_format json_schema is not supported; output_config neither' }
                : content.includes('row 7"')
                  ? { status: 400, message: 'This request is longer than the context of the model.' }
                  : undefined,
        },
        async (server) => {
          const { provider } = await provideBatches(vendor, server);
          const outcomes = await Promise.allSettled(
            Array.from({ length: 20 }, (_, row) => provider.ask(batchAsk(row), never)),
          );
          const failed = outcomes.flatMap((outcome, row) => (outcome.status === 'rejected' ? [row] : []));
          assert.deepEqual(failed, [7]);
        },
      ));

    it('stop the run where all are refused for a reason that nothing can be left out for', () =>
      withServer({ fails: () => ({ status: 400, message: 'This deployment is disabled.' }) }, async (server) => {
        const { askRows } = await provideBatches(vendor, server);
        await assert.rejects(
          askRows(50),
          (error) =>
            error instanceof ProviderError && error.kind === 'quota' && /deployment is disabled/.test(error.message),
        );
        assert.equal(server.ledger.entries.length, 0);
      }));

    for (const outcome of ['expired', 'cancelled'] as const)
      it(`are submitted anew after a batch was ${outcome} halfway`, () =>
        withServer(
          { fails: (content, attempt) => (attempt === 1 && /row \d*[02468]"/.test(content) ? outcome : undefined) },
          async (server) => {
            const ledger = memoryLedger();
            const { notes, askRows } = await provideBatches(vendor, server, { ledger });
            assert.equal((await askRows(50)).length, 50);
            assert.equal(server.ledger.entries.length, 50);
            assert.equal(server.batches.all.size, 2);
            const ends = ledger.records.flatMap((record) => (record.type === 'ended' ? [record.outcome] : []));
            assert.deepEqual(ends, [outcome, 'completed']);
            assert.match(notes.join('\n'), /before 25 of its rows were run/);
          },
        ));

    it('stop the run, and fail no row, where every batch expires; resumed, it finishes', () => {
      let isSlow = true;
      return withServer({ fails: () => (isSlow ? 'expired' : undefined) }, async (server) => {
        const ledger = memoryLedger();
        const first = await provideBatches(vendor, server, { ledger });
        await assert.rejects(first.askRows(20), (error) => error instanceof ProviderError && error.kind === 'quota');
        assert.equal(first.budget.state().possiblyBilledUsd, 0);
        isSlow = false;
        const second = await provideBatches(vendor, server, { ledger });
        assert.equal((await second.askRows(20)).length, 20);
        assert.equal(server.ledger.entries.length, 20);
      });
    });
  });
}
