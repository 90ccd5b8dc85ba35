// Throughput of the whole provider stack at concurrency 64 against a server with 20 ms latency, beside a bare loop over the same SDK, and the
// memory of many rows. Usage: node dist/test/bench/traffic.bench.js [rows]; 100000 rows show that memory stays flat.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import OpenAI from 'openai';
import { createBudget } from '../../src/engine/money/budget';
import { makeRandom } from '../../src/engine/random';
import { createProvider } from '../../src/providers/createProvider';
import { guessQuirks } from '../../src/providers/quirks';
import { unknownServerQuirks } from '../../src/providers/presets';
import { chatBody } from '../../src/providers/openaiProvider';
import { systemClock } from '../../src/providers/systemClock';
import { never, spamTask, testModel } from '../support/requests';

const concurrency = 64;
const rows = Number(process.argv[2] ?? 3000);
const model = testModel();
const request = (row: number) => ({
  model,
  instruction: 'Say ham or spam.',
  content: `row ${String(row)}`,
  task: spamTask,
});

async function loop(count: number, ask: (row: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const start = performance.now();
  const worker = async () => {
    while (next < count) await ask(next++);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return count / ((performance.now() - start) / 1000);
}

async function main(): Promise<void> {
  const child = fork(join(__dirname, '../support/llmServer.script.js'), [JSON.stringify({ latencyMs: 20 })]);
  const url = await new Promise<string>((resolve) =>
    child.once('message', (message) => {
      resolve((message as { url: string }).url);
    }),
  );
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
  const quirks = guessQuirks(model.modelId, unknownServerQuirks);
  const provider = await createProvider(
    { name: 'bench', type: 'openai-compatible', baseUrl: `${url}/v1` },
    { clock: systemClock, random: makeRandom(1), keys: [], budget: createBudget(1000), concurrency },
  );
  const bare = (row: number) => client.chat.completions.create(chatBody(request(row), quirks));
  const stack = (row: number) => provider.ask(request(row), never);
  await loop(500, bare);
  await loop(500, stack);
  // Alternating, the best of three: the machine may be busy with other things.
  const rates = { bare: 0, stack: 0 };
  const share = Math.ceil(Math.min(rows, 6000) / 3);
  for (let round = 0; round < 3; round++) {
    rates.bare = Math.max(rates.bare, await loop(share, bare));
    rates.stack = Math.max(rates.stack, await loop(share, stack));
  }
  console.log(`bare SDK loop:  ${rates.bare.toFixed(0)} rows/s`);
  console.log(
    `provider stack: ${rates.stack.toFixed(0)} rows/s, ratio ${(rates.stack / rates.bare).toFixed(2)} (at least 0.70 wanted)`,
  );
  if (rows > 6000) {
    for (let done = 0; done < rows; done += 10_000) {
      await loop(10_000, stack);
      globalThis.gc?.();
      const { heapUsed, rss } = process.memoryUsage();
      console.log(
        `${String(done + 10_000)} rows: heap ${(heapUsed / 2 ** 20).toFixed(0)} MB, rss ${(rss / 2 ** 20).toFixed(0)} MB`,
      );
    }
  }
  child.kill();
}

void main();
