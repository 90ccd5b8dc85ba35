import assert from 'node:assert/strict';
import { draftOfJob, jobOfDraft, renewDraft } from '../../../src/host/setup/draftJob';
import { settingDefaults } from '../../../src/host/settingRules';
import type { Draft } from '../../../src/protocol';

const fresh: Draft = {
  ...{ prompt: '', task: { type: 'text' }, models: [], accuracy: 0.95, confidence: 0.95, strategy: 'certified' },
  ...{ budgetUsd: 5, seed: 1, out: 'a.smart.csv', batch: false },
};

describe('a draft that is opened again', () => {
  it('is what was typed, with a free result file', () => {
    const draft: Draft = { ...fresh, prompt: 'Good? {{text}}', accuracy: 0.9, limit: 10 };
    assert.deepEqual(renewDraft({ draft, fresh }, { ...fresh, out: 'a.smart.2.csv' }), {
      ...draft,
      out: 'a.smart.2.csv',
    });
  });

  it('follows the settings where it was left as they had it', () => {
    const draft: Draft = { ...fresh, prompt: 'Good? {{text}}', confidence: 0.99 };
    const { budgetUsd: _, ...uncapped } = fresh;
    const renewed = renewDraft({ draft, fresh }, { ...uncapped, accuracy: 0.8, confidence: 0.8, reference: 'large' });
    assert.equal(renewed.accuracy, 0.8);
    assert.equal(renewed.confidence, 0.99);
    assert.equal(renewed.reference, 'large');
    assert.ok(!('budgetUsd' in renewed));
  });

  it('keeps a cap that was taken away', () => {
    const { budgetUsd: _, ...draft } = fresh;
    assert.ok(!('budgetUsd' in renewDraft({ draft, fresh }, fresh)));
  });
});

describe('a job made of a draft', () => {
  it('asks the reference twice about as many rows as the form says, and fills the form with them again', () => {
    const draft: Draft = { ...fresh, prompt: 'Good? {{text}}', repeatReference: 20 };
    const job = jobOfDraft(draft, 'a.csv', [], settingDefaults);
    assert.equal(job.repeatReference, 20);
    assert.equal(draftOfJob(job, fresh).repeatReference, 20);
  });
});
