import assert from 'node:assert/strict';
import { ProviderError } from '../../src/engine/provider';
import { createLanguageModelProvider, type EditorModel } from '../../src/providers/languageModel';
import { never, testModel, testRequest } from '../support/requests';

const editorModel = (changes: Partial<EditorModel> = {}): EditorModel => ({
  id: 'gpt-4o',
  name: 'GPT 4o',
  version: '2026-01',
  maxInputTokens: 100,
  countTokens: (text) => Promise.resolve(text.split(/\s+/).length),
  send: () => Promise.resolve(' ham \n'),
  ...changes,
});
const provide = (...models: EditorModel[]) =>
  createLanguageModelProvider('vscode-lm', { select: () => Promise.resolve(models) });
const request = testRequest('a row', { model: testModel('gpt-4o') });
const coded = (code: string, message = '', cause?: Error) => Object.assign(new Error(message, { cause }), { code });

describe('createLanguageModelProvider', () => {
  it('sends instruction and row as one message, since there is no system message, and counts with the model', async () => {
    let sent = '';
    const provider = provide(
      editorModel({
        send: (text) => {
          sent = text;
          return Promise.resolve('ham');
        },
      }),
    );
    const reply = await provider.ask(request, never);
    assert.equal(sent, 'Say ham or spam.\n\na row');
    assert.deepEqual(
      [reply.text, reply.usage, reply.modelVersion],
      ['ham', { inputTokens: 6, outputTokens: 1 }, 'gpt-4o 2026-01'],
    );
    assert.equal(reply.confidence, undefined);
  });

  it('says what to do when the editor offers no model, or not this one', async () => {
    await assert.rejects(provide().ask(request, never), /Copilot/);
    await assert.rejects(provide(editorModel({ id: 'other', name: 'x' })).ask(request, never), /It offers other/);
  });

  const errors: [string, unknown, string][] = [
    ['consent refused', coded('NoPermissions', 'no consent'), 'auth'],
    ['a model gone', coded('NotFound'), 'auth'],
    ['an allowance used up behind Blocked', coded('Blocked', 'You have exceeded your premium request quota'), 'quota'],
    ['a filtered prompt', coded('Unknown', 'The response was filtered'), 'content-filter'],
    ['an extension that is blocked for a while', coded('Blocked', 'too many requests'), 'quota'],
    [
      'a short wait',
      new Error("You have exhausted this model's rate limit. Please wait 78 seconds before"),
      'rate-limit',
    ],
    ['a long wait', new Error('Your request was rate-limited. Please wait 578 hours 13 minutes before'), 'quota'],
    ['words that sound alike', new Error('Failed to generate'), 'server'],
    ['a quota hidden in the cause', coded('Unknown', 'failed', new Error('quota exhausted')), 'quota'],
    ['too many requests', coded('Unknown', 'Too many requests'), 'rate-limit'],
    ['anything else', new Error('boom'), 'server'],
  ];
  for (const [what, thrown, kind] of errors)
    it(`names ${what} as ${kind}`, async () => {
      const provider = provide(editorModel({ send: () => Promise.reject(thrown as Error) }));
      await assert.rejects(
        provider.ask(request, never),
        (error) => error instanceof ProviderError && error.kind === kind,
      );
    });

  it('waits as long as Copilot says', async () => {
    const thrown = new Error(
      'Sorry, your request was rate-limited. Please wait 1 minute 18 seconds before trying again.',
    );
    const provider = provide(editorModel({ send: () => Promise.reject(thrown) }));
    await assert.rejects(
      provider.ask(request, never),
      (error) => error instanceof ProviderError && error.details.retryAfterMs === 78_000,
    );
  });

  it('fails the row, not the run, when it is too long', async () => {
    const provider = provide(editorModel({ maxInputTokens: 3 }));
    await assert.rejects(
      provider.ask(request, never),
      (error) => error instanceof ProviderError && error.kind === 'bad-request',
    );
  });

  it('ends on an abort with the reason itself', async () => {
    const controller = new AbortController();
    const reason = new Error('stopped');
    const provider = provide(
      editorModel({
        send: () => {
          controller.abort(reason);
          return Promise.reject(new Error('Canceled'));
        },
      }),
    );
    await assert.rejects(provider.ask(request, controller.signal), (error) => error === reason);
  });

  it('knows what each refusal is, whether to try again, and what mends it', async () => {
    const mend = ' The quota is used up; resume when it is renewed.';
    const refusals: readonly (readonly [unknown, string, boolean, string, number?])[] = [
      [
        coded('NoPermissions', 'no.'),
        'auth',
        false,
        'no. Allow SMART to use language models when VS Code asks, then resume.',
      ],
      [coded('NotFound'), 'auth', false, 'NotFound. Choose another model.'],
      [coded('Unknown', 'rate limit exceeded.'), 'rate-limit', true, 'rate limit exceeded.'],
      [coded('Unknown', 'too many requests'), 'rate-limit', true, 'too many requests.'],
      [
        coded('Blocked', 'too many requests'),
        'quota',
        false,
        'too many requests. VS Code lets no more requests of SMART through for now; resume later.',
      ],
      [coded('Unknown', 'limit exceeded'), 'quota', false, `limit exceeded.${mend}`],
      [coded('Blocked', 'premium request'), 'quota', false, `premium request.${mend}`],
      [coded('', 'filtered'), 'content-filter', false, 'filtered.'],
      [coded('', 'x', new Error('quota')), 'quota', false, `x quota.${mend}`],
      [coded('', 'x', 'quota' as unknown as Error), 'server', true, 'x.'],
      [coded('', 'boom . '), 'server', true, 'boom.'],
      [coded('', ''), 'server', true, 'no answer.'],
      [undefined, 'server', true, 'no answer.'],
      [coded('', 'Please wait 2 seconds, 429'), 'rate-limit', true, 'Please wait 2 seconds, 429.', 2000],
      [
        coded('', 'Please wait 15 minutes: rate limit'),
        'rate-limit',
        true,
        'Please wait 15 minutes: rate limit.',
        900_000,
      ],
      [
        coded('', 'Please wait 15 minutes 1 second'),
        'quota',
        false,
        'Please wait 15 minutes 1 second. Resume the run then.',
        901_000,
      ],
      [
        coded('', 'wait 2 hours 13 minutes'),
        'quota',
        false,
        'wait 2 hours 13 minutes. Resume the run then.',
        7_980_000,
      ],
    ];
    for (const [thrown, kind, isRetryable, message, retryAfterMs] of refusals)
      await assert.rejects(
        provide(editorModel({ send: () => Promise.reject(thrown as Error) })).ask(request, never),
        (error: ProviderError) => {
          assert.deepEqual([error.kind, error.message], [kind, `GPT 4o: ${message}`]);
          assert.deepEqual(error.details, { isRetryable, ...(retryAfterMs !== undefined && { retryAfterMs }) });
          return true;
        },
      );
  });

  it('takes a model by its id before its name, a row that fits to the token, and the version where there is one', async () => {
    const models = [editorModel({ id: 'x', name: 'gpt-4o', version: '' }), editorModel({ maxInputTokens: 6 })];
    const reply = await provide(...models).ask(request, never);
    assert.deepEqual([reply.modelVersion, reply.finish], ['gpt-4o 2026-01', { unified: 'stop' }]);
    assert.equal((await provide(models[0]!).ask(request, never)).modelVersion, 'x');
    await assert.rejects(
      provide(editorModel({ maxInputTokens: 5 })).ask(request, never),
      (error: ProviderError) =>
        error.kind === 'bad-request' &&
        !error.details.isRetryable &&
        /needs 6 tokens; GPT 4o takes 5/.test(error.message),
    );
    const silent = await provide(editorModel({ send: () => Promise.resolve(' ') })).ask(request, never);
    assert.deepEqual([silent.text, silent.finish], ['', { unified: 'other' }]);
    let sent = '';
    const bare = editorModel({ send: (text) => Promise.resolve((sent = text)) });
    await provide(bare).ask({ ...request, instruction: '' }, never);
    assert.equal(sent, 'a row');
  });
});
