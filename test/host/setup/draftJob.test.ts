import assert from 'node:assert/strict';
import { renewDraft } from '../../../src/host/setup/draftJob';
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
