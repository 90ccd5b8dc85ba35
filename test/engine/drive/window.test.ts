import assert from 'node:assert/strict';
import { Window } from '../../../src/engine/drive/window';

describe('the window of requests under way', () => {
  it('is full by number or by weight, and lets one task in that alone weighs more', () => {
    const window = new Window(3, 100);
    window.enter(60);
    assert.ok(!window.isFull);
    window.enter(60);
    assert.ok(window.isFull, 'by weight');
    window.leave(60);
    assert.ok(!window.isFull);
    window.enter(1);
    window.enter(1);
    assert.ok(window.isFull, 'by number');
    const heavy = new Window(3, 100);
    assert.ok(!heavy.isFull);
    heavy.enter(1000);
    assert.ok(heavy.isFull);
  });
});
