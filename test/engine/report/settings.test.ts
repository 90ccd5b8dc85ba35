// The lines of a report about the models: each setting that is stated, in the order of the table, and no word of what may be private.
import assert from 'node:assert/strict';
import type { Job } from '../../../src/engine/job';
import type { ModelSettings } from '../../../src/engine/options/modelSettings';
import { settingLines } from '../../../src/engine/report/settings';

const lineOf = (settings: ModelSettings, versions: readonly string[] = []) => {
  const job: Job = {
    ...{ dataset: 'a.csv', prompt: '{{text}}', task: { type: 'text' }, accuracy: 0.95, confidence: 0.95 },
    ...{ strategy: 'certified', columns: { answer: 'a' }, escapeFormulas: false },
    models: [{ id: 'm', provider: 'p', modelId: 'model', price: { type: 'unknown' }, settings }],
  };
  return settingLines(job, 'm', { m: versions }).find(([name]) => name === 'Model m')![1];
};

describe('settings in a report', () => {
  it('names headers without what they hold', () => {
    const line = lineOf({ headers: { 'x-team': 'of the boss', 'x-cost-center': '4711' } });
    assert.equal(line, 'p/model; price unknown; headers x-team, x-cost-center');
  });

  it('tells every other setting as it is, switches as on and off', () => {
    const settings: ModelSettings = {
      rowsPerRequest: 4,
      excerpt: { head: 10, tail: 0 },
      body: { top_k: 1 },
      ...{ batch: true, logprobs: false, temperature: 0 },
    };
    assert.equal(
      lineOf(settings, ['model', 'model-2']),
      'p/model (answered as model-2); price unknown; temperature 0; log-probabilities off; batch service on; body {"top_k":1}; ' +
        'reads of long texts {"head":10,"tail":0}; rows per request 4',
    );
  });
});
