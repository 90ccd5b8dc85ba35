// Providers whose replies hide, misstate or lose what they bill: the ledger of the server never passes the cap, and what is told covers it.
import assert from 'node:assert/strict';
import { createBudget } from '../../src/engine/money/budget';
import { ProviderError } from '../../src/engine/provider';
import { makeRandom } from '../../src/engine/random';
import { createProvider } from '../../src/providers/createProvider';
import { loadListPrices } from '../../src/providers/priceTable';
import { createQuirkStore } from '../../src/providers/quirks';
import { syntheticAnswerer } from '../support/answerers';
import { idleClock } from '../support/fakeClock';
import { type LlmServerOptions, startLlmServer } from '../support/llmServer';
import { spamTask, testModel, testPrice } from '../support/requests';
import type { Body } from '../support/wire';

const changed = (reply: Body, usage: (usage: Record<string, number>) => unknown): Body => ({
  ...reply,
  usage: usage(reply['usage'] as Record<string, number>),
});
/** List price of gpt-4.1 over that of gpt-4o-mini, for input and output alike. */
const gptFourFactor = 2 / 0.15;
const every = (count: number, number: number) => number % count === 0;

/** What is billed and what is told of it: `exact` where the provider's own figures settle the bill. */
const scenarios: Record<string, { exact: boolean; misbehave: NonNullable<LlmServerOptions['misbehave']> }> = {
  'usage all zero': {
    exact: false,
    misbehave: (reply) => ({
      body: changed(reply, () => ({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 })),
    }),
  },
  'no usage': { exact: false, misbehave: (reply) => ({ body: changed(reply, () => null) }) },
  'twice the list price, as usage.cost tells': {
    exact: true,
    misbehave: (reply) => ({
      priceFactor: 2,
      body: changed(reply, (usage) => ({
        ...usage,
        cost: (2 * (usage['prompt_tokens']! * 2 + usage['completion_tokens']! * 8)) / 1e6,
      })),
    }),
  },
  'fifteen times the list price, as usage.cost tells': {
    exact: true,
    misbehave: (reply) => ({
      priceFactor: 15,
      body: changed(reply, (usage) => ({
        ...usage,
        cost: (15 * (usage['prompt_tokens']! * 2 + usage['completion_tokens']! * 8)) / 1e6,
      })),
    }),
  },
  'a header that tells the cost': {
    exact: true,
    misbehave: (reply) => {
      const usage = reply['usage'] as Record<string, number>;
      const usd = (3 * (usage['prompt_tokens']! * 2 + usage['completion_tokens']! * 8)) / 1e6;
      return { priceFactor: 3, headers: { 'x-litellm-response-cost': String(usd) } };
    },
  },
  'a costlier model that answers in place of the asked one': {
    exact: true,
    misbehave: (reply) => ({ priceFactor: gptFourFactor, body: { ...reply, model: 'gpt-4.1-2025-04-14' } }),
  },
  'every fourth reply lost behind a 502': {
    exact: false,
    misbehave: (_, number) =>
      every(4, number) ? { status: 502, body: { error: { message: 'Bad gateway' } } } : undefined,
  },
  'every fifth reply lost behind a 500 that tells its usage': {
    exact: true,
    misbehave: (reply, number) =>
      every(5, number) ? { body: { error: { code: 500, message: 'died' }, usage: reply['usage'] } } : undefined,
  },
  'every fifth reply broken off': {
    exact: true,
    misbehave: (reply, number) =>
      every(5, number)
        ? { body: { ...reply, choices: [{ ...(reply['choices'] as Body[])[0], finish_reason: 'error' }] } }
        : undefined,
  },
};

describe('a bill that is hidden, misstated or lost', () => {
  for (const [what, { exact, misbehave }] of Object.entries(scenarios))
    it(`never passes the cap by the ledger: ${what}`, async function () {
      this.timeout(60_000);
      let stopped = 0;
      for (const cap of [0.004, 0.012, 0.05, 10]) {
        const server = await startLlmServer({
          answerer: syntheticAnswerer(['ham', 'spam']),
          priceOf: () => testPrice,
          misbehave,
        });
        const budget = createBudget(cap);
        const provider = await createProvider(
          { name: 'odd', type: 'openai-compatible', baseUrl: `${server.url}/v1` },
          {
            clock: idleClock(() => (server.load.now > 0 ? undefined : server.ledger.requests), 100),
            random: makeRandom(1),
            keys: [],
            budget,
            quirks: createQuirkStore(),
            listPrices: () => loadListPrices(new Date('2026-01-01')),
            concurrency: 8,
            shortestTimeoutMs: 60_000,
          },
        );
        const rows = Array.from({ length: 80 }, (_, row) => `row ${String(row)} ${'x'.repeat((row * 7) % 300)}`);
        const signal = new AbortController().signal;
        let isStopped = false;
        const worker = async () => {
          for (let content = rows.pop(); content !== undefined && !isStopped; content = rows.pop())
            try {
              const request = {
                model: testModel('m', { pricedAs: 'gpt-4o-mini' }),
                instruction: 'Say ham or spam.',
                content,
                task: spamTask,
              };
              await provider.ask(request, signal);
            } catch (error) {
              if (!(error instanceof ProviderError)) throw error;
              isStopped ||= error.kind === 'budget';
            }
        };
        await Promise.all(Array.from({ length: 8 }, worker));
        await server.close();
        const { billedUsd } = server.ledger;
        const { spentUsd, possiblyBilledUsd } = budget.state();
        assert.ok(billedUsd <= cap, `cap ${String(cap)}: billed ${String(billedUsd)}`);
        assert.ok(spentUsd + possiblyBilledUsd <= cap + 1e-9);
        assert.ok(billedUsd <= spentUsd + possiblyBilledUsd + 1e-9, `${String(billedUsd)} is more than is told`);
        if (exact) assert.ok(Math.abs(billedUsd - spentUsd) < 1e-9 && possiblyBilledUsd === 0, 'settled to the cent');
        if (isStopped) stopped++;
      }
      assert.ok(stopped > 0 && stopped < 4, 'some caps stopped it, not all');
    });
});
