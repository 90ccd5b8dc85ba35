import assert from 'node:assert/strict';
import { createGathering } from '../../../src/providers/batch/gathering';
import { Room } from '../../../src/providers/batch/room';
import { type Waiter, Waiters } from '../../../src/providers/batch/waiters';
import { manualClock } from '../../support/fakeClock';
import { testRequest } from '../../support/requests';

const waiterOf = (key: string, content: string): Waiter => {
  const request = testRequest(content);
  return new Waiters().open(key, request, Buffer.byteLength(JSON.stringify(request)));
};

describe('gathering asks into batches', () => {
  it('hands a batch in before it passes the size that the service takes, and loses no ask', async () => {
    const clock = manualClock();
    const batches: string[][] = [];
    const maxBytes = 100_000;
    const gathering = createGathering({
      ...{ clock, gatherMs: 1000, maxRequests: 1000, maxBytes, room: new Room() },
      handIn: (batch) => {
        const bytes = batch.reduce((sum, { request }) => sum + Buffer.byteLength(JSON.stringify(request)), 0);
        assert.ok(
          batch.length === 1 || bytes <= maxBytes,
          `${String(bytes)} bytes in a batch of ${String(batch.length)}`,
        );
        batches.push(batch.map(({ key }) => key));
      },
    });
    const keys = Array.from({ length: 60 }, (_, number) => String(number));
    // Three bytes a character in UTF-8, the most there are.
    for (const key of keys) gathering.add(waiterOf(key, '\u6f22'.repeat(1500 * (1 + (Number(key) % 3)))));
    await clock.advance(1000);
    await clock.advance(1000);
    assert.deepEqual(batches.flat(), keys);
    assert.ok(batches.length > 1);
  });

  it('hands a full batch in at once', () => {
    const batches: number[] = [];
    const gathering = createGathering({
      ...{ clock: manualClock(), gatherMs: 1000, maxRequests: 4, maxBytes: 1e9, room: new Room() },
      handIn: (batch) => batches.push(batch.length),
    });
    for (let number = 0; number < 9; number++) gathering.add(waiterOf(String(number), 'row'));
    assert.deepEqual(batches, [4, 4]);
  });
});
