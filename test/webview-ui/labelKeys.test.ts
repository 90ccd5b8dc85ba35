import assert from 'node:assert/strict';
import { labelKeys, type Key } from '../../webview-ui/run/labelKeys';

const key = (name: string, more: Partial<Key> = {}) => ({
  ...{ key: name, ctrlKey: false, metaKey: false, altKey: false, repeat: false },
  ...more,
});
const labels = ['a', 'b'];

describe('keys of the labelling page', () => {
  it('give the label in its place, or none', () => {
    assert.deepEqual(labelKeys(key('1'), labels), { type: 'label', label: 'a' });
    assert.deepEqual(labelKeys(key('2'), labels), { type: 'label', label: 'b' });
    assert.deepEqual(labelKeys(key('0'), labels), { type: 'label' });
    assert.equal(labelKeys(key('3'), labels), undefined);
  });

  it('skip, undo and go to the note, in capitals too', () => {
    for (const [name, type] of [
      ['s', 'skip'],
      ['U', 'undo'],
      ['n', 'note'],
    ] as const)
      for (const known of [labels, undefined]) assert.deepEqual(labelKeys(key(name), known), { type });
  });

  it('mean nothing with another key held, held down themselves, or where labels are typed', () => {
    for (const more of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { repeat: true }])
      for (const name of ['1', '0', 's']) assert.equal(labelKeys(key(name, more), labels), undefined);
    assert.equal(labelKeys(key('1')), undefined);
    assert.equal(labelKeys(key('Enter'), labels), undefined);
  });
});
