import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { presetNames } from '../../src/providers/presets';
import { withFieldTable, withModelSettings, withWordsOfFields } from './modelSettings';

const read = (file: string) => readFileSync(join(resolve(__dirname, '../../..'), file), 'utf8');

describe('fields of a model in a ladder', () => {
  it('are declared, worded and documented as the code has them (rewrite them with dist/test/media/modelSettings.script.js)', () => {
    assert.deepEqual(JSON.parse(withModelSettings(read('package.json'))), JSON.parse(read('package.json')));
    assert.deepEqual(JSON.parse(withWordsOfFields(read('package.nls.json'))), JSON.parse(read('package.nls.json')));
    assert.equal(withFieldTable(read('docs/ladder.md')), read('docs/ladder.md'));
  });

  it('name every provider that is there, in Chinese as well', () => {
    const words = (JSON.parse(read('package.nls.zh-cn.json')) as Record<string, string>)['model.provider']!;
    for (const name of presetNames) assert.ok(words.includes(name), name);
  });
});
