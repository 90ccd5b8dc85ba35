// A process that asks rows through a batch service, journals each answer before it counts, and kills itself (SIGKILL) at the stage it is told.
// Started by the batch tests; arguments as one JSON object.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createBudget } from '../../src/engine/money/budget';
import { makeRandom } from '../../src/engine/random';
import { createFileBatchLedger } from '../../src/providers/batch/batchLedger';
import { createProvider } from '../../src/providers/createProvider';
import { systemClock } from '../../src/providers/systemClock';
import { never, spamTask, testModel } from './requests';

type Arguments = {
  readonly type: 'openai' | 'anthropic';
  readonly baseUrl: string;
  readonly folder: string;
  readonly rows: number;
  readonly killAt: 'before-submit' | 'after-submit' | 'polling' | 'collecting' | 'never';
};
const { type, baseUrl, folder, rows, killAt } = JSON.parse(process.argv[2]!) as Arguments;
const die = () => {
  process.kill(process.pid, 'SIGKILL');
};
const journal = `${folder}/journal.jsonl`;
const ledger = createFileBatchLedger(`${folder}/batches.jsonl`);

async function main(): Promise<void> {
  const done = new Set(existsSync(journal) ? readFileSync(journal, 'utf8').split('\n') : []);
  let polls = 0;
  let answers = 0;
  const provider = await createProvider(
    { name: 'batch', type, baseUrl },
    {
      clock: { nowMs: () => systemClock.nowMs(), sleep: (ms, signal) => systemClock.sleep(ms / 100, signal) },
      random: makeRandom(1),
      keys: [],
      budget: createBudget(1),
      batchPollMs: 1000,
      fetch: (input, init) => {
        const isPoll =
          (init?.method ?? 'GET').toUpperCase() === 'GET' &&
          /batch_\d+$/.test(input instanceof Request ? input.url : String(input));
        if (isPoll && ++polls === 2 && killAt === 'polling') die();
        return globalThis.fetch(input, init);
      },
      batchLedger: () => ({
        load: () => ledger.load(),
        append: async (record) => {
          if (record.type === 'submitted' && killAt === 'after-submit') die();
          await ledger.append(record);
          if (record.type === 'planned' && killAt === 'before-submit') die();
        },
      }),
    },
  );
  const model = testModel('test-model', { settings: { batch: true } });
  const contents = Array.from({ length: rows }, (_, row) => `row ${String(row)}`).filter((row) => !done.has(row));
  await Promise.all(
    contents.map(async (content) => {
      await provider.ask({ model, instruction: 'Say ham or spam.', content, task: spamTask }, never);
      appendFileSync(journal, `${content}\n`);
      if (++answers === 5 && killAt === 'collecting') die();
    }),
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
