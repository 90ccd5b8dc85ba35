import assert from 'node:assert/strict';
import { checkJob } from '../../../src/app/jobFile';
import { checkFilter } from '../../../src/app/checkedFilter';
import { makeJob } from '../../../src/app/makeJob';
import { commandLine, jobFileOf } from '../../../src/engine/report/repeat';
import { taskOfOptions, type TaskOptions } from '../../../src/engine/task/taskOfOptions';
import { draftOfJob, emptyDraft, jobOfDraft, renewDraft } from '../../../src/host/setup/draftJob';
import { settingDefaults } from '../../../src/host/settingRules';
import type { Draft } from '../../../src/protocol';

const fresh: Draft = {
  ...{ prompt: '', task: { type: 'text' }, models: [], accuracy: 0.95, confidence: 0.95, strategy: 'certified' },
  ...{ budgetUsd: 5, seed: 1, out: 'a.smart.csv', batch: false, student: true },
};

describe('a draft that is opened again', () => {
  it('is what was typed, with a free result file', () => {
    const draft: Draft = { ...fresh, prompt: 'Good? {{text}}', accuracy: 0.9, limit: 10 };
    assert.deepEqual(renewDraft({ draft, fresh }, { ...fresh, out: 'a.smart.2.csv' }), {
      ...draft,
      out: 'a.smart.2.csv',
    });
  });

  it('takes no answers over that were chosen for an earlier run', () => {
    assert.deepEqual(renewDraft({ draft: { ...fresh, answersOf: 'run' }, fresh }, fresh), fresh);
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

  it('keeps the local student out as the form says, whatever the settings say now, and fills the form with that again', () => {
    const draft: Draft = { ...fresh, prompt: 'Good? {{text}}', student: false };
    const job = jobOfDraft(draft, 'a.csv', [], { ...settingDefaults, student: true });
    assert.equal(job.student, false);
    assert.equal(draftOfJob(job, fresh).student, false);
    assert.equal(emptyDraft({ ...settingDefaults, student: false }, 'a.smart.csv').student, false);
    assert.ok(!('student' in jobOfDraft(fresh, 'a.csv', [], { ...settingDefaults, student: false })));
  });

  it('says the same as a job file, which the form can read again', () => {
    for (const student of [true, false]) {
      const model = {
        id: 'large',
        provider: 'local',
        modelId: 'large',
        price: { type: 'unknown' },
        settings: {},
      } as const;
      const draft: Draft = { ...fresh, prompt: 'Good? {{text}}', models: ['large'], student };
      const job = jobOfDraft(draft, 'a.csv', [model], settingDefaults);
      const read = makeJob(checkJob(jobFileOf(job), 'a.smart.json'), [model]);
      assert.equal(draftOfJob(read, { ...fresh, student: !student }).student, student);
      assert.equal(commandLine(job, 'ladder.json').includes('--no-student'), !student);
    }
  });

  it('promises a filter or a mean loss as the command line does, whatever thresholds and labels the form was set to before', () => {
    const model = {
      id: 'large',
      provider: 'local',
      modelId: 'large',
      price: { type: 'unknown' },
      settings: {},
    } as const;
    const promises: readonly TaskOptions[] = [
      { task: 'filter', recall: 0.9 },
      { task: 'filter', recall: 0.9, precision: 0.8 },
      { task: 'number', loss: 'absolute', lossCap: 10, meanLoss: 0.5 },
      { task: 'text', loss: 'f1', meanLoss: 0.1 },
      { task: 'labels', labels: ['a', 'b'], multiple: true, loss: 'f1', meanLoss: 0.1 },
    ];
    for (const options of promises) {
      const draft: Draft = {
        ...{ ...fresh, prompt: 'Good? {{text}}', models: ['large'], accuracy: 0.8, looser: [0.7], atMost: 2 },
        ...{ gold: 'label', goldRandom: true, key: 'id', wholeTable: true, task: taskOfOptions(options) },
      };
      const job = jobOfDraft(draft, 'a.csv', [model], settingDefaults);
      checkFilter(job);
      const file = checkJob({ dataset: 'a.csv', prompt: 'Good? {{text}}', ...options }, 'a.smart.json');
      const { out: _, seed: __, budgetUsd: ___, ...ofForm } = job;
      const { out: _o, ...ofFile } = makeJob(file, [model]);
      assert.deepEqual({ ...ofForm, columns: ofFile.columns }, ofFile, JSON.stringify(options));
      assert.deepEqual(makeJob(checkJob(jobFileOf(job), 'a.smart.json'), [model]).task, job.task);
    }
  });
});
