import assert from 'node:assert/strict';
import { createGathering } from '../../../src/providers/batch/gathering';
import { Room } from '../../../src/providers/batch/room';
import { type Waiter, Waiters } from '../../../src/providers/batch/waiters';
import { manualClock } from '../../support/fakeClock';
import { testModel, testRequest } from '../../support/requests';

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
      submit: (batch) => {
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
      submit: (batch) => batches.push(batch.length),
    });
    for (let number = 0; number < 9; number++) gathering.add(waiterOf(String(number), 'row'));
    assert.deepEqual(batches, [4, 4]);
  });

  /** Asks of so many bytes each, and the sizes of the batches that are submitted. */
  function gather({ maxRequests = 100, maxBytes = 1000, room = new Room() } = {}) {
    const clock = manualClock();
    const batches: string[] = [];
    const waiters = new Waiters();
    const gathering = createGathering({
      ...{ clock, gatherMs: 1000, maxRequests, maxBytes, room },
      submit: (batch) => {
        room.handedIn(
          'test-model',
          batch.reduce((sum, { bytes }) => sum + room.tokensOf('test-model', bytes), 0),
        );
        batches.push(batch.map(({ key }) => key).join(' '));
      },
    });
    const add = (keys: string, bytes = 30, model = testModel()) => {
      for (const key of keys.split(' ')) gathering.add(waiters.open(key, testRequest('row', { model }), bytes));
    };
    const after = async (ms: number) => {
      const before = batches.length;
      await clock.advance(ms);
      return batches.slice(before);
    };
    /** What is submitted because nothing was added for a while. */
    const quiet = async () => [...(await after(1000)), ...(await after(1000))];
    return { gathering, add, after, quiet, batches, room, clock };
  }

  it('waits until nothing was added for a while', async () => {
    const { add, after, quiet, clock } = gather();
    add('a');
    assert.deepEqual(await after(999), []);
    add('b');
    assert.deepEqual(await after(1), [], 'something was added');
    assert.deepEqual(await after(998), []);
    assert.deepEqual(await after(1), ['a b'], 'a while after the last one');
    assert.equal(clock.sleepers, 0);
    for (const keys of ['alone', 'c d']) {
      add(keys);
      assert.deepEqual(await after(999), []);
      assert.deepEqual(await after(1), [keys], 'those that come together wait one while, and no second one');
      assert.equal(clock.sleepers, 0);
    }
    add('e');
    assert.deepEqual(await quiet(), ['e'], 'a new while');
  });

  it('hands a batch in at once that has as many requests or bytes as the service takes, and one that is larger alone', async () => {
    const { add, batches, quiet } = gather({ maxBytes: 100 });
    add('a b c');
    assert.deepEqual(batches, []);
    add('d', 10);
    assert.deepEqual(batches, ['a b c d']);
    add('e', 150);
    add('f', 99);
    assert.deepEqual(batches, ['a b c d', 'e']);
    add('g', 2);
    assert.deepEqual(batches, ['a b c d', 'e', 'f']);
    assert.deepEqual(await quiet(), ['g']);
  });

  it('keeps models and settings apart, and counts an ask once that comes again', async () => {
    const { add, quiet, batches } = gather({ maxBytes: 100 });
    add('a');
    add('b', 30, testModel('other'));
    add('c', 30, testModel('test-model', { settings: { temperature: 1 } }));
    add('d', 30, testModel('second-name', { modelId: 'test-model' }));
    add('a', 30);
    add('a', 30);
    add('a', 30);
    assert.deepEqual(batches, []);
    assert.deepEqual(await quiet(), ['a d', 'b', 'c']);
  });

  it('leaves out what nobody wants any more', async () => {
    const { add, quiet, gathering, batches } = gather({ maxBytes: 100 });
    add('a b');
    gathering.remove('a');
    gathering.remove('a');
    gathering.remove('nobody');
    add('c d');
    assert.deepEqual(batches, [], '90 bytes');
    assert.deepEqual(await quiet(), ['b c d']);
    add('e');
    gathering.remove('e');
    assert.deepEqual(await quiet(), []);
    add('f');
    assert.deepEqual(await quiet(), ['f']);
  });

  it('makes smaller batches after one that was too large', async () => {
    const { add, quiet, gathering } = gather();
    gathering.shrink(7, 1e9);
    add('a b c d e f g');
    assert.deepEqual(await quiet(), ['g']);
    gathering.shrink(100, 121);
    add('a b c');
    assert.deepEqual(await quiet(), ['c'], 'two are 60 bytes');
    gathering.shrink(1, 1);
    add('a', 5);
    add('b', 5);
    assert.deepEqual(await quiet(), []);
  });

  it('submits what there is room for, one alone where nothing else is out, and waits for a quarter of the room', async () => {
    const room = new Room();
    // Of 30 bytes each takes ten tokens.
    room.restore({ model: 'test-model', tokens: 40 });
    const { add, quiet, batches, gathering } = gather({ room });
    add('a b c d e f');
    assert.deepEqual(await quiet(), ['a b c d']);
    gathering.pump();
    assert.equal(batches.length, 1);
    room.ended('test-model', 5, false);
    gathering.pump();
    assert.equal(batches.length, 1, 'less than a quarter is free');
    room.ended('test-model', 5, false);
    gathering.pump();
    assert.deepEqual(batches, ['a b c d', 'e'], 'a quarter is');
    room.ended('test-model', 9, false);
    gathering.pump();
    assert.equal(batches.length, 2);
    room.ended('test-model', 31, false);
    add('g', 600);
    gathering.pump();
    assert.deepEqual(batches.slice(2), ['f']);
    room.ended('test-model', 10, false);
    gathering.pump();
    assert.deepEqual(batches.slice(2), ['f', 'g'], 'more than the room holds, alone');
  });

  it('submits what is left although there is little room, where all of it fits', async () => {
    const room = new Room();
    room.restore({ model: 'test-model', tokens: 100 });
    const { add, quiet, batches, gathering } = gather({ room });
    add('a', 270);
    assert.deepEqual(await quiet(), ['a']);
    add('b');
    assert.deepEqual(await quiet(), ['b'], '10 of 100 are free, and all of it needs ten');
    add('c');
    assert.deepEqual(await quiet(), []);
    room.ended('test-model', 10, false);
    add('d', 3);
    gathering.pump();
    assert.equal(batches.length, 2, 'c and d do not fit');
  });

  it('submits as many as a batch holds, at once and when there is room again', () => {
    const room = new Room();
    const { add, batches, gathering } = gather({ maxRequests: 3, room });
    add('a b');
    assert.deepEqual(batches, []);
    add('c');
    assert.deepEqual(batches, ['a b c']);
    room.restore({ model: 'test-model', tokens: 30 });
    add('d e f g h i j');
    assert.equal(batches.length, 1, 'there is no room');
    room.restore({ model: 'test-model', tokens: 1000 });
    gathering.pump();
    assert.deepEqual(batches, ['a b c', 'd e f', 'g h i'], 'one is no batch yet');
  });

  it('gathers anew after a full batch, however much earlier that one began', async () => {
    const { add, after, quiet } = gather({ maxRequests: 2 });
    add('a b');
    await after(500);
    add('c');
    assert.deepEqual([...(await after(500)), ...(await after(499))], []);
    assert.deepEqual([...(await after(1)), ...(await after(1000)), ...(await quiet())], ['c']);
  });
});
