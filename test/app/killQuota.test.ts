// A run by batches whose account may enqueue only so many tokens, killed (SIGKILL) and resumed: every row answered, none paid twice, the quota never
// passed. Small here; SMART_FULL=1 runs 120,000 rows under 2,000,000 tokens, `npm run test:batches` 2,000 batches.
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

/** Batches of five requests each at most, as the quota has it. */
const manyBatches = Number(process.env['SMART_BATCHES'] ?? 60);

describe('a run by batches under a quota of enqueued tokens', function () {
  this.timeout(isFull || manyBatches > 60 ? 3_600_000 : 180_000);

  it(`${rows.toLocaleString('en')} rows, killed three times: all answered, none paid twice`, async () => {
    const told = await runKilled({ rows, enqueuedTokens }, kills);
    assert.ok(told.batches - told.refused >= (rows * 25) / enqueuedTokens);
    if (isFull) console.log(`      ${told.words}`);
  });

  it(`${String(manyBatches)} batches and more, killed in the middle: all answered, none paid twice`, async () => {
    const half = { killAt: 'after-submit', killNumber: manyBatches / 2 } as const;
    const told = await runKilled({ rows: 5 * manyBatches, enqueuedTokens: 1250 }, [half]);
    assert.ok(told.batches - told.refused >= manyBatches, told.words);
    // The service counts other tokens than it bills, so the room is found anew again and again; a refused batch costs its upload.
    assert.ok(told.refused <= told.batches / 3, told.words);
    if (manyBatches > 60) console.log(`      ${told.words}`);
  });
});

/** @throws where a row is not answered, one is paid twice, the bill is not the ledger's, or the quota was passed */
async function runKilled(
  { rows, enqueuedTokens }: { readonly rows: number; readonly enqueuedTokens: number },
  kills: readonly Partial<BatchRunArguments>[],
): Promise<{ readonly batches: number; readonly refused: number; readonly words: string }> {
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
    const startedMs = performance.now();
    for (const kill of kills) assert.equal((await run(folder, kill)).end, 'SIGKILL', JSON.stringify(kill));
    const { end, printed, mostMegabytes } = await run(folder);
    const seconds = (performance.now() - startedMs) / 1000;
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
    const batches = server.batches.all.size;
    const words =
      `${rows.toLocaleString('en')} rows, ${String(batches)} batches, ${String(refused)} refused, at most ` +
      `${server.batches.most.enqueuedTokens.toLocaleString('en')} of ${enqueuedTokens.toLocaleString('en')} tokens enqueued, ` +
      `${seconds.toFixed(0)} s, last session ${mostMegabytes} MB`;
    return { batches, refused, words };
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

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
