import assert from 'node:assert/strict';
import type { Asked } from '../../../src/engine/drive/asked';
import { makeAskRow } from '../../../src/engine/drive/askRow';
import { makePrompt } from '../../../src/engine/prompt/template';
import { type AskRequest, ProviderError, type Reply } from '../../../src/engine/provider';
import { spamTask, testModel, testPrice } from '../../support/requests';

const { prompt } = makePrompt('Spam or ham? {{text}}', ['text'], spamTask);
const row = { index: 4, get: () => 'win a prize' };
const cost = (10 * 2 + 3 * 8) / 1e6;
let number = 0;
const reply = (text: string): Reply => ({
  text,
  usage: { inputTokens: 10, outputTokens: 3 },
  finish: { unified: 'stop' },
  reservation: ++number,
});
const failure = (kind: ProviderError['kind']) => new ProviderError(kind, kind, { isRetryable: false });

function asking(...script: (Reply | Error)[]) {
  number = 0;
  const requests: AskRequest[] = [];
  const unread: Pick<Asked, 'billedUsd' | 'usage' | 'settles'>[] = [];
  const ask = makeAskRow({
    models: [testModel('m', { price: testPrice })],
    prompt: prompt!,
    task: spamTask,
    providers: [
      {
        name: 'scripted',
        ask: (request) => {
          const next = script[requests.push(request) - 1]!;
          return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
        },
      },
    ],
    onUnread: (_, paid) => unread.push(paid),
  });
  return { requests, unread, answer: () => ask(0, row, new AbortController().signal) };
}

describe('makeAskRow', () => {
  it('asks once more when a reply cannot be read, and bills and settles both', async () => {
    number = 0;
    const { requests, answer } = asking({ ...reply('who knows') }, { ...reply('ham') });
    const asked = await answer();
    assert.equal(asked.answer.text, 'ham');
    assert.equal(asked.billedUsd?.toFixed(12), (2 * cost).toFixed(12));
    assert.equal(asked.settles?.length, 2);
    assert.match(requests[1]!.content, /could not be read/);
  });

  it('keeps the paid reply as unreadable when only the second try fails', async () => {
    const { answer, unread } = asking(reply('who knows'), failure('server'));
    const asked = await answer();
    assert.equal(asked.answer.status, 'invalid');
    assert.equal(asked.billedUsd?.toFixed(12), cost.toFixed(12));
    assert.equal(asked.settles?.length, 1);
    assert.deepEqual(unread, []);
  });

  for (const kind of ['budget', 'auth', 'quota'] as const)
    it(`tells the bill of the paid reply when the run stops (${kind}) before the second try`, async () => {
      const { answer, unread } = asking(reply('who knows'), failure(kind));
      await assert.rejects(answer(), (error) => error instanceof ProviderError && error.kind === kind);
      assert.equal(unread.length, 1);
      assert.equal(unread[0]!.billedUsd?.toFixed(12), cost.toFixed(12));
      assert.equal(unread[0]!.settles?.length, 1);
    });

  it('bills nothing and tells nothing when the first try fails', async () => {
    const { answer, unread } = asking(failure('server'));
    await assert.rejects(answer(), /server/);
    assert.deepEqual(unread, []);
  });

  it('asks a cut row again with more room, which all rows then have, and bills both', async () => {
    const cut: Reply = { ...reply('ha'), finish: { unified: 'length' } };
    const { requests, answer } = asking(cut, reply('ham'), reply('ham'));
    const asked = await answer();
    assert.deepEqual([asked.answer.text, asked.answer.cause], ['ham', undefined]);
    assert.equal(asked.billedUsd?.toFixed(12), (2 * cost).toFixed(12));
    await answer();
    assert.deepEqual(
      requests.map(({ room, attempt }) => [room, attempt]),
      [
        [undefined, undefined],
        [4096, 1],
        [4096, undefined],
      ],
    );
    assert.equal(requests[1]!.content, requests[0]!.content);
  });

  it('asks once more after a reply that broke off, and keeps the cause where it breaks off again', async () => {
    const broken: Reply = { ...reply('spam'), finish: { unified: 'broken-off', raw: 'upstream died' } };
    const { requests, answer } = asking(broken, broken);
    const { answer: given } = await answer();
    assert.equal(given.status, 'invalid');
    assert.match(given.cause!, /broke off.*upstream died/);
    assert.equal(requests.length, 2);
  });

  it('takes less room where the server refuses more', async () => {
    const cut: Reply = { ...reply('ha'), finish: { unified: 'length' } };
    const refused = new ProviderError('bad-request', 'max_tokens is too large', { isRetryable: false });
    const { requests, answer } = asking(cut, refused, refused, reply('ham'));
    assert.equal((await answer()).answer.text, 'ham');
    assert.deepEqual(
      requests.map(({ room }) => room),
      [undefined, 4096, 2048, 1024],
    );
  });

  it('pauses the run after twenty useless replies, and tells the bill of what was paid by then', async () => {
    const garbage = Array.from({ length: 40 }, () => reply('who knows'));
    const { requests, unread, answer } = asking(...garbage);
    let thrown: unknown;
    for (let row = 0; row < 20 && !thrown; row++) await answer().catch((error: unknown) => (thrown = error));
    assert.ok(thrown instanceof ProviderError && thrown.kind === 'no-answers');
    assert.equal(requests.length, 20);
    assert.equal(unread.length, 1);
    await assert.rejects(answer(), /no answers/);
    assert.equal(requests.length, 20, 'nothing more is sent');
  });
});
