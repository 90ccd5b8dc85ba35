// Whole runs over the vendors' batch services, killed (SIGKILL) at every stage of a batch and resumed: same results as undisturbed, nothing paid
// twice by the server's ledger, and a cap with no room for the same batch twice still lets the run end, because what was submitted before the
// kill keeps its one reservation.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRecords } from '../../src/store/journalFile';
import { syntheticAnswerer } from '../support/answerers';
import { startLlmServer } from '../support/llmServer';
import { runBatchScript, type Stage } from './batchRunProcess';
import { prices } from './runFixture';

const rows = 60;
async function start(vendor: 'openai' | 'anthropic') {
  const server = await startLlmServer({
    answerer: syntheticAnswerer(['ham', 'spam'], { small: 0.05 }),
    priceOf: (model) => ({ type: 'token', ...prices[model]! }),
    batch: { pollsUntilDone: 2 },
  });
  const folder = mkdtempSync(join(tmpdir(), 'smart-batch-run-'));
  const texts = Array.from({ length: rows }, (_, row) => `message ${String(row)}`);
  writeFileSync(join(folder, 'messages.csv'), `text\n${texts.join('\n')}\n`);
  const baseUrl = vendor === 'openai' ? `${server.url}/v1` : server.url;
  const half = ({ inputPerMillion, outputPerMillion }: (typeof prices)[string]) => ({
    inputPerMillion: inputPerMillion / 2,
    outputPerMillion: outputPerMillion / 2,
  });
  const models = ['small', 'large'].map((model) => {
    // A stated price is taken as it stands: the batch price.
    return { provider: 'batches', model, price: half(prices[model]!), batch: true };
  });
  const providers = { batches: { type: vendor, baseUrl } };
  writeFileSync(join(folder, 'ladder.json'), JSON.stringify({ providers, models }));
  return {
    server,
    folder,
    run: (budgetUsd: number, killAt: Stage = 'never', killNumber = 1) =>
      runBatchScript({ folder, budgetUsd, killAt, killNumber }),
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The most that was ever reserved at once, from the journal of an undisturbed run. */
function mostReservedUsd(folder: string): number {
  const runs = join(folder, 'runs');
  const [run] = readdirSync(runs).filter((name) => !name.startsWith('.'));
  const open = new Map<number, number>();
  let most = 0;
  for (const record of readRecords(join(runs, run!, 'journal.smartlog'), () => undefined)) {
    if (record.type === 'reservation') open.set(record.id, record.usd);
    if (record.type === 'answer') for (const id of record.settles ?? []) open.delete(id);
    most = Math.max(
      most,
      [...open.values()].reduce((sum, usd) => sum + usd, 0),
    );
  }
  return most;
}

for (const vendor of ['openai', 'anthropic'] as const) {
  describe(`a run over the batches of ${vendor}`, function () {
    this.timeout(300_000);
    let expected: {
      readonly results: string;
      readonly entries: number;
      readonly billedUsd: number;
      readonly cap: number;
    };

    before(async () => {
      const calm = await start(vendor);
      try {
        const { end, done } = await calm.run(100);
        assert.equal(end, 0);
        assert.equal(done!.state, 'finished', done!.message);
        const { ledger } = calm.server;
        assert.equal(done!.spentUsd.toFixed(9), ledger.billedUsd.toFixed(9));
        expected = {
          results: readFileSync(done!.output, 'utf8'),
          entries: ledger.entries.length,
          billedUsd: ledger.billedUsd,
          cap: ledger.billedUsd + 1.5 * mostReservedUsd(calm.folder),
        };
      } finally {
        await calm.close();
      }
    });

    for (const [stage, times] of [
      ['before-submit', 3],
      ['after-submit', 2],
      ['polling', 3],
      ['collecting', 2],
      ['answered', 3],
    ] as [Stage, number][]) {
      // Two kills in one run at one of the vendors: their batches differ in how a lost submission is found, not in what a second kill meets.
      const kills = vendor === 'anthropic' ? [times, 1] : [times];
      it(`killed at "${stage}"${kills.length > 1 ? ', twice' : ''}: resumed, it pays nothing twice and ends as if undisturbed`, async () => {
        const rough = await start(vendor);
        try {
          for (const number of kills) assert.equal((await rough.run(expected.cap, stage, number)).end, 'SIGKILL');
          const { end, done } = await rough.run(expected.cap);
          assert.equal(end, 0);
          assert.equal(done!.state, 'finished', done!.message);
          assert.equal(readFileSync(done!.output, 'utf8'), expected.results);
          const { ledger } = rough.server;
          assert.deepEqual(ledger.deliveredTwice(), []);
          assert.equal(ledger.entries.length, expected.entries);
          assert.ok(ledger.billedUsd <= expected.cap);
          assert.equal(done!.spentUsd.toFixed(9), expected.billedUsd.toFixed(9));
        } finally {
          await rough.close();
        }
      });
    }
  });
}
