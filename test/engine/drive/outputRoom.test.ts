// Models that think are known by what they do; the room grows once for all rows, further where it must, never beyond what the server takes.
import assert from 'node:assert/strict';
import { OutputRoom } from '../../../src/engine/drive/outputRoom';
import type { Reply } from '../../../src/engine/provider';
import { testModel } from '../../support/requests';

const models = [testModel('m'), testModel('limited', { settings: { maxOutputTokens: 68 } })];
const reply = (changes: Partial<Reply> = {}): Reply => ({
  text: 'spam',
  usage: { inputTokens: 10, outputTokens: 3 },
  finish: { unified: 'stop' },
  ...changes,
});
const cut = reply({ text: '', finish: { unified: 'length' }, usage: { outputTokens: 68 } });

describe('OutputRoom', () => {
  const shows: [string, Partial<Reply>][] = [
    ['thinking in its text or fields', { hasThought: true }],
    ['thinking in its counts', { usage: { outputTokens: 40, reasoningTokens: 36 } }],
    ['far more output than text', { usage: { outputTokens: 60 } }],
  ];
  for (const [what, changes] of shows)
    it(`gives room after a whole reply that shows ${what}`, () => {
      const learned: number[] = [];
      const room = new OutputRoom(models, new Map(), (_, tokens) => learned.push(tokens));
      assert.equal(room.learn(0, 0, reply(changes)), false, 'nothing was cut');
      assert.deepEqual([room.of(0), learned], [4096, [4096]]);
    });
  it('learns nothing from a model that just answers, structured output included', () => {
    const room = new OutputRoom(models);
    room.learn(0, 0, reply({ usage: { outputTokens: 9 } }));
    assert.equal(room.of(0), 0);
  });
  it('grows once for many rows that were cut together, and further for one that still is, up to its bound', () => {
    const room = new OutputRoom(models);
    for (let row = 0; row < 5; row++) assert.equal(room.learn(0, 0, cut), true);
    assert.equal(room.of(0), 4096);
    assert.equal(room.learn(0, 4096, reply({ ...cut, usage: { outputTokens: 4164 } })), true);
    assert.equal(room.learn(0, 16_384, reply({ ...cut, usage: { outputTokens: 16_452 } })), true);
    assert.equal(room.learn(0, 32_768, reply({ ...cut, usage: { outputTokens: 32_836 } })), false);
    assert.equal(room.of(0), 32_768);
  });
  it('goes beyond what a model used up that its name gave room to', () => {
    const room = new OutputRoom(models);
    room.learn(0, 0, reply({ ...cut, usage: { outputTokens: 4164 } }));
    assert.equal(room.of(0), 16_384);
  });
  it("keeps to the user's own limit", () => {
    const room = new OutputRoom(models);
    assert.equal(room.learn(1, 0, cut), false);
    assert.equal(room.of(1), 0);
  });
  it('goes on from what earlier sessions learned', () => {
    assert.equal(new OutputRoom(models, new Map([['m', 16_384]])).of(0), 16_384);
  });
  it('steps back where the server refuses so much, and stays below', () => {
    const room = new OutputRoom(models);
    room.learn(0, 0, cut);
    let tries = 0;
    while (room.of(0) > 1000) {
      assert.equal(room.refused(0, room.of(0)), true);
      assert.ok(++tries < 10);
    }
    const fits = room.of(0);
    assert.ok(fits > 0);
    room.learn(0, fits, cut);
    assert.equal(room.of(0), fits, 'a refused room is not tried again');
    assert.equal(room.refused(0, fits), false, 'what has worked is not what was refused');
  });
});
