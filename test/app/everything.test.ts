// Whole runs with seven models against a server that does everything wrong that servers do: they end, every row is answered or named, the bill
// is the server's to the cent, and no row is paid for twice. SMART_FULL=1 takes all 5,160 recorded messages, some 20 minutes of a busy machine:
// SMART_FULL=1 node dist/test/unit.run.js app/everything
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { JobResult } from '../../src/app/runJob';
import type { StrategyName } from '../../src/engine/strategy';
import { recordedAnswerer, syntheticAnswerer } from '../support/answerers';
import { everyFault, listPrices, recordedMessages } from '../support/sevenModels';
import { type LiveRun, startLiveRun } from './liveRun';

const isFull = process.env['SMART_FULL'] === '1';
const inCents = (usd: number) => usd.toFixed(9);

/** Real messages where they are there, else made-up ones; distinct, so that the ledger tells rows apart. */
function material() {
  const labels = ['ham', 'spam'];
  const errs = { 'gpt-4.1-mini': 0.02, 'gpt-5-mini': 0.03, 'gpt-4o-mini': 0.05, 'gpt-5-nano': 0.08, 'gpt-4.1': 0.01 };
  const synthetic = syntheticAnswerer(labels, errs);
  const recorded = isFull ? recordedMessages() : undefined;
  if (recorded) return { texts: [...new Set(recorded.texts)], answerer: recordedAnswerer(recorded, synthetic) };
  if (isFull) console.log('      (recorded data absent: made-up messages instead)');
  return { texts: Array.from({ length: 100 }, (_, i) => `message ${String(i)}`), answerer: synthetic };
}

/** The run's own files and its bill, against the ledger since `from`. */
async function check(live: LiveRun, result: JobResult, rows: number, strategy: string, from = 0) {
  assert.equal(result.state, 'finished', result.message);
  const { finished, output } = result;
  const entries = live.server.ledger.entries.slice(from);
  const sum = (isDelivered: boolean) =>
    entries.reduce((usd, entry) => (entry.isDelivered === isDelivered ? usd + entry.usd : usd), 0);
  const cells: Record<string, string>[] = parse(await readFile(output!, 'utf8'), { columns: true });
  assert.equal(cells.length, rows);
  const unanswered = cells.filter(({ smart_answer }) => !/^(ham|spam)$/.test(smart_answer!));
  assert.equal(unanswered.length, finished!.failedRows);
  for (const { smart_status } of unanswered) assert.match(smart_status!, /failed/);
  assert.equal(inCents(finished!.spentUsd!), inCents(sum(true)), 'our bill and the ledger');
  assert.ok((finished!.possiblyBilledUsd ?? 0) >= sum(false), 'undelivered answers are within what we say of them');
  assert.ok(
    entries.some(({ isDelivered }) => !isDelivered),
    'the faults did happen',
  );
  assert.deepEqual(live.server.ledger.deliveredTwice(), []);
  const report = await readFile(result.report!, 'utf8');
  assert.doesNotMatch(report, /NaN|undefined|\$0\.00 spent/);
  if (isFull)
    console.log(
      `      ${strategy}: ${String(rows)} rows, ${String(live.server.ledger.requests)} requests so far, ${String(finished!.failedRows)} failed, billed ${inCents(finished!.spentUsd!)} = ledger ${inCents(sum(true))}, possibly ${inCents(finished!.possiblyBilledUsd ?? 0)} >= ${inCents(sum(false))}, ${(finished!.elapsedMs / 1e6).toFixed(0)} s`,
    );
}

describe('a run with everything going wrong', function () {
  this.timeout(isFull ? 3600_000 : 300_000);
  const { texts, answerer } = material();

  for (const [strategy, accuracy] of [
    ['profile-all', 0.97],
    ['certified', 0.97],
  ] as [StrategyName, number][]) {
    it(`${strategy}: ends, answers or names every row, and agrees with the ledger`, async () => {
      const live = await startLiveRun({ texts, answerer, faults: everyFault, seed: 11 });
      try {
        await check(live, await live.run({ strategy, accuracy }), texts.length, strategy);
      } finally {
        await live.close();
      }
    });
  }

  it('every model asked about every row, seven runs at once against one server', async () => {
    const live = await startLiveRun({ texts, answerer, faults: everyFault, seed: 12 });
    try {
      const results = await Promise.all(
        Object.entries(listPrices).map(async ([model, [inputPerMillion, outputPerMillion]]) => {
          const models = [{ model, price: { inputPerMillion, outputPerMillion } }];
          return live.run({ strategy: 'reference' }, {}, { models, concurrency: 16 });
        }),
      );
      const { ledger } = live.server;
      for (const result of results) assert.equal(result.state, 'finished', result.message);
      const billed = results.reduce((sum, { finished }) => sum + finished!.spentUsd!, 0);
      const possibly = results.reduce((sum, { finished }) => sum + (finished!.possiblyBilledUsd ?? 0), 0);
      const failed = results.reduce((sum, { finished }) => sum + finished!.failedRows, 0);
      assert.equal(inCents(billed), inCents(ledger.deliveredUsd));
      assert.ok(possibly >= ledger.undeliveredUsd);
      assert.deepEqual(ledger.deliveredTwice(), []);
      const asked = new Set(
        ledger.entries.filter((e) => e.isDelivered).map(({ model, content }) => `${model} ${content}`),
      );
      assert.ok(asked.size >= texts.length * results.length - failed);
      if (isFull)
        console.log(
          `      all models: ${String(texts.length)} rows x ${String(results.length)}, ${String(ledger.requests)} requests, ${String(failed)} failed, billed ${inCents(billed)} = ledger ${inCents(ledger.deliveredUsd)}, possibly ${inCents(possibly)} >= ${inCents(ledger.undeliveredUsd)}`,
        );
    } finally {
      await live.close();
    }
  });
});
