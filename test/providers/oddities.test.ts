// The known oddities of servers as their issues and documents tell them, each by name.
import assert from 'node:assert/strict';
import type { Task } from '../../src/engine/task/task';
import { findAnswer } from '../../src/providers/answerFormat';
import { presets } from '../../src/providers/presets';
import { traitsOf } from '../../src/providers/modelTraits';
import { chatBody } from '../../src/providers/openaiProvider';
import { guessQuirks } from '../../src/providers/quirks';
import { rateLimitsOf, retryAfterMs } from '../../src/providers/rateLimits';
import { tokenConfidence } from '../../src/providers/tokenConfidence';
import { spamTask, testRequest } from '../support/requests';

const near = (actual: number | undefined, wanted: number) => {
  assert.ok(actual !== undefined && Math.abs(actual - wanted) < 1e-12, String(actual));
};

describe('token confidence', () => {
  const reply = '{"answer":"spam"}';
  const { start, end } = findAnswer(reply, { task: spamTask });
  it('takes -3.4e38 (llama.cpp) and -9999 (OpenAI) for "unknown", not for a probability of zero', () => {
    for (const logprob of [-3.4e38, -9999, null, NaN, undefined])
      assert.equal(tokenConfidence([{ token: reply, logprob }], reply, start, end), undefined);
  });
  it('multiplies the tokens of a label in several pieces, whatever stands around it', () => {
    const tokens = [
      { token: '{"answer', logprob: -12 },
      { token: '":"', logprob: -8 },
      { token: 'sp', logprob: Math.log(0.5) },
      { token: 'am', logprob: Math.log(0.9) },
      { token: '"}', logprob: -20 },
    ];
    near(tokenConfidence(tokens, reply, start, end), 0.45);
  });
  it('counts a token with a leading space as the label, and characters split over tokens by their bytes', () => {
    const plain = findAnswer(' spam', { task: spamTask });
    near(tokenConfidence([{ token: ' spam', logprob: Math.log(0.7) }], ' spam', plain.start, plain.end), 0.7);
    const umlaut = findAnswer('ü', { task: { type: 'text' } });
    const tokens = [
      { token: '\ufffd', bytes: [0xc3], logprob: Math.log(0.5) },
      { token: '\ufffd', bytes: [0xbc], logprob: 0 },
    ];
    near(tokenConfidence(tokens, 'ü', umlaut.start, umlaut.end), 0.5);
  });
  it('finds the reply among tokens that spell more: white space that llama.cpp trims off, end markers', () => {
    const tokens = [
      { token: '\n', logprob: -3 },
      { token: '{"answer":"', logprob: -5 },
      { token: 'spam', logprob: Math.log(0.6) },
      { token: '"}', logprob: -1 },
      { token: ' ', logprob: -9 },
      { token: '</s>', logprob: -2 },
      { token: '', bytes: [], logprob: null },
    ];
    near(tokenConfidence(tokens, reply, start, end), 0.6);
    const thought = [
      { token: 'spam? ', logprob: -1 },
      { token: 'spam', logprob: -1 },
    ];
    assert.equal(tokenConfidence(thought, 'spam', 0, 4), undefined);
  });
  it('says unknown where the tokens do not spell the reply, or there are none', () => {
    assert.equal(tokenConfidence([{ token: 'spam', logprob: -0.1 }], reply, start, end), undefined);
    assert.equal(tokenConfidence([], reply, start, end), undefined);
    assert.equal(tokenConfidence(null, reply, start, end), undefined);
  });
});

