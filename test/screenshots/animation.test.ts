// The moving picture: it begins as a GIF of the size of its frames, tells what did not change once, and refuses frames of another size.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { animatedGif } from './animation';

const root = resolve(__dirname, '../../..');
const icon = readFileSync(join(root, 'media', 'icon.png'));
const other = readFileSync(join(root, 'media', 'screenshots', 'setup-400px-light.png'));

describe('animated GIF', () => {
  it('has the size of its frames, and says nothing of one that changes nothing', () => {
    const once = animatedGif([{ png: icon, shownMs: 500 }]);
    assert.equal(once.toString('latin1', 0, 6), 'GIF89a');
    assert.deepEqual([once.readUInt16LE(6), once.readUInt16LE(8)], [icon.readUInt32BE(16), icon.readUInt32BE(20)]);
    assert.deepEqual(
      animatedGif([
        { png: icon, shownMs: 500 },
        { png: icon, shownMs: 500 },
      ]),
      once,
    );
  });
  it('refuses what is no picture, nothing, and frames of several sizes', () => {
    assert.throws(() => animatedGif([]), /no frame/);
    assert.throws(() => animatedGif([{ png: Buffer.from('none'), shownMs: 1 }]), /not a PNG/);
    assert.throws(() => animatedGif([icon, other].map((png) => ({ png, shownMs: 1 }))), /not/);
  });
});
