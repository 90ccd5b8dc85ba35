import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { jobOptions } from '../../src/engine/options/jobOptions';
import { withOptionSettings } from './optionSettings';

describe('settings of options', () => {
  it('are declared as the table of options has them (rewrite them with dist/test/media/optionSettings.script.js)', () => {
    const text = readFileSync(join(resolve(__dirname, '../../..'), 'package.json'), 'utf8');
    assert.deepEqual(JSON.parse(withOptionSettings(text, jobOptions)), JSON.parse(text));
  });
});
