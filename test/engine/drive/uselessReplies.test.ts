// A run pays for no more than some 20 useless replies in a row of a model, whatever the concurrency.
import assert from 'node:assert/strict';
import { mostUselessReplies, UselessReplies } from '../../../src/engine/drive/uselessReplies';
import { ProviderError } from '../../../src/engine/provider';
import { never, testModel } from '../../support/requests';

const turn = () => new Promise((resolve) => setImmediate(resolve));
const cut = 'The reply was cut at the output limit of 68 tokens (length).';

/** Asks about so many rows at once; each takes some turns. @returns replies that came before the pause. */
async function ask(useless: UselessReplies, rows: number, isAnswer: (row: number) => boolean) {
  let sent = 0;
  let pause: unknown;
  await Promise.all(
    Array.from({ length: rows }, async (_, row) => {
      try {
        await useless.enter(0, never);
      } catch (error) {
        pause ??= error;
        return;
      }
      sent++;
      for (let i = 0; i < 1 + (row % 3); i++) await turn();
      if (isAnswer(row)) useless.answered(0);
      else pause ??= useless.useless(0, cut);
      useless.leave(0);
    }),
  );
  return { sent, pause };
}

describe('UselessReplies', () => {
  it('lets no more than twenty out to a model that never answers, and says what to do', async () => {
    const { sent, pause } = await ask(new UselessReplies([testModel('m')]), 200, () => false);
    assert.equal(sent, mostUselessReplies);
    assert.ok(pause instanceof ProviderError && pause.kind === 'no-answers');
    assert.match(pause.message, /last 20 replies of m .*20 times: The reply was cut.*maxOutputTokens.*Resuming/s);
  });
  it('does not hold back a model that answers, even if a share of its replies is useless', async () => {
    const useless = new UselessReplies([testModel('m')]);
    const { sent, pause } = await ask(useless, 500, (row) => row % 4 !== 0);
    assert.deepEqual([sent, pause], [500, undefined]);
  });
  it('counts replies in a row only', () => {
    const useless = new UselessReplies([testModel('m')]);
    for (let round = 0; round < 10; round++) {
      for (let i = 0; i + 1 < mostUselessReplies; i++) assert.equal(useless.useless(0, cut), undefined);
      useless.answered(0);
    }
  });
  it('stops soon after a model has ceased to answer', async () => {
    const useless = new UselessReplies([testModel('m')]);
    await ask(useless, 50, () => true);
    let sent = 0;
    let pause: unknown;
    const rows = Array.from({ length: 300 }, (_, row) => row);
    const worker = async () => {
      while (rows.pop() !== undefined && !pause) {
        try {
          await useless.enter(0, never);
        } catch (error) {
          pause ??= error;
          return;
        }
        sent++;
        await turn();
        pause ??= useless.useless(0, cut);
        useless.leave(0);
      }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    assert.ok(sent <= mostUselessReplies + 16, String(sent));
  });
  it('ends a wait with the reason of an abort', async () => {
    const useless = new UselessReplies([testModel('m')]);
    for (let i = 0; i < mostUselessReplies; i++) await useless.enter(0, never);
    const controller = new AbortController();
    const waiting = useless.enter(0, controller.signal);
    const reason = new Error('stopped');
    controller.abort(reason);
    await assert.rejects(waiting, (error) => error === reason);
  });
});
