// Asks a real OpenAI-compatible server through the whole provider stack and prints what held and what did not. Outside `npm test`.
// Usage: node dist/test/conformance/endpoint.run.js http://localhost:8080/v1 MODEL [ollama|lm-studio|vllm|llama.cpp]
import { createBudget } from '../../src/engine/money/budget';
import { type AskRequest, ProviderError, type Reply } from '../../src/engine/provider';
import { makeRandom } from '../../src/engine/random';
import { localServers } from '../../src/providers/presets';
import { createProvider } from '../../src/providers/createProvider';
import { boundKeysFrom } from '../../src/providers/keyBinding';
import { createQuirkStore } from '../../src/providers/quirks';
import { systemClock } from '../../src/providers/systemClock';
import { never, spamTask, testModel } from '../support/requests';

const [baseUrl, modelId, kind] = process.argv.slice(2);

async function main(): Promise<boolean> {
  if (baseUrl === undefined || modelId === undefined) {
    console.error('Usage: node dist/test/conformance/endpoint.run.js BASE_URL MODEL [SERVER_KIND]');
    return false;
  }
  const server = localServers.find((known) => known === kind);
  const provider = await createProvider(
    { name: 'conformance', type: 'openai-compatible', baseUrl, preset: server },
    {
      clock: systemClock,
      random: makeRandom(1),
      keys: boundKeysFrom(process.env),
      budget: createBudget(),
      quirks: createQuirkStore(),
      maxRetries: 1,
    },
  );
  const request = (changes: Partial<AskRequest> = {}): AskRequest => ({
    model: testModel(modelId, { price: { type: 'unknown' } }),
    instruction: 'Is the message ham or spam? Answer with one of the two words.',
    content: '<message>You have won a prize! Call now to claim.</message>',
    task: spamTask,
    ...changes,
  });
  let isGood = true;
  const check = (what: string, holds: boolean, seen: unknown) => {
    isGood &&= holds;
    console.log(`${holds ? 'ok  ' : 'FAIL'} ${what}: ${JSON.stringify(seen)}`);
  };
  const tell = (what: string, seen: unknown) => {
    console.log(`     ${what}: ${JSON.stringify(seen ?? 'not told')}`);
  };

  const label: Reply = await provider.ask(request(), never);
  check('labels are forced', ['ham', 'spam'].includes(label.text), label.text);
  check('it stopped by itself', label.finish.unified === 'stop', label.finish);
  const { inputTokens, outputTokens } = label.usage;
  check(
    'usage is told, or said to be unknown',
    inputTokens === undefined || (inputTokens > 0 && outputTokens! > 0),
    label.usage.raw,
  );
  const { confidence } = label;
  check(
    'confidence is a probability or unknown',
    // llama.cpp's server always tells.
    confidence === undefined ? server !== 'llama.cpp' : confidence >= 0 && confidence <= 1,
    confidence ?? 'unknown',
  );
  const number = await provider.ask(
    request({
      instruction: 'How many words has the text? Answer with a number.',
      task: { type: 'number', absoluteTolerance: 0, relativeTolerance: 0 },
    }),
    never,
  );
  check('numbers are forced', Number.isFinite(Number(number.text)), number.text);
  const model = testModel(modelId, { price: { type: 'unknown' }, settings: { maxOutputTokens: 4 } });
  const cut = await provider.ask(request({ model, instruction: 'Write a long story.', task: { type: 'text' } }), never);
  check('an answer at its limit says so', cut.finish.unified === 'length', cut.finish);
  const burst = await Promise.all(
    Array.from({ length: 16 }, (_, i) =>
      provider.ask(request({ content: `<message>message ${String(i)}</message>` }), never),
    ),
  );
  check(
    'sixteen at once',
    burst.every((reply) => ['ham', 'spam'].includes(reply.text)),
    burst.length,
  );
  const controller = new AbortController();
  const reason = new Error('stopped');
  const aborted = provider.ask(request({ task: { type: 'text' } }), controller.signal).catch((error: unknown) => error);
  controller.abort(reason);
  check('an abort comes back as its reason', (await aborted) === reason, 'abort');
  const unknown = await provider
    .ask(request({ model: testModel('no-such-model-here', { price: { type: 'unknown' } }) }), never)
    .catch((error: unknown) => error);
  tell('an unknown model gives', unknown instanceof ProviderError ? unknown.message : 'an answer');
  tell('model version', label.modelVersion);
  return isGood;
}

main().then(
  (isGood) => {
    process.exitCode = isGood ? 0 : 1;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
