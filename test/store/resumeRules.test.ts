// What a run may be gone on with, and what is said where it may not: each difference by itself, with what was and what is.
import assert from 'node:assert/strict';
import type { Job } from '../../src/engine/job';
import { InputError } from '../../src/engine/inputError';
import type { RunDataset, RunManifest } from '../../src/store/manifest';
import {
  assertResumable,
  continueObstacles,
  isSameModel,
  questionDifferences,
  resumedJob,
  resumeObstacles,
} from '../../src/store/resumeRules';
import { big, dataset, job, tiny } from './runs';

const manifest: RunManifest = {
  ...{ runId: 'r1', createdAt: '2026-11-22T10:22:05Z', software: { name: 'smart-llm', version: '0.1.0' } },
  ...{ dataset, job },
};
const example = { values: { text: 'good' }, answer: 'positive' };

describe('resume rules', () => {
  const obstacles: readonly [
    what: string,
    job: Partial<Job>,
    data: Partial<RunDataset>,
    expected: RegExp | undefined,
  ][] = [
    ['nothing is another', {}, {}, undefined],
    ['the dataset lies elsewhere', {}, { path: 'elsewhere.csv' }, undefined],
    [
      'fewer rows',
      {},
      { hash: 'b', rowCount: 1 },
      /^the dataset reviews.csv is not the one that the run began with \(1,000 rows then, 1 row now\)$/,
    ],
    ['other rows', {}, { hash: 'b' }, /\(both have 1,000 rows, but the content changed\)$/],
    [
      'another reading',
      { reading: { skipLines: 2 } },
      {},
      /^the dataset is read in another way \("as it shows" then, {"skipLines":2} now\)$/,
    ],
    ['no reading told', { reading: {} }, {}, undefined],
    [
      'another prompt',
      { prompt: 'Is this positive or not? {{text}}' },
      {},
      /^the prompt is another one \(from character 22: "itive or negative\? {{text}}" then, "itive or not\? {{text}}" now\)$/,
    ],
    ['an example more', { examples: [example] }, {}, /^the examples are others \(0 examples then, 1 example now\)$/],
    ['no examples told', { examples: [] }, {}, undefined],
    [
      'another task',
      { task: { type: 'text' } },
      {},
      /^the task is another one \({"type":"labels","labels":\["positive","negative"\]} then, {"type":"text"} now\)$/,
    ],
    ['a model less', { models: [big] }, {}, /^the ladder no longer has tiny$/],
    ['a model more', { models: [tiny, big, { ...big, id: 'huge' }] }, {}, /^the ladder also has huge now$/],
    [
      'other settings',
      { models: [{ ...tiny, settings: { temperature: 1 } }, big] },
      {},
      /^the model tiny has other settings \({"provider":"openai","modelId":"gpt-4o-mini","temperature":0} then, .*"temperature":1} now\)$/,
    ],
    ['another price', { models: [{ ...tiny, price: { type: 'unknown' } }, big] }, {}, undefined],
    ['another threshold', { accuracy: 0.9 }, {}, /^accuracy is 0.9 now and was 0.95$/],
    ['no student', { student: false }, {}, /^student is false now and was not given$/],
    ['a student, as by default', { student: true }, {}, undefined],
    ['another seed', { seed: 8 }, {}, /^seed is 8 now and was 7$/],
    ['another cap', { budgetUsd: 5 }, {}, undefined],
  ];
  for (const [what, changes, data, expected] of obstacles)
    it(`says ${expected ? 'what stands in the way' : 'nothing'} where there is ${what}`, () => {
      const found = resumeObstacles(manifest, { ...job, ...changes }, { ...dataset, ...data });
      assert.equal(found.length, expected ? 1 : 0, found.join('\n'));
      if (expected) assert.match(found[0]!, expected);
    });

  it('says nothing where neither knows a reading or examples, and both where both know others', () => {
    const was = { ...manifest, job: { ...job, reading: { skipLines: 1 }, examples: [example] } };
    const now: Job = { ...job, reading: { skipLines: 1 }, examples: [example] };
    assert.deepEqual(resumeObstacles(was, now, dataset), []);
    assert.deepEqual(
      resumeObstacles(was, job, dataset).map((text) => text.slice(0, 20)),
      ['the dataset is read ', 'the examples are oth'],
    );
  });

  it('asks for as many labels of a person as the sample was made for, and lets a fee change', () => {
    const by = (price: object) => ({ ...job, models: [tiny, { ...big, price: { type: 'answer', ...price } }] }) as Job;
    const said = (then: object, now: object) => resumeObstacles({ ...manifest, job: by(then) }, by(now), dataset);
    assert.deepEqual(said({ limit: 300 }, { limit: 300, perAnswerUsd: 1 }), []);
    assert.deepEqual(said({}, {}), []);
    assert.deepEqual(said({ limit: 300 }, { limit: 400 }), [
      'the labels that big gives are limited differently (300 then, 400 now; a new run can take the labels over)',
    ]);
    assert.match(said({ limit: 300 }, {})[0]!, /\(300 then, not now;/);
    assert.match(said({}, { limit: 5 })[0]!, /\(not then, 5 now;/);
    const stray = (limit: number) => ({ ...job, models: [tiny, { ...big, price: { ...big.price, limit } }] }) as Job;
    assert.deepEqual(resumeObstacles({ ...manifest, job: stray(1) }, stray(2), dataset), [], 'no person');
  });

  it('asks for the same judge: model, policy and what it decides; its price may change', () => {
    const judge = { model: big, policy: 'same meaning' } as unknown as NonNullable<Job['judge']>;
    const differences = (was: Job['judge'], now: Job['judge']) =>
      resumeObstacles({ ...manifest, job: { ...job, judge: was } as Job }, { ...job, judge: now } as Job, dataset);
    const dearer = { ...big, price: { type: 'unknown' } } as const;
    assert.deepEqual(differences(judge, { ...judge, model: dearer }), []);
    assert.deepEqual(differences(undefined, undefined), []);
    const others = [undefined, { ...judge, model: tiny }, { ...judge, policy: 'other' }, { ...judge, noWorse: true }];
    for (const other of others as Job['judge'][])
      for (const [was, now] of [
        [judge, other],
        [other, judge],
      ] as const) {
        const found = differences(was, now);
        assert.equal(found.length, 1);
        assert.match(found[0]!, /^who judges is another \(.*"model":"big".*\)$/);
      }
    assert.deepEqual(resumedJob({ ...job, judge }, { ...job, judge: { ...judge, model: dearer } }).judge, {
      ...judge,
      model: dearer,
    });
    assert.deepEqual(resumedJob({ ...job, judge }, job).judge, judge);
    assert.ok(!('judge' in resumedJob(job, { ...job, judge })));
  });

  it('names models as a list, and cuts what is long', () => {
    const [more] = resumeObstacles(manifest, { ...job, models: [] }, dataset);
    assert.equal(more, 'the ladder no longer has tiny, big');
    const labels = Array.from({ length: 40 }, (_, i) => `label ${String(i)}`);
    const [task] = resumeObstacles(manifest, { ...job, task: { type: 'labels', labels } }, dataset);
    const now = / then, (.*) now\)$/.exec(task!)![1]!;
    assert.equal(now.length, 120);
    assert.ok(now.endsWith('...'));
    const exactly = { type: 'labels' as const, labels: ['x'.repeat(120 - '{"type":"labels","labels":[""]}'.length)] };
    assert.ok(!resumeObstacles(manifest, { ...job, task: exactly }, dataset)[0]!.includes('...'));
  });

  it('tells models by provider, id there, and settings', () => {
    assert.ok(isSameModel(tiny, { ...tiny, id: 'other', price: { type: 'unknown' }, settings: { temperature: 0 } }));
    assert.ok(!isSameModel(tiny, { ...tiny, provider: 'other' }));
    assert.ok(!isSameModel(tiny, { ...tiny, modelId: 'other' }));
    assert.ok(!isSameModel(tiny, { ...tiny, settings: {} }));
  });

  it('asks of a table that has grown what was promised and asked, and neither its rows nor its draw', () => {
    const grown: RunManifest = { ...manifest, dataset: { ...dataset, hash: 'old', rowCount: 5 } };
    assert.deepEqual(continueObstacles(grown, { ...job, seed: 8, limit: 9, wholeTable: true }), []);
    const judge = { model: { ...big, id: 'fair' } };
    for (const [changes, obstacle] of [
      [{ prompt: 'another {{text}}' }, /^the prompt is another one/],
      [{ models: [big] }, /^the ladder no longer has tiny$/],
      [{ judge }, /judge/],
      [{ accuracy: 0.9 }, /^accuracy is 0.9 now and was 0.95$/],
    ] as const) {
      const found = continueObstacles(grown, { ...job, ...changes });
      assert.equal(found.length, 1, found.join());
      assert.match(found[0]!, obstacle);
    }
  });

  it('asks less of answers that another run takes over: rows and question', () => {
    assert.deepEqual(questionDifferences(manifest, { ...job, accuracy: 0.5, models: [] }, dataset), []);
    assert.equal(questionDifferences(manifest, { ...job, prompt: 'x {{text}}' }, dataset).length, 1);
  });

  it('refuses with all that stands in the way and the way out, and lets pass what may', () => {
    assertResumable(manifest, job, dataset);
    assert.throws(
      () => {
        assertResumable(manifest, { ...job, accuracy: 0.9, seed: 8 }, dataset);
      },
      (error) =>
        error instanceof InputError &&
        /^Run r1 cannot be resumed: accuracy is 0.9 now and was 0.95; seed is 8 now and was 7\. Resume it with what it began with/.test(
          error.message,
        ),
    );
  });

  it('goes on with what a resume may change, and with nothing else of what is given', () => {
    const now: Job = {
      ...{ ...job, dataset: 'moved.csv', prompt: 'another', accuracy: 0.1, budgetUsd: 9, escapeFormulas: true },
      models: [{ ...tiny, price: { type: 'unknown' }, settings: { temperature: 1 } }],
      columns: { answer: 'said' },
    };
    const resumed = resumedJob(job, now);
    assert.deepEqual(resumed, {
      ...{ ...job, dataset: 'moved.csv', budgetUsd: 9, escapeFormulas: true, columns: { answer: 'said' } },
      models: [{ ...tiny, price: { type: 'unknown' } }, big],
    });
  });

  it('takes an option off that a resume may change and that is no longer given', () => {
    const { budgetUsd: _, ...uncapped } = job;
    assert.ok(!('budgetUsd' in resumedJob(job, uncapped)));
    assert.equal(resumedJob(uncapped, job).budgetUsd, 2);
  });
});
