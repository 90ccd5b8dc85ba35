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
});
