import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { palettePng } from './palettePng';

const icon = readFileSync(join(resolve(__dirname, '../../..'), 'media', 'icon.png'));

describe('palette PNG', () => {
  it('keeps the size of the picture and has a palette', () => {
    const small = palettePng(icon);
    assert.deepEqual(small.subarray(16, 24), icon.subarray(16, 24));
    assert.equal(small[25], 3);
    assert.ok(small.includes('PLTE'));
  });

  it('refuses what is no picture', () => {
    assert.throws(() => palettePng(Buffer.from('no picture at all')), /not a PNG/);
  });
});
