import assert from 'node:assert/strict';
import { createBudget } from '../../../src/engine/money/budget';
import { ProviderError } from '../../../src/engine/provider';
import type { BatchRecord } from '../../../src/providers/batch/batchLedger';
import { type BatchProviderOptions, createBatchProvider } from '../../../src/providers/batch/batchProvider';
import type { BatchLine, BatchService } from '../../../src/providers/batch/batchService';
import { newReference } from '../../../src/providers/batch/reference';
import { batchAsk, memoryLedger, provideBatches, startBatchServer, vendors } from '../../support/batchAsks';
import type { BatchOptions } from '../../support/batchRoutes';
import type { LlmServer } from '../../support/llmServer';
import { manualClock } from '../../support/fakeClock';
import { never, testModel, testRequest } from '../../support/requests';
import { fakeService, fault, linesOf, replyLine, replyOf, watched } from './fakeBatchService';

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

describe('a batch provider', () => {
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const row = (content: string, model = testModel()) => testRequest(content, { model });

  /** @param looks what the service says of each batch at its first look, its second, ... */
  function provide(
    given: Partial<BatchService> & {
      readonly options?: Partial<BatchProviderOptions>;
      readonly ledger?: ReturnType<typeof memoryLedger>;
    } = {},
  ) {
    const { options, ledger = memoryLedger(), ...service } = given;
    const clock = manualClock();
    const handed: { readonly reference: string; readonly rows: readonly string[] }[] = [];
    const answers = new Map<string, () => AsyncIterable<BatchLine>>();
    const looks: string[] = [];
    const notes: string[] = [];
    const provider = createBatchProvider({
      ...{ name: 'vendor', endpoint: 'https://vendor', ledger, clock, gatherMs: 1000, pollMs: 10_000 },
      notify: ({ message }) => {
        notes.push(message as string);
      },
      service: fakeService({
        submit: (items, reference) => {
          const batchId = `b${String(handed.length + 1)}`;
          handed.push({ reference, rows: items.map(({ request }) => request.content) });
          assert.deepEqual(
            items.map(({ customId }) => customId),
            items.map((_, at) => `${reference}-${String(at)}`),
          );
          answers.set(batchId, () =>
            linesOf(items.map(({ customId, request }) => replyLine(customId, replyOf(`to ${request.content}`, 10)))),
          );
          return Promise.resolve({ type: 'submitted', batchId });
        },
        state: (batchId) => {
          looks.push(batchId);
          return Promise.resolve({ type: 'ended', outcome: 'completed', results: answers.get(batchId)! });
        },
        ...service,
      }),
      ...options,
    });
    const ask = (content: string, signal = never, model = testModel()) =>
      watched(provider.ask(row(content, model), signal));
    /** Seconds pass, one after the other. */
    const pass = async (seconds: number) => {
      for (let at = 0; at < seconds; at++) {
        await turn();
        await clock.advance(1000);
      }
      await turn();
    };
    const types = () => ledger.records.map(({ type }) => type);
    return { provider, ask, pass, clock, ledger, handed, looks, notes, types };
  }
  const textOf = ({ value, error }: ReturnType<ReturnType<typeof provide>['ask']>) =>
    value?.text ?? (error as Error | undefined)?.message;

  it('submits what was gathered, and answers each ask', async () => {
    const { ask, pass, handed, types, ledger } = provide();
    const asks = ['x', 'y', 'x'].map((content) => ask(content));
    await pass(5);
    assert.deepEqual(
      handed.map(({ rows }) => rows),
      [['x', 'y']],
      'identical ones share',
    );
    assert.deepEqual(asks.map(textOf), ['to x', 'to y', 'to x']);
    assert.deepEqual(types(), ['planned', 'submitted', 'ended']);
    const [planned] = ledger.records;
    assert.ok(planned?.type === 'planned' && planned.keys.length === 2 && planned.reference === handed[0]!.reference);
  });

  it('has batches of 10,000 unless it is told otherwise or the service takes fewer, four at once', () => {
    for (const [maxRequests, ofService, window] of [
      [undefined, 50_000, 40_000],
      [undefined, 500, 2000],
      [7, 500, 28],
      [700, 500, 2000],
    ] as const) {
      const { provider } = provide({ maxRequests: ofService, options: { maxRequests } });
      assert.equal(provider.windowOf!(testModel()), window);
    }
  });

  it('waits for two seconds, looks every fifteen and tries three times, unless told otherwise', async () => {
    const looks: number[] = [];
    const { ask, pass, handed } = provide({
      state: () => {
        looks.push(handed.length);
        return Promise.resolve(
          looks.length === 1
            ? { type: 'running' }
            : { type: 'ended', outcome: 'cancelled', results: () => linesOf([]), answered: 0 },
        );
      },
      options: { gatherMs: undefined, pollMs: undefined },
    });
    const asked = ask('x');
    await pass(1);
    assert.equal(handed.length, 0);
    await pass(1);
    assert.equal(handed.length, 1);
    assert.equal(looks.length, 1);
    await pass(14);
    assert.equal(looks.length, 1);
    await pass(1);
    assert.equal(looks.length, 2);
    await pass(60);
    assert.equal(handed.length, 3);
    assert.match(textOf(asked)!, /^vendor: 3 times a batch was cancelled/);
  });

  it('tells its notes with its name', async () => {
    const { ask, pass, notes } = provide({ state: () => Promise.resolve({ type: 'deleted' }) });
    ask('x');
    await pass(5);
    assert.match(notes[0]!, /^vendor: The service does not know the batch b1 any more\./);
  });

  it('follows a batch of an earlier session once all who ask for it have asked, and reads its results once', async () => {
    const ledger = memoryLedger();
    let isDone = false;
    const first = provide({ ledger, state: () => Promise.resolve({ type: 'running' }) });
    const stop = new AbortController();
    const asks = ['x', 'y'].map((content) => first.ask(content, stop.signal));
    await first.pass(4);
    stop.abort(new Error('stopped'));
    await first.pass(1);
    assert.deepEqual(asks.map(textOf), ['stopped', 'stopped']);
    assert.equal(first.clock.sleepers, 0, 'nobody looks any more');
    const { reference } = first.handed[0]!;
    const looks: (readonly [string, number])[] = [];
    const handed: string[] = [];
    const second = provide({
      ledger,
      submit: (items) => {
        handed.push(...items.map(({ request }) => request.content));
        return Promise.resolve({ type: 'submitted', batchId: 'other' });
      },
      state: (batchId) => {
        if (batchId !== 'b1' || !isDone) {
          looks.push([batchId, second.clock.nowMs()]);
          return Promise.resolve({ type: 'running' });
        }
        const lines = ['x', 'y'].map((content, at) =>
          replyLine(`${reference}-${String(at)}`, replyOf(`to ${content}`)),
        );
        return Promise.resolve({ type: 'ended', outcome: 'completed', results: () => linesOf(lines) });
      },
    });
    const again = ['x', 'y', 'z'].map((content) => second.ask(content));
    await second.pass(2);
    assert.deepEqual(handed, ['z']);
    assert.deepEqual(looks, [
      ['b1', 1000],
      ['other', 1000],
    ]);
    isDone = true;
    await second.pass(30);
    assert.deepEqual(again.slice(0, 2).map(textOf), ['to x', 'to y']);
    assert.equal(second.ledger.records.filter(({ type }) => type === 'planned').length, 2);
  });

  it('hands nothing in for those who gave up while it was gathered, and lets the others be', async () => {
    const { ask, pass, handed, types } = provide();
    const stop = new AbortController();
    const [gone, stays] = [ask('x', stop.signal), ask('y')];
    await pass(0);
    stop.abort(new Error('stopped'));
    await pass(5);
    assert.deepEqual([gone, stays].map(textOf), ['stopped', 'to y']);
    assert.deepEqual(
      handed.map(({ rows }) => rows),
      [['y']],
    );
    assert.deepEqual(types(), ['planned', 'submitted', 'ended']);
    assert.equal(textOf(ask('y', stop.signal)), undefined);
    await pass(1);
    assert.equal(handed.length, 1);
  });

  it('writes down that a submission that nobody wanted any more did not happen, and goes on for whoever asks later', async () => {
    const stop = new AbortController();
    let tries = 0;
    const { ask, pass, types } = provide({
      submit: () => {
        tries++;
        return tries === 1 ? Promise.reject(fault()) : Promise.resolve({ type: 'submitted', batchId: 'b' });
      },
    });
    const asked = ask('x', stop.signal);
    const other = ask('y', stop.signal);
    await pass(2);
    assert.equal(tries, 1);
    stop.abort(new Error('stopped'));
    await pass(10);
    assert.deepEqual([asked, other].map(textOf), ['stopped', 'stopped']);
    assert.equal(tries, 1);
    assert.deepEqual(types().slice(0, 1), ['planned']);
  });

  it('goes on submitting as long as one of its asks is wanted, and gives up what nobody wants while others wait', async () => {
    let tries = 0;
    const submitted: string[][] = [];
    const { ask, pass, ledger } = provide({
      submit: (items) => {
        submitted.push(items.map(({ request }) => request.content));
        return ++tries <= 2 ? Promise.reject(fault()) : Promise.resolve({ type: 'submitted', batchId: 'b' });
      },
      state: () => Promise.resolve({ type: 'running' }),
    });
    const [stop, other] = [new AbortController(), testModel('other')];
    ask('x', stop.signal);
    ask('y');
    ask('z', stop.signal, other);
    await pass(2);
    assert.deepEqual(submitted, [['x', 'y'], ['z']]);
    stop.abort(new Error('stopped'));
    await pass(4);
    assert.deepEqual(submitted, [['x', 'y'], ['z'], ['x', 'y']]);
    const types = ledger.records.map(({ type }) => type);
    assert.deepEqual([...types].sort(), ['abandoned', 'planned', 'planned', 'submitted']);
    const [abandoned] = ledger.records.filter(({ type }) => type === 'abandoned');
    const planned = ledger.records.filter(({ type }) => type === 'planned');
    assert.ok('reference' in abandoned! && 'reference' in planned[1]! && abandoned.reference === planned[1].reference);
  });

  it('looks at nothing any more when all have given up, and at all of it for whoever asks later', async () => {
    let isDone = false;
    const { ask, pass, clock, handed } = provide({
      state: () => Promise.resolve(isDone ? { type: 'deleted' } : { type: 'running' }),
    });
    const stop = new AbortController();
    ask('x', stop.signal);
    await pass(5);
    ask('y', stop.signal);
    await pass(5);
    assert.equal(handed.length, 2);
    assert.ok(clock.sleepers > 0);
    stop.abort(new Error('stopped'));
    await pass(1);
    assert.equal(clock.sleepers, 0);
    isDone = true;
    const later = ask('x');
    await pass(5);
    assert.match(textOf(later)!, /gave no answer for the row/);
  });

  it('needs nobody to tell', async () => {
    const { ask, pass } = provide({
      state: () => Promise.resolve({ type: 'deleted' }),
      options: { notify: undefined },
    });
    const asked = ask('x');
    await pass(5);
    assert.match(textOf(asked)!, /gave no answer for the row/);
  });

  it('is given up while the ledger is still being read', async () => {
    const ledger = { ...memoryLedger(), load: () => new Promise<never>(() => undefined) };
    const { ask, pass } = provide({ ledger });
    const stop = new AbortController();
    const asked = ask('x', stop.signal);
    await pass(1);
    stop.abort(new Error('stopped'));
    await pass(1);
    assert.equal(textOf(asked), 'stopped');
  });

  it('fails all of a batch that cannot be submitted or looked at, and gives their room back', async () => {
    for (const service of [
      { submit: () => Promise.reject(fault({ isRetryable: false }, 'auth')) },
      { state: () => Promise.reject(fault({ isRetryable: false }, 'auth')) },
    ] satisfies Partial<BatchService>[]) {
      const { ask, pass, handed } = provide(service);
      const asks = ['x', 'y'].map((content) => ask(content));
      await pass(5);
      for (const { error } of asks) assert.ok(error instanceof ProviderError && error.kind === 'auth');
      const before = handed.length;
      ask('z');
      await pass(5);
      assert.ok(handed.length > before || 'submit' in service);
    }
  });

  it('rejects with what a refused submission says, and asks again in a new batch where it was too large', async () => {
    let submissions = 0;
    const sizes: number[] = [];
    const { ask, pass } = provide({
      submit: (items) => {
        submissions++;
        sizes.push(items.length);
        const why = items.length > 2 ? 'size' : 'other';
        return Promise.resolve({
          type: 'refused',
          refusal: { why, message: 'no', error: fault({ isRetryable: false }, 'quota') },
        });
      },
    });
    const asks = ['a', 'b', 'c', 'd'].map((content) => ask(content));
    await pass(8);
    assert.deepEqual(sizes, [4, 2, 2]);
    assert.equal(submissions, 3);
    assert.deepEqual(
      asks.map(textOf),
      Array.from({ length: 4 }, () => 'said: quota'),
    );
  });

  it('follows a batch again for whoever asks while its results are read', async () => {
    const { ask, pass, handed, looks } = provide();
    const stop = new AbortController();
    const early = [ask('x', stop.signal), ask('y')];
    await pass(0);
    stop.abort(new Error('stopped'));
    await pass(4);
    const late = ask('y');
    await pass(8);
    assert.equal(textOf(late), 'to y');
    assert.deepEqual(early.map(textOf), ['stopped', 'to y']);
    assert.equal(handed.length, 1, 'it is in the batch still');
    assert.equal(looks.length, 2);
  });

  it('throws at once where the signal is aborted', async () => {
    const { provider } = provide();
    const reason = new Error('stopped');
    await assert.rejects(provider.ask(row('x'), AbortSignal.abort(reason)), (error) => error === reason);
  });
});
