// What a reply's body is taken for: an answer, an error with its bill, or nothing of the protocol.
import assert from 'node:assert/strict';
import { ProviderError, type Reply } from '../../src/engine/provider';
import { readLiveReply, readReply } from '../../src/providers/readReply';

const options = { name: 'there', baseUrl: 'https://llm.example/v1', apiKey: 'sk-secret-0123456789' };
const reply: Reply = { text: 'spam', usage: {}, finish: { unified: 'stop' } };

function thrownBy(body: unknown, headers?: Headers): ProviderError {
  try {
    readReply(options, body, () => reply, headers);
  } catch (error) {
    assert.ok(error instanceof ProviderError, String(error));
    return error;
  }
  throw new Error('it was read');
}

describe('the body of a reply', () => {
  it('is read where it is of the protocol, also beside an error', () => {
    for (const body of [
      { id: 'x' },
      { error: 'x', choices: [1] },
      { error: 'x', output: [1] },
      { error: 'x', content: [1] },
    ])
      assert.equal(
        readReply(options, body, (read) => ((read as object) === body ? reply : { ...reply, text: '' })),
        reply,
      );
  });

  it('that is an error is thrown as the status that it states, guessed where it states none', () => {
    for (const empty of [{}, { choices: [] }, { output: 'x' }, { content: { length: 1 } }]) {
      const error = thrownBy({ error: { message: 'slow', code: 429 }, ...empty });
      assert.deepEqual([error.kind, error.details], ['rate-limit', { isRetryable: true, status: 429 }]);
      assert.match(error.message, /^there \(llm\.example\): 429 slow/);
    }
    assert.deepEqual(thrownBy({ error: 'Too many requests' }).details, {
      ...{ isRetryable: true, status: 429, isGuessed: true },
    });
  });

  it('that is an error says what it bills', () => {
    const usage = { prompt_tokens: 10, completion_tokens: 2 };
    const counted = thrownBy({ error: { message: 'no', code: 400 }, usage });
    assert.deepEqual(counted.details, {
      ...{ isRetryable: false, status: 400 },
      paid: { inputTokens: 10, outputTokens: 2, raw: usage },
    });
    const stated = thrownBy({ error: { message: 'no', code: 400 } }, new Headers({ 'x-litellm-response-cost': '0.5' }));
    assert.deepEqual(stated.details.paid, { statedUsd: 0.5 });
    assert.equal(thrownBy({ error: { message: 'no', code: 400 }, usage: {} }).details.paid, undefined);
  });

  it('that is of no protocol may be billed, and is quoted without a key', () => {
    const hint = '; is the base URL right? It often ends in /v1.';
    const bodies: readonly (readonly [unknown, string])[] = [
      [' Ollama is running ', 'the answer is not JSON but "Ollama is running"'],
      [`key ${options.apiKey}`, 'the answer is not JSON but "key [key removed]"'],
      ['x'.repeat(300), `the answer is not JSON but "${'x'.repeat(200)}"`],
      ['<html><title>Sign in</title></html>', 'the answer is a web page: "Sign in"'],
      ['', 'the answer is not JSON'],
      [' ', 'the answer is not JSON'],
      [7, 'the answer is not JSON'],
      [null, 'the answer is not JSON'],
    ];
    for (const [body, sentence] of bodies) {
      const error = thrownBy(body);
      assert.deepEqual([error.kind, error.details], ['malformed', { isRetryable: true, mayBeBilled: true }]);
      assert.equal(error.message, `there (llm.example): ${sentence}${hint}`);
    }
    assert.throws(
      () =>
        readReply(options, {}, () => {
          throw new TypeError('x');
        }),
      (error: ProviderError) =>
        error.kind === 'malformed' &&
        error.details.mayBeBilled === true &&
        error.message === 'there (llm.example): the answer is not of the form that its protocol states.',
    );
  });

  it('comes with its headers, whatever its content type', async () => {
    const response = (text: string) =>
      new Response(text, { headers: { 'content-type': 'text/plain', 'x-litellm-response-cost': '0.5' } });
    const read = (body: { readonly text: string }, headers: Headers): Reply => ({
      ...{ text: body.text, finish: { unified: 'stop' } },
      usage: { statedUsd: Number(headers.get('x-litellm-response-cost')) },
    });
    assert.deepEqual(await readLiveReply(options, response('{"text": "spam"}'), read), {
      ...{ text: 'spam', finish: { unified: 'stop' }, usage: { statedUsd: 0.5 } },
    });
    await assert.rejects(readLiveReply(options, response('spam'), read), /not JSON but "spam"/);
    await assert.rejects(
      readLiveReply(options, response('{"error": {"code": 400, "message": "no"}}'), read),
      (error: ProviderError) => error.details.paid?.statedUsd === 0.5,
    );
  });
});
