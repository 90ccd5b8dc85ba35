// The bill of a reply as every provider family writes it: all input is counted once, thinking is output, what cannot be is unknown, and dollars
// that the provider states are taken as they are.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { costOf } from '../../src/engine/money/cost';
import type { Price } from '../../src/engine/model';
import type { Usage } from '../../src/engine/provider';
import { readUsage } from '../../src/providers/usage';

const counts = ({ raw: _, ...usage }: Usage) => usage;

const families: [string, object, Usage][] = [
  [
    'OpenAI chat',
    {
      usage: {
        prompt_tokens: 1000,
        completion_tokens: 60,
        total_tokens: 1060,
        prompt_tokens_details: { cached_tokens: 900, audio_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 50 },
      },
    },
    { inputTokens: 1000, cachedInputTokens: 900, outputTokens: 60, reasoningTokens: 50 },
  ],
  [
    'OpenAI responses',
    {
      usage: {
        input_tokens: 1000,
        output_tokens: 60,
        total_tokens: 1060,
        input_tokens_details: { cached_tokens: 900 },
        output_tokens_details: { reasoning_tokens: 50 },
      },
    },
    { inputTokens: 1000, cachedInputTokens: 900, outputTokens: 60, reasoningTokens: 50 },
  ],
  [
    'Anthropic with both kinds of cache',
    {
      usage: {
        input_tokens: 50,
        cache_read_input_tokens: 900,
        cache_creation_input_tokens: 300,
        cache_creation: { ephemeral_5m_input_tokens: 200, ephemeral_1h_input_tokens: 100 },
        output_tokens: 60,
      },
    },
    { inputTokens: 1250, cachedInputTokens: 900, cacheWriteTokens: 300, cacheWriteHourTokens: 100, outputTokens: 60 },
  ],
  [
    'Anthropic by LiteLLM, whose prompt_tokens hold the cache',
    {
      usage: {
        prompt_tokens: 1250,
        completion_tokens: 60,
        total_tokens: 1310,
        cache_read_input_tokens: 900,
        cache_creation_input_tokens: 300,
        prompt_tokens_details: { cached_tokens: 900, cache_creation_tokens: 300 },
      },
    },
    { inputTokens: 1250, cachedInputTokens: 900, cacheWriteTokens: 300, outputTokens: 60 },
  ],
  [
    'a gateway whose prompt_tokens leave the cache out',
    {
      usage: {
        prompt_tokens: 100,
        completion_tokens: 5,
        total_tokens: 1005,
        prompt_tokens_details: { cached_tokens: 900 },
      },
    },
    { inputTokens: 1000, cachedInputTokens: 900, outputTokens: 5 },
  ],
  [
    'the same beside thinking that only the total holds',
    {
      usage: {
        prompt_tokens: 100,
        completion_tokens: 5,
        total_tokens: 1045,
        prompt_tokens_details: { cached_tokens: 900 },
        completion_tokens_details: { reasoning_tokens: 40 },
      },
    },
    { inputTokens: 1000, cachedInputTokens: 900, outputTokens: 45, reasoningTokens: 40 },
  ],
  [
    'the same without a total',
    { usage: { prompt_tokens: 100, completion_tokens: 5, cached_tokens: 900 } },
    { inputTokens: 1000, cachedInputTokens: 900, outputTokens: 5 },
  ],
  [
    'DeepSeek',
    {
      usage: {
        prompt_tokens: 1000,
        completion_tokens: 60,
        total_tokens: 1060,
        prompt_cache_hit_tokens: 900,
        prompt_cache_miss_tokens: 100,
        prompt_tokens_details: { cached_tokens: 0 },
      },
    },
    { inputTokens: 1000, cachedInputTokens: 900, outputTokens: 60 },
  ],
  [
    'xAI, thinking beside the completion',
    {
      usage: {
        prompt_tokens: 1000,
        completion_tokens: 5,
        total_tokens: 1105,
        prompt_tokens_details: { cached_tokens: 100 },
        completion_tokens_details: { reasoning_tokens: 100 },
      },
    },
    // Cached and thought alike: 100 more in the total than prompt and completion. It is the thinking, which costs more.
    { inputTokens: 1000, cachedInputTokens: 100, outputTokens: 105, reasoningTokens: 100 },
  ],
  [
    'thinking beside the completion without a total',
    { usage: { prompt_tokens: 10, completion_tokens: 5, completion_tokens_details: { reasoning_tokens: 100 } } },
    { inputTokens: 10, outputTokens: 105, reasoningTokens: 100 },
  ],
  [
    'Gemini, thinking in the total only',
    { usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 115 } },
    { inputTokens: 10, outputTokens: 105 },
  ],
  [
    "Gemini's own form",
    {
      usageMetadata: {
        promptTokenCount: 1000,
        candidatesTokenCount: 5,
        thoughtsTokenCount: 100,
        cachedContentTokenCount: 900,
        totalTokenCount: 1105,
      },
    },
    { inputTokens: 1000, cachedInputTokens: 900, outputTokens: 105, reasoningTokens: 100 },
  ],
  [
    'Mistral',
    { usage: { prompt_tokens: 1000, completion_tokens: 5, total_tokens: 1005, num_cached_tokens: 900 } },
    { inputTokens: 1000, cachedInputTokens: 900, outputTokens: 5 },
  ],
  [
    'Groq',
    { x_groq: { id: 'r', usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, queue_time: 0.1 } } },
    { inputTokens: 10, outputTokens: 5 },
  ],
  [
    'Moonshot',
    { usage: { prompt_tokens: 1000, completion_tokens: 5, total_tokens: 1005, cached_tokens: 900 } },
    { inputTokens: 1000, cachedInputTokens: 900, outputTokens: 5 },
  ],
  [
    'Moonshot in the choice',
    { choices: [{ usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } }] },
    { inputTokens: 10, outputTokens: 5 },
  ],
  [
    'Cohere',
    {
      usage: { billed_units: { input_tokens: 10, output_tokens: 5 }, tokens: { input_tokens: 500, output_tokens: 6 } },
    },
    { inputTokens: 10, outputTokens: 5 },
  ],
  [
    "Bedrock's own form",
    {
      usage: {
        inputTokens: 100,
        outputTokens: 5,
        totalTokens: 1005,
        cacheReadInputTokens: 900,
        cacheWriteInputTokens: 0,
      },
    },
    { inputTokens: 1000, cachedInputTokens: 900, cacheWriteTokens: 0, outputTokens: 5 },
  ],
  [
    'OpenRouter',
    {
      id: 'gen-1',
      usage: {
        prompt_tokens: 1000,
        completion_tokens: 5,
        total_tokens: 1005,
        cost: 0.0123,
        is_byok: false,
        cost_details: { upstream_inference_cost: 0.0123 },
        prompt_tokens_details: { cached_tokens: 900, cache_write_tokens: 50 },
      },
    },
    { inputTokens: 1000, cachedInputTokens: 900, cacheWriteTokens: 50, outputTokens: 5, statedUsd: 0.0123 },
  ],
  [
    "OpenRouter with the person's own key",
    {
      id: 'gen-1',
      usage: {
        prompt_tokens: 10,
        completion_tokens: 5,
        cost: 0.0006,
        is_byok: true,
        cost_details: { upstream_inference_cost: 0.0123 },
      },
    },
    { inputTokens: 10, outputTokens: 5, statedUsd: 0.0129 },
  ],
  [
    'Perplexity',
    {
      usage: {
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 15,
        cost: { input_tokens_cost: 0.1, output_tokens_cost: 0.2, request_cost: 5, total_cost: 5.3 },
      },
    },
    { inputTokens: 10, outputTokens: 5, statedUsd: 5.3 },
  ],
  [
    'xAI in ticks',
    { usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, cost_in_usd_ticks: 37_756_000 } },
    { inputTokens: 10, outputTokens: 5, statedUsd: 0.0037756 },
  ],
  [
    'DeepInfra',
    { usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, estimated_cost: 0.00002 } },
    { inputTokens: 10, outputTokens: 5, statedUsd: 0.00002 },
  ],
  [
    'a cost in another currency',
    { usage: { prompt_tokens: 10, completion_tokens: 5, cost: 0.3, currency: 'CNY' } },
    { inputTokens: 10, outputTokens: 5 },
  ],
  [
    'a cost in credits of unknown worth',
    { id: 'x', usage: { prompt_tokens: 10, completion_tokens: 5, cost: 3, cost_unit: 'credits' } },
    { inputTokens: 10, outputTokens: 5 },
  ],
  [
    'a cost of 0, which means not known',
    { usage: { prompt_tokens: 10, completion_tokens: 5, cost: 0 } },
    { inputTokens: 10, outputTokens: 5 },
  ],
  [
    'writes to the cache beside thinking, both within the counts',
    {
      usage: {
        ...{ prompt_tokens: 1000, completion_tokens: 60, total_tokens: 1060 },
        prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 50 },
        completion_tokens_details: { reasoning_tokens: 40 },
      },
    },
    { inputTokens: 1000, cachedInputTokens: 0, cacheWriteTokens: 50, outputTokens: 60, reasoningTokens: 40 },
  ],
  [
    'a small cache that the total tells to be left out',
    { usage: { prompt_tokens: 1000, completion_tokens: 5, total_tokens: 1305, cached_tokens: 300 } },
    { inputTokens: 1300, cachedInputTokens: 300, outputTokens: 5 },
  ],
  [
    'the same beside thinking',
    {
      usage: {
        ...{ prompt_tokens: 1000, completion_tokens: 5, total_tokens: 1345, cached_tokens: 300 },
        completion_tokens_details: { reasoning_tokens: 40 },
      },
    },
    { inputTokens: 1300, cachedInputTokens: 300, outputTokens: 45, reasoningTokens: 40 },
  ],
  [
    'the same where the total leaves out what was written',
    {
      usage: {
        ...{ prompt_tokens: 1000, completion_tokens: 5, total_tokens: 1305 },
        prompt_tokens_details: { cached_tokens: 300, cache_write_tokens: 200 },
      },
    },
    { inputTokens: 1500, cachedInputTokens: 300, cacheWriteTokens: 200, outputTokens: 5 },
  ],
  [
    'the same where the total tells of both, beside thinking within the completion',
    {
      usage: {
        ...{ prompt_tokens: 1000, completion_tokens: 60, total_tokens: 1560 },
        prompt_tokens_details: { cached_tokens: 300, cache_write_tokens: 200 },
        completion_tokens_details: { reasoning_tokens: 40 },
      },
    },
    { inputTokens: 1500, cachedInputTokens: 300, cacheWriteTokens: 200, outputTokens: 60, reasoningTokens: 40 },
  ],
  [
    'a total beyond the counts that no cache explains, which is thinking',
    { usage: { prompt_tokens: 1000, completion_tokens: 5, total_tokens: 1205, cached_tokens: 300 } },
    { inputTokens: 1000, cachedInputTokens: 300, outputTokens: 205 },
  ],
  [
    'an input that was in the cache whole',
    { usage: { prompt_tokens: 900, completion_tokens: 5, cached_tokens: 900 } },
    { inputTokens: 900, cachedInputTokens: 900, outputTokens: 5 },
  ],
  [
    'an answer that is thinking and nothing else',
    { usage: { prompt_tokens: 10, completion_tokens: 5, completion_tokens_details: { reasoning_tokens: 5 } } },
    { inputTokens: 10, outputTokens: 5, reasoningTokens: 5 },
  ],
  [
    "OpenAI's without a total",
    { usage: { prompt_tokens: 10, completion_tokens: 60, completion_tokens_details: { reasoning_tokens: 50 } } },
    { inputTokens: 10, outputTokens: 60, reasoningTokens: 50 },
  ],
  [
    "Gemini's own form without a total",
    { usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 105, thoughtsTokenCount: 100 } },
    { inputTokens: 10, outputTokens: 205, reasoningTokens: 100 },
  ],
  [
    "Gemini's own form, thinking within the candidates by the total",
    {
      usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 105, thoughtsTokenCount: 100, totalTokenCount: 115 },
    },
    { inputTokens: 10, outputTokens: 105, reasoningTokens: 100 },
  ],
  [
    "Gemini's own form without an output",
    { usageMetadata: { promptTokenCount: 10, thoughtsTokenCount: 5 } },
    { inputTokens: 10, reasoningTokens: 5 },
  ],
  [
    'a total without an output',
    { usage: { prompt_tokens: 10, total_tokens: 40, cached_tokens: 5 } },
    { inputTokens: 10, cachedInputTokens: 5 },
  ],
  [
    'Anthropic, reading a cache alone',
    { usage: { input_tokens: 1000, cache_read_input_tokens: 900, output_tokens: 5 } },
    { inputTokens: 1900, cachedInputTokens: 900, outputTokens: 5 },
  ],
  [
    'Anthropic, writing a cache alone',
    { usage: { input_tokens: 1000, cache_creation_input_tokens: 900, output_tokens: 5 } },
    { inputTokens: 1900, cacheWriteTokens: 900, outputTokens: 5 },
  ],
  [
    'Anthropic, writes by how long they last alone',
    {
      usage: {
        ...{ input_tokens: 50, output_tokens: 5 },
        cache_creation: { ephemeral_5m_input_tokens: 200, ephemeral_1h_input_tokens: 100 },
      },
    },
    { inputTokens: 350, cacheWriteTokens: 300, cacheWriteHourTokens: 100, outputTokens: 5 },
  ],
  [
    'OpenAI responses of a gateway with names of Anthropic beside',
    {
      usage: {
        ...{ input_tokens: 1000, output_tokens: 5, total_tokens: 1005, cache_read_input_tokens: 900 },
        input_tokens_details: { cached_tokens: 900 },
      },
    },
    { inputTokens: 1000, cachedInputTokens: 900, outputTokens: 5 },
  ],
  [
    'both names of the input, the cache within',
    { usage: { input_tokens: 1000, prompt_tokens: 1000, cache_read_input_tokens: 900, output_tokens: 5 } },
    { inputTokens: 1000, cachedInputTokens: 900, outputTokens: 5 },
  ],
  [
    'input_tokens with a cache of no vendor that leaves it out',
    { usage: { input_tokens: 1000, cached_tokens: 900, output_tokens: 5 } },
    { inputTokens: 1000, cachedInputTokens: 900, outputTokens: 5 },
  ],
  [
    'Bedrock, reading a cache alone, without a total',
    { usage: { inputTokens: 1000, cacheReadInputTokens: 900, outputTokens: 5 } },
    { inputTokens: 1900, cachedInputTokens: 900, outputTokens: 5 },
  ],
  [
    'Bedrock, writing a cache alone, without a total',
    { usage: { inputTokens: 1000, cacheWriteInputTokens: 900, outputTokens: 5 } },
    { inputTokens: 1900, cacheWriteTokens: 900, outputTokens: 5 },
  ],
  [
    'inputTokens with a cache of another name',
    { usage: { inputTokens: 1000, cached_tokens: 900, outputTokens: 5 } },
    { inputTokens: 1000, cachedInputTokens: 900, outputTokens: 5 },
  ],
  [
    "Bedrock's names of the cache beside OpenAI's of the input",
    { usage: { prompt_tokens: 1000, cacheReadInputTokens: 900, completion_tokens: 5 } },
    { inputTokens: 1000, cachedInputTokens: 900, outputTokens: 5 },
  ],
  [
    'a usage under meta',
    { meta: { tokens: { input_tokens: 10, output_tokens: 5 } } },
    { inputTokens: 10, outputTokens: 5 },
  ],
  [
    'a usage in the message',
    { message: { usage: { input_tokens: 10, output_tokens: 5 } } },
    { inputTokens: 10, outputTokens: 5 },
  ],
  [
    'a usage that is null with another beside',
    { usage: null, x_groq: { usage: { prompt_tokens: 10, completion_tokens: 5 } } },
    { inputTokens: 10, outputTokens: 5 },
  ],
  [
    'a cost in cents',
    { usage: { prompt_tokens: 10, completion_tokens: 5, cost: 3, currency: 'cents' } },
    { inputTokens: 10, outputTokens: 5, statedUsd: 0.03 },
  ],
  [
    "OpenRouter's credits",
    { id: 'gen-1', usage: { prompt_tokens: 10, completion_tokens: 5, cost: 3, cost_unit: 'credits' } },
    { inputTokens: 10, outputTokens: 5, statedUsd: 3 },
  ],
  [
    "empty texts beside another's count",
    { usage: { prompt_tokens: '', input_tokens: ' ', promptTokenCount: 10, completion_tokens: 5 } },
    { inputTokens: 10, outputTokens: 5 },
  ],
  ['counts as text', { usage: { prompt_tokens: '10', completion_tokens: '5' } }, { inputTokens: 10, outputTokens: 5 }],
  ['nothing but zeros', { usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 } }, {}],
  ['no input', { usage: { completion_tokens: 5 } }, {}],
  ['an input of 0', { usage: { prompt_tokens: 0, completion_tokens: 5, total_tokens: 5 } }, {}],
  ['nulls', { usage: { prompt_tokens: null, completion_tokens: null, prompt_tokens_details: null } }, {}],
  ['negative counts', { usage: { prompt_tokens: -1, completion_tokens: 5 } }, {}],
  ['no usage', {}, {}],
  ['a usage that is null', { usage: null }, {}],
];

