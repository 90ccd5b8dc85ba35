// Asks of a batch model for tests of the batch services, over the real SDKs and a local server, with the ledger of batches in memory.
import { scalePrice } from '../../src/engine/money/cost';
import { createBudget, type Budget } from '../../src/engine/money/budget';
import type { AskRequest } from '../../src/engine/provider';
import { makeRandom } from '../../src/engine/random';
import type { BatchLedger, BatchRecord } from '../../src/providers/batch/batchLedger';
import { createProvider, type ProviderPorts } from '../../src/providers/createProvider';
import { createQuirkStore } from '../../src/providers/quirks';
import { syntheticAnswerer } from './answerers';
import type { BatchOptions } from './batchRoutes';
import { hastyClock } from './fakeClock';
import { type LlmServer, startLlmServer } from './llmServer';
import { never, spamTask, testModel, testPrice } from './requests';

export const vendors = ['openai', 'anthropic'] as const;
export type Vendor = (typeof vendors)[number];

const model = testModel('test-model', { settings: { batch: true }, price: scalePrice(testPrice, 0.5) });

export function batchAsk(row: number): AskRequest {
  return { model, instruction: 'Say ham or spam.', content: `row ${String(row)}`, task: spamTask };
}

export function memoryLedger(): BatchLedger & { readonly records: BatchRecord[] } {
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

export function startBatchServer(batch: BatchOptions = {}): Promise<LlmServer> {
  return startLlmServer({ answerer: syntheticAnswerer(['ham', 'spam']), priceOf: () => testPrice, batch });
}

export type BatchProvider = Awaited<ReturnType<typeof provideBatches>>;

export async function provideBatches(
  vendor: Vendor,
  server: LlmServer,
  given: { readonly ledger?: BatchLedger; readonly budget?: Budget; readonly ports?: Partial<ProviderPorts> } = {},
) {
  const budget = given.budget ?? createBudget(1);
  const notes: string[] = [];
  const clock = hastyClock();
  const provider = await createProvider(
    { name: 'batch', type: vendor, baseUrl: vendor === 'openai' ? `${server.url}/v1` : server.url },
    {
      ...{ clock, random: makeRandom(1), keys: [], budget, quirks: createQuirkStore() },
      batchLedger: () => given.ledger ?? memoryLedger(),
      notify: ({ message }) => {
        if (typeof message === 'string') notes.push(message);
      },
      ...given.ports,
    },
  );
  const askRows = (rows: number, from = 0) =>
    Promise.all(Array.from({ length: rows }, (_, row) => provider.ask(batchAsk(from + row), never)));
  return { provider, budget, notes, clock, askRows };
}
