// A run by batches whose account may enqueue only so many tokens, killed (SIGKILL) three times and resumed: every row answered, none paid twice, the
// quota never passed. Small here; SMART_FULL=1 runs 120,000 rows under 2,000,000 tokens.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BatchRecord } from '../../src/providers/batch/batchLedger';
import { syntheticAnswerer } from '../support/answerers';
import type { BatchRunArguments } from '../support/batchRun.script';
import { startLlmServer } from '../support/llmServer';
import { prices } from './runFixture';

const script = join(__dirname, '../support/batchRun.script.js');
const isFull = process.env['SMART_FULL'] === '1';
const [rows, enqueuedTokens] = isFull ? [120_000, 2_000_000] : [600, 20_000];
const kills: Partial<BatchRunArguments>[] = [
  { killAt: 'polling', killNumber: 4 },
  { killAt: 'after-submit', killNumber: 2 },
  { killAt: 'collecting', killNumber: 2 },
];

describe('a run by batches under a quota of enqueued tokens', function () {
  this.timeout(isFull ? 1_800_000 : 180_000);

  it(`${rows.toLocaleString('en')} rows, killed three times: all answered, none paid twice`, async () => {
    const server = await startLlmServer({
      answerer: syntheticAnswerer(['ham', 'spam']),
      priceOf: (model) => ({ type: 'token', ...prices[model]! }),
      batch: { pollsUntilDone: 3, enqueuedTokens },
    });
    const folder = mkdtempSync(join(tmpdir(), 'smart-batch-quota-'));
    try {
      const texts = Array.from({ length: rows }, (_, row) => `message ${String(row)}`);
      writeFileSync(join(folder, 'messages.csv'), `text\n${texts.join('\n')}\n`);
      const { inputPerMillion, outputPerMillion } = prices['large']!;
      const price = { inputPerMillion: inputPerMillion / 2, outputPerMillion: outputPerMillion / 2 };
      const models = [{ provider: 'batches', model: 'large', price, batch: true }];
      const providers = { batches: { type: 'openai', baseUrl: `${server.url}/v1` } };
      writeFileSync(join(folder, 'ladder.json'), JSON.stringify({ providers, models }));
      for (const kill of kills) assert.equal((await run(folder, kill)).end, 'SIGKILL', JSON.stringify(kill));
      const { end, printed, mostMegabytes } = await run(folder);
      assert.equal(end, 0, printed);
      const done = JSON.parse(printed) as { state: string; output: string; spentUsd: number; failedRows?: number };
      assert.equal(done.state, 'finished', printed);
      assert.deepEqual(server.ledger.deliveredTwice(), []);
      assert.equal(server.ledger.entries.length, rows);
      assert.equal(done.spentUsd.toFixed(6), server.ledger.billedUsd.toFixed(6));
      assert.ok(server.batches.most.enqueuedTokens <= enqueuedTokens);
      const answered = readFileSync(done.output, 'utf8').match(/,(ham|spam),/g)?.length;
      assert.equal(answered, rows);
      const ends = ledgerOf(folder).filter((record) => record.type === 'ended');
      const refused = ends.filter(({ outcome }) => outcome === 'refused').length;
      assert.ok(ends.length - refused >= (rows * 25) / enqueuedTokens);
      if (isFull)
        console.log(
          `      ${String(server.batches.all.size)} batches, ${String(refused)} refused, at most ` +
            `${server.batches.most.enqueuedTokens.toLocaleString('en')} tokens enqueued, last session ${mostMegabytes} MB`,
        );
    } finally {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

function run(folder: string, kill: Partial<BatchRunArguments> = {}) {
  const options: BatchRunArguments = {
    ...{ folder, budgetUsd: 1000, killAt: 'never', killNumber: 1, strategy: 'reference', ...kill },
  };
  return new Promise<{ end: number | string | null; printed: string; mostMegabytes: string }>((resolve, reject) => {
    const child = spawn(process.execPath, [script, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    child.stdout.on('data', (data: Buffer) => (printed += data.toString()));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const [first = '', memory = '?'] = printed.trim().split('\n');
      resolve({ end: signal ?? code, printed: first, mostMegabytes: memory });
    });
  });
}

function ledgerOf(folder: string): BatchRecord[] {
  const runs = join(folder, 'runs');
  const text = readFileSync(
    join(
      runs,
      readdirSync(runs).find((name) => !name.startsWith('.'))!,
      'batches-batches.jsonl',
    ),
    'utf8',
  );
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as BatchRecord];
    } catch {
      return [];
    }
  });
}
