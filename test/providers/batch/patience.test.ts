// How long a batch is waited for between looks, and what pauses the run.
import assert from 'node:assert/strict';
import { ProviderError } from '../../../src/engine/provider';
import { growingWaits, pausing, withOwnSignal } from '../../../src/providers/batch/patience';
import { fault } from './fakeBatchService';

describe('patience', () => {
  it('waits half as long again each time, twenty times the first at most', () => {
    const next = growingWaits(100);
    const waits = Array.from({ length: 10 }, next).map((ms) => Math.round(ms));
    assert.deepEqual(waits, [100, 150, 225, 338, 506, 759, 1139, 1709, 2000, 2000]);
  });

  it('pauses the run by its own kind, or as a quota', () => {
    for (const [kind, paused] of [
      ['auth', 'auth'],
      ['server', 'quota'],
    ] as const) {
      const error = pausing(fault({}, kind), 'Why.');
      assert.ok(error instanceof ProviderError);
      assert.deepEqual(
        [error.kind, error.message, error.details],
        [
          paused,
          `Why. Nothing is lost: resume the run to go on. Last: said: ${kind}`,
          { isRetryable: false, isStillOut: true },
        ],
      );
    }
    const bug = new Error('a bug');
    assert.equal(pausing(bug, 'Why.'), bug);
  });

  it('gives each look a signal of its own, that ends with the given one and only while it is looked', async () => {
    const stop = new AbortController();
    const signals: AbortSignal[] = [];
    const look = (own: AbortSignal) => {
      signals.push(own);
      return Promise.resolve('seen');
    };
    assert.equal(await withOwnSignal(stop.signal, look), 'seen');
    await assert.rejects(
      withOwnSignal(stop.signal, (own) => look(own).then(() => Promise.reject(new Error('lost')))),
      /lost/,
    );
    const lasting = withOwnSignal(stop.signal, (own) => {
      signals.push(own);
      return new Promise((_, reject) => {
        own.addEventListener('abort', () => {
          reject(own.reason as Error);
        });
      });
    });
    const reason = new Error('stopped');
    stop.abort(reason);
    await assert.rejects(lasting, (error) => error === reason);
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [false, false, true],
    );
    await assert.rejects(withOwnSignal(stop.signal, look), (error) => error === reason);
    assert.equal(signals.length, 3);
  });
});