describe('findAnswer', () => {
  const number: Task = { type: 'number', absoluteTolerance: 0, relativeTolerance: 0 };
  const cases: [string, Task, string][] = [
    ['{"answer":"spam"}', spamTask, 'spam'],
    [' { "answer" : "a \\"b\\"" } ', spamTask, 'a "b"'],
    ['{"answer":12.50}', number, '12.50'],
    ['  spam\n', spamTask, 'spam'],
    ['{"answer":"spam"', spamTask, '{"answer":"spam"'],
    ['{"answer":"spam"}', { type: 'text' }, '{"answer":"spam"}'],
  ];
  for (const [reply, task, wanted] of cases)
    it(`reads ${JSON.stringify(reply)} for ${task.type} as ${JSON.stringify(wanted)}`, () => {
      const found = findAnswer(reply, { task });
      assert.equal(found.text, wanted);
      assert.ok(reply.slice(found.start, found.end).replaceAll('\\', '') === wanted);
    });
});

describe('server presets', () => {
  const body = (kind: keyof typeof presets) => chatBody(testRequest(), guessQuirks('m', presets[kind].quirks));
  it('vLLM gets labels by its own structured_outputs', () => {
    assert.deepEqual(body('vllm').structured_outputs, { choice: ['ham', 'spam'] });
    assert.ok(!('response_format' in body('vllm')));
  });
  it('LM Studio is not asked for the log-probabilities that it stubs', () => {
    assert.ok(!('logprobs' in body('lm-studio')));
  });
  it('Ollama, llama.cpp and LM Studio get max_tokens; Ollama and llama.cpp are asked for log-probabilities', () => {
    for (const kind of ['ollama', 'llama.cpp', 'lm-studio'] as const)
      assert.ok('max_tokens' in body(kind) && !('max_completion_tokens' in body(kind)));
    assert.ok(body('ollama').logprobs && body('llama.cpp').logprobs);
  });
});

describe('traitsOf', () => {
  const table: [string, boolean, boolean, boolean][] = [
    // model, thinks, takes temperature, Responses only
    ['gpt-5-mini', true, false, false],
    ['gpt-5.2', true, false, false],
    ['openai/gpt-5', true, false, false],
    ['o3-mini', true, false, false],
    ['o3-pro', true, false, true],
    ['gpt-5-codex', true, false, true],
    ['gpt-5-chat-latest', false, true, false],
    ['gpt-4o-mini', false, true, false],
    ['gpt-4.1', false, true, false],
    ['gpt-oss:20b', true, true, false],
    ['deepseek-r1', true, true, false],
    ['claude-haiku-4-5', false, true, false],
  ];
  for (const [model, thinks, temperature, responses] of table)
    it(model, () => {
      const traits = traitsOf(model);
      assert.deepEqual(
        [traits.isReasoning, traits.temperature, traits.responsesOnly],
        [thinks, temperature, responses],
      );
    });
});

describe('rate-limit headers', () => {
  const now = Date.parse('2026-11-22T10:00:00Z');
  it('reads Retry-After in seconds, milliseconds and as a date', () => {
    assert.equal(retryAfterMs(new Headers({ 'retry-after': '2' }), now), 2000);
    assert.equal(retryAfterMs(new Headers({ 'retry-after': '2', 'retry-after-ms': '150' }), now), 150);
    assert.equal(retryAfterMs(new Headers({ 'retry-after': 'Sun, 22 Nov 2026 10:00:30 GMT' }), now), 30_000);
    assert.equal(retryAfterMs(new Headers(), now), undefined);
    assert.equal(retryAfterMs(new Headers({ 'retry-after': 'soon' }), now), undefined);
  });
  it("reads OpenAI's durations and Anthropic's times", () => {
    const openai = (reset: string) =>
      rateLimitsOf(
        new Headers({ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': reset }),
        now,
      )?.[0]?.resetMs;
    assert.deepEqual(
      ['1s', '6m0s', '120ms', '1.5s', '1h2m3s', '2m'].map(openai),
      [1000, 360_000, 120, 1500, 3_723_000, 120_000],
    );
    const anthropic = new Headers({
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': '2026-11-22T10:00:07Z',
    });
    assert.deepEqual(rateLimitsOf(anthropic, now), [
      { name: 'requests', unit: 'requests', remaining: 0, resetMs: 7000, isMoment: true },
    ]);
    assert.equal(rateLimitsOf(new Headers(), now), undefined);
  });
});
