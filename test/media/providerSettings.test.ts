import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { presetNames, presets } from '../../src/providers/presets';
import { type ProviderField, providerFields, providerShapeOf } from '../../src/providers/providerEntry';
import { providerKinds } from '../../src/providers/registry';
import { withProviderSettings, withProviderTable, withWordsOfProviders } from './providerSettings';

const read = (file: string) => readFileSync(join(resolve(__dirname, '../../..'), file), 'utf8');
type Property = { readonly enum?: readonly string[] };
type Manifest = {
  contributes: {
    configuration: {
      properties: { 'smart.providers': { additionalProperties: { properties: Record<string, Property> } } };
    };
  };
};
const declaredIn = (text: string) =>
  (JSON.parse(text) as Manifest).contributes.configuration.properties['smart.providers'].additionalProperties
    .properties;

describe('fields of a provider', () => {
  it('are declared, worded and documented as the code has them (rewrite them with dist/test/media/modelSettings.script.js)', () => {
    assert.deepEqual(JSON.parse(withProviderSettings(read('package.json'))), JSON.parse(read('package.json')));
    assert.deepEqual(JSON.parse(withWordsOfProviders(read('package.nls.json'))), JSON.parse(read('package.nls.json')));
    assert.equal(withProviderTable(read('docs/ladder.md')), read('docs/ladder.md'));
  });

  it('in VS Code offer every provider that is asked at an address, once; keys are kept elsewhere', () => {
    const { type, server, keyEnv } = declaredIn(read('package.json'));
    const remote = presetNames.filter((name) => providerKinds[presets[name].type].isRemote);
    assert.deepEqual([...type!.enum!, ...server!.enum!].sort(), [...remote, 'openai-compatible'].sort());
    assert.equal(keyEnv, undefined);
  });

  it('are an entry in one table: a made-up one is read, declared, worded and documented', () => {
    const mood = {
      domain: { kind: 'whole', least: 1, most: 9 },
      description: 'How the made-up server feels.',
      pattern: { regex: '^[1-9]$', problem: 'Must be a digit.' },
    } as const satisfies ProviderField;
    const fields = { ...providerFields, mood };
    assert.deepEqual(providerShapeOf(fields).parse({ type: 'groq', mood: 4 }), { type: 'groq', mood: 4 });
    assert.ok(!providerShapeOf(fields).safeParse({ mood: 10 }).success);
    assert.ok(!providerShapeOf().safeParse({ mood: 4 }).success);
    assert.deepEqual(declaredIn(withProviderSettings(read('package.json'), fields))['mood'], {
      ...{ type: 'integer', minimum: 1, maximum: 9 },
      ...{ pattern: '^[1-9]$', patternErrorMessage: '%provider.mood.pattern%', description: '%provider.mood%' },
    });
    const words = JSON.parse(withWordsOfProviders('{}', fields)) as Record<string, string>;
    assert.equal(words['provider.mood'], mood.description);
    assert.equal(words['provider.mood.pattern'], mood.pattern.problem);
    assert.match(
      withProviderTable(read('docs/ladder.md'), fields),
      /^\| `mood` +\| whole number, 1 to 9 +\| How the made-up server feels\. +\|$/m,
    );
  });
});
