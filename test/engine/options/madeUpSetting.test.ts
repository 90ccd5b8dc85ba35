// A setting of a model that does not exist is added to the table, and must be found wherever settings are: nothing else is told of it.
import assert from 'node:assert/strict';
import type { Job } from '../../../src/engine/job';
import { isVariant, type Model } from '../../../src/engine/model';
import { modelSettings, type ModelSetting, type ModelSettingTable } from '../../../src/engine/options/modelSettings';
import { settingLines } from '../../../src/engine/report/settings';
import { readLadder } from '../../../src/providers/ladder';
import { readRequest, requestShapeOf, writeRequest } from '../../../src/providers/queue/requests';
import { jobForDisk } from '../../../src/store/manifest';
import { withFieldTable, withModelSettings, wordsOfFields } from '../../media/modelSettings';

const haste = {
  domain: { kind: 'whole', least: 1, most: 9 },
  description: 'How hasty the made-up model is.',
  name: 'haste',
  shown: (value: number) => `${String(value)} of 9`,
  problem: (value: number) => (value === 7 ? 'a haste of 7 is unlucky' : undefined),
} as const satisfies ModelSetting<number>;
const hint = {
  domain: { kind: 'text' },
  description: 'What the made-up model is told beside the prompt.',
  name: 'hint',
  makesVariant: true,
  isAppliedBefore: true,
} as const satisfies ModelSetting<string>;
const settings: ModelSettingTable = { ...modelSettings, haste, hint };

const listPrice = () => ({ type: 'token', inputPerMillion: 1, outputPerMillion: 1 }) as const;
const read = (more: object) =>
  readLadder([{ provider: 'openai', model: 'gpt-4o', ...more }], 'l.json', listPrice, settings).models[0]!;
const job = (model: Model): Job => ({
  ...{
    dataset: 'a.csv',
    prompt: '{{text}}',
    task: { type: 'text' },
    models: [model],
    accuracy: 0.95,
    confidence: 0.95,
  },
  ...{ strategy: 'certified', columns: { answer: 'a' }, escapeFormulas: false },
});
const model = read({ haste: 4, hint: 'be kind' });

describe('a made-up setting in the table of model settings', () => {
  it('is a field of a ladder, checked by its own range and rule', () => {
    assert.deepEqual(model.settings, { haste: 4, hint: 'be kind' });
    assert.throws(() => read({ haste: 10 }), /models\[0\]\.haste: .*<=9/);
    assert.throws(() => read({ haste: 7 }), /models\[0\]\.haste: a haste of 7 is unlucky\./);
    assert.throws(() => readLadder([{ provider: 'openai', model: 'm', haste: 4 }], 'l', listPrice), /"haste"/);
  });

  it('makes a candidate of its model where it says so', () => {
    assert.ok(isVariant(model, settings));
    assert.ok(!isVariant(read({ haste: 4 }), settings));
  });

  it('is in the manifest, which holds nothing that is no setting', () => {
    assert.deepEqual(jobForDisk(job(model), undefined, settings).models, [model]);
    assert.deepEqual(jobForDisk(job(model)).models[0]!.settings, {});
  });

  it('is told to workers, unless it has been applied by then', () => {
    const request = { ...{ model, instruction: 'Say.', content: 'x' }, task: { type: 'text' } as const };
    const written: unknown = JSON.parse(JSON.stringify(writeRequest(request, settings)));
    assert.deepEqual(readRequest(written, 'openai', requestShapeOf(settings))?.model.settings, { haste: 4 });
    assert.equal(readRequest(written, 'openai'), undefined);
  });

  it("is in the report's line of its model", () => {
    const line = settingLines(job(model), model.id, {}, undefined, settings).find(([name]) => name.startsWith('Model'));
    assert.match(line![1], /; haste 4 of 9; hint be kind$/);
  });

  it("is declared in VS Code's setting, worded, and in the table of docs/ladder.md", () => {
    const items = { required: [], properties: {} };
    const manifest = { contributes: { configuration: { properties: { 'smart.models': { items } } } } };
    const declared = JSON.parse(withModelSettings(JSON.stringify(manifest), settings)) as typeof manifest;
    const { properties, required } = declared.contributes.configuration.properties['smart.models'].items;
    assert.deepEqual((properties as Record<string, unknown>)['haste'], {
      ...{ type: 'integer', minimum: 1, maximum: 9, description: '%model.haste%' },
    });
    assert.deepEqual(required, ['provider']);
    assert.equal(wordsOfFields(settings)['model.haste'], haste.description);
    const markers = withFieldTable(
      '<!-- fields: written by test/media/modelSettings.script.ts from the table of the code --><!-- end of fields -->',
      settings,
    );
    assert.match(markers, /^\| `haste` +\| whole number, 1 to 9 +\| How hasty the made-up model is\. +\|$/m);
  });
});