describe('readUsage', () => {
  for (const [what, body, wanted] of families)
    it(`reads ${what}`, () => {
      const { statedUsd, ...usage } = counts(readUsage(body));
      const { statedUsd: wantedUsd, ...wantedUsage } = wanted;
      assert.deepEqual(usage, wantedUsage);
      if (wantedUsd === undefined) assert.equal(statedUsd, undefined);
      else assert.ok(Math.abs(statedUsd! - wantedUsd) < 1e-12, String(statedUsd));
    });

  it('takes the cost that LiteLLM tells in a header, and the cached tokens of Fireworks', () => {
    const body = { usage: { prompt_tokens: 1000, completion_tokens: 5, total_tokens: 1005 } };
    assert.equal(readUsage(body, new Headers({ 'x-litellm-response-cost': '0.0042' })).statedUsd, 0.0042);
    assert.equal(readUsage(body, new Headers({ 'x-litellm-response-cost': '0.0' })).statedUsd, undefined);
    assert.equal(readUsage(body, new Headers({ 'x-litellm-response-cost': 'None' })).statedUsd, undefined);
    assert.equal(readUsage(body, new Headers({ 'fireworks-cached-prompt-tokens': '900' })).cachedInputTokens, 900);
  });

  it('keeps what the server wrote, also where it counts nothing', () => {
    const usage = { prompt_tokens: 10, completion_tokens: 5 };
    assert.equal(readUsage({ usage }).raw, usage);
    const empty = { completion_tokens: 5 };
    assert.deepEqual(readUsage({ usage: empty }), { raw: empty });
    assert.deepEqual(readUsage({}), {});
    assert.deepEqual(readUsage({}, new Headers({ 'x-litellm-response-cost': '0.5' })), { statedUsd: 0.5 });
  });

  it('takes 0 output tokens of an answer that has text for unknown', () => {
    const usage = { prompt_tokens: 10, completion_tokens: 0, total_tokens: 10 };
    assert.equal(readUsage({ usage }, undefined, true).outputTokens, undefined);
    assert.equal(readUsage({ usage }, undefined, false).outputTokens, 0);
    assert.equal(readUsage({ usage: { ...usage, completion_tokens: 5 } }, undefined, true).outputTokens, 5);
  });

  const price: Price = {
    type: 'token',
    inputPerMillion: 2,
    outputPerMillion: 8,
    cachedInputPerMillion: 0.5,
    cacheWritePerMillion: 2.5,
  };
  /** What is truly used, and how each family writes it down. */
  const truth = fc.record({
    fresh: fc.integer({ min: 1, max: 100_000 }),
    cached: fc.integer({ min: 0, max: 100_000 }),
    written: fc.integer({ min: 0, max: 10_000 }),
    visible: fc.integer({ min: 1, max: 5000 }),
    thought: fc.integer({ min: 0, max: 50_000 }),
  });
  type Truth = typeof truth extends fc.Arbitrary<infer T> ? T : never;
  const written: Record<string, (used: Truth) => object> = {
    openai: ({ fresh, cached, visible, thought }) => ({
      prompt_tokens: fresh + cached,
      completion_tokens: visible + thought,
      total_tokens: fresh + cached + visible + thought,
      prompt_tokens_details: { cached_tokens: cached },
      completion_tokens_details: { reasoning_tokens: thought },
    }),
    xai: ({ fresh, cached, visible, thought }) => ({
      prompt_tokens: fresh + cached,
      completion_tokens: visible,
      total_tokens: fresh + cached + visible + thought,
      prompt_tokens_details: { cached_tokens: cached },
      completion_tokens_details: { reasoning_tokens: thought },
    }),
    deepseek: ({ fresh, cached, visible, thought }) => ({
      prompt_tokens: fresh + cached,
      completion_tokens: visible + thought,
      total_tokens: fresh + cached + visible + thought,
      prompt_cache_hit_tokens: cached,
      prompt_cache_miss_tokens: fresh,
      completion_tokens_details: { reasoning_tokens: thought },
    }),
    anthropic: ({ fresh, cached, written, visible, thought }) => ({
      input_tokens: fresh,
      cache_read_input_tokens: cached,
      cache_creation_input_tokens: written,
      output_tokens: visible + thought,
    }),
    litellm: ({ fresh, cached, written, visible, thought }) => ({
      prompt_tokens: fresh + cached + written,
      completion_tokens: visible + thought,
      total_tokens: fresh + cached + written + visible + thought,
      cache_read_input_tokens: cached,
      cache_creation_input_tokens: written,
    }),
  };
  for (const [family, write] of Object.entries(written))
    it(`bills what was used to the token, however ${family} writes it`, () => {
      fc.assert(
        fc.property(truth, (used) => {
          const hasWrites = family === 'anthropic' || family === 'litellm';
          const { fresh, cached, visible, thought } = used;
          const wrote = hasWrites ? used.written : 0;
          const usd = (fresh * 2 + cached * 0.5 + wrote * 2.5 + (visible + thought) * 8) / 1e6;
          const read = costOf(readUsage({ usage: write(used) }), price)!;
          assert.ok(Math.abs(read - usd) < 1e-12 + 1e-9 * usd, `${String(read)} for ${String(usd)}`);
        }),
      );
    });

  it('never throws and never counts less than nothing, whatever a body holds', () => {
    const name = fc.constantFrom(
      'usage',
      'prompt_tokens',
      'completion_tokens',
      'total_tokens',
      'cost',
      'meta',
      '0',
      'choices',
    );
    const body = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.double(), fc.string(), fc.constant(null), tie('object')),
      object: fc.dictionary(name, tie('value')),
    })).object;
    fc.assert(
      fc.property(body, (value) => {
        const { raw: _, ...usage } = readUsage(value);
        for (const count of Object.values(usage)) assert.ok(count >= 0 && Number.isFinite(count));
      }),
    );
  });

  it("charges Anthropic's hour-long cache at twice the input", () => {
    const usage = {
      input_tokens: 1,
      cache_creation_input_tokens: 1000,
      cache_creation: { ephemeral_1h_input_tokens: 1000 },
      output_tokens: 0,
    };
    assert.ok(Math.abs(costOf(readUsage({ usage }), price)! - (2 + 1000 * 4) / 1e6) < 1e-12);
  });
});
