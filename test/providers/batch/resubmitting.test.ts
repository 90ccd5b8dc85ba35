// A batch provider is asked again where an attempt was lost that may have been billed.
import assert from 'node:assert/strict';
import { ProviderError } from '../../../src/engine/provider';
import { resubmitting } from '../../../src/providers/batch/resubmitting';
import { never, testRequest } from '../../support/requests';
import { fault, replyOf } from './fakeBatchService';

describe('asking a batch provider again', () => {
  const ask = async (errors: readonly Error[], times?: number, signal = never) => {
    let asked = 0;
    const inner = {
      name: 'inner',
      windowOf: () => 7,
      ask: () => {
        const error = errors[asked++];
        return error ? Promise.reject(error) : Promise.resolve(replyOf('ham'));
      },
    };
    const provider = resubmitting(inner, times);
    assert.deepEqual([provider.name, provider.windowOf?.(testRequest().model)], ['inner', 7]);
    const end = await provider.ask(testRequest(), signal).then(
      ({ text }) => text,
      (error: unknown) => error as Error,
    );
    return { end, asked };
  };
  const lost = fault({ mayBeBilled: true });

  it('happens twice at most, where an attempt was lost that may have been billed', async () => {
    assert.deepEqual(await ask([]), { end: 'ham', asked: 1 });
    assert.deepEqual(await ask([lost, lost]), { end: 'ham', asked: 3 });
    assert.deepEqual(await ask([lost], 1), { end: 'ham', asked: 2 });
    for (const error of [
      fault(),
      fault({ isRetryable: false, mayBeBilled: true }),
      fault({ mayBeBilled: true }, 'quota'),
      new Error('a bug'),
    ])
      assert.deepEqual(await ask([error]), { end: error, asked: 1 });
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    assert.deepEqual(await ask([lost], 2, stop.signal), { end: lost, asked: 1 });
  });

  it('pauses the run where a batch is lost again and again, and fails the row where its reply is broken', async () => {
    for (const [kind, last] of [
      ['server', 'quota'],
      ['malformed', 'malformed'],
    ] as const) {
      const { end, asked } = await ask([1, 2, 3].map(() => fault({ mayBeBilled: true, status: 500 }, kind)));
      assert.ok(end instanceof ProviderError);
      assert.deepEqual(
        [end.kind, end.message, end.details, asked],
        [last, `said: ${kind}`, { isRetryable: false, mayBeBilled: true, status: 500 }, 3],
      );
    }
  });
});
