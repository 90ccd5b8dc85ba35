import assert from 'node:assert/strict';
import { isDeeperThan, limits, parseDocument } from '../../src/engine/limits';

const nested = (depth: number, open = '[', close = ']') => open.repeat(depth) + close.repeat(depth);

describe('limits', () => {
  it('on depth hold for lists and objects, however deep, and count no breadth', () => {
    assert.ok(!isDeeperThan(JSON.parse(nested(limits.documentDepth))));
    assert.ok(isDeeperThan(JSON.parse(nested(limits.documentDepth + 1))));
    assert.ok(isDeeperThan(JSON.parse(`${'{"a":'.repeat(60_000)}1${'}'.repeat(60_000)}`)));
    assert.ok(!isDeeperThan(Array.from({ length: 10_000 }, () => ({ a: [1, null, 'b'] }))));
    for (const flat of [undefined, null, 1, 'x', [], {}]) assert.ok(!isDeeperThan(flat));
  });

  it('refuse a document that is nested too deep or is no JSON, and pass over a byte order mark', () => {
    assert.deepEqual(parseDocument('\ufeff{"a":[1]}'), { a: [1] });
    assert.throws(() => parseDocument(nested(5000)), /more than 100 deep/);
    assert.throws(() => parseDocument('{'), SyntaxError);
  });
});
