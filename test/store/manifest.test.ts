// manifest.json: what is written of a job, and that whatever does not look so is refused with the field's name.
import assert from 'node:assert/strict';
import { InputError } from '../../src/engine/inputError';
import type { Job } from '../../src/engine/job';
import type { Model } from '../../src/engine/model';
import type { ModelSettings } from '../../src/engine/options/modelSettings';
import type { Task } from '../../src/engine/task/task';
import { formatManifest, jobForDisk, parseManifest, type RunManifest } from '../../src/store/manifest';
import { big, dataset, job, tiny } from './runs';
import { spoilt } from './spoilt';

const settings: Required<ModelSettings> = {
  ...{ temperature: 0.5, maxOutputTokens: 16, reasoningEffort: 'low', logprobs: true, batch: true },
  ...{
    serviceTier: 'flex',
    rowsPerRequest: 4,
    headers: { a: 'b' },
    body: { top_k: 1 },
    prompt: 'p',
    excerpt: { head: 10, tail: 5 },
  },
};
const longContext = { aboveInputTokens: 200_000, inputFactor: 2, outputFactor: 1.5 };
const full: Model = {
  ...{ id: 'full', provider: 'p', modelId: 'm', pricedAs: 'x', settings },
  price: {
    ...{ type: 'token', inputPerMillion: 1, outputPerMillion: 2, cachedInputPerMillion: 0.5, cacheWritePerMillion: 3 },
    ...{ longContext, source: 's', asOf: '2026-01-01' },
  },
};
const passages: Model = { ...big, id: 'cut', settings: { excerpt: { passages: 3 } } };
const embedded: Model = {
  ...{ id: 'e', provider: 'embedded', modelId: 'e', settings: {} },
  price: { type: 'cpu', usdPerCpuSecond: 0.00001, nominalSecondsPerRow: 0.001 },
};
const unpriced: Model = { ...tiny, id: 'u', price: { type: 'unknown' } };

const whole: Job = {
  ...job,
  reading: { skipLines: 2, sheet: 'one' },
  examples: [{ values: { text: 'good' }, answer: 'positive' }],
  models: [full, passages, embedded, unpriced],
  columns: { answer: 'a', model: 'b', status: 'c', confidence: 'd', cost: 'e', cause: 'f' },
};
const tasks: readonly Task[] = [
  { type: 'labels', labels: ['a', 'b'], multiple: true },
  { type: 'number', absoluteTolerance: 0.5, relativeTolerance: 0.1 },
  { type: 'number', absoluteTolerance: 0, relativeTolerance: 0, loss: { by: 'absolute', cap: 2, mean: 0.5 } },
  {
    type: 'json',
    fields: [
      'whole',
      { path: 'a', same: 'exact', tolerance: 1, similarFrom: 0.5, ignoreCase: true, ignorePunctuation: true } as never,
    ],
  },
  { type: 'text', same: { by: 'words' } as never },
  { type: 'text', same: { by: 'similar', from: 0.8 } as never },
];
const manifestOf = (of: Job): RunManifest => ({
  ...{ runId: 'r1', createdAt: '2026-11-22T10:22:05Z', software: { name: 'smart-llm', version: '0.1.0' } },
  ...{ dataset, job: of },
});
const path = '/runs/r1/manifest.json';
const read = (value: unknown) => parseManifest(JSON.stringify(value), path);

describe('manifest.json', () => {
  for (const task of tasks)
    it(`gives back what was written: ${JSON.stringify(task).slice(0, 40)}`, () => {
      const manifest = manifestOf({ ...whole, task });
      assert.deepEqual(parseManifest(formatManifest(manifest), path), manifest);
    });

  it('holds the judge of a job, its model as all models, and no word more', () => {
    const judge = { model: full, policy: 'strict', noWorse: true } as const;
    const stray = { ...judge, apiKey: 'sk-secret', model: { ...full, apiKey: 'sk-secret' } };
    assert.deepEqual(jobForDisk({ ...whole, judge: stray } as never).judge, judge);
    const manifest = manifestOf({ ...whole, judge });
    assert.deepEqual(parseManifest(formatManifest(manifest), path), manifest);
    const spoiltJudges = spoilt(JSON.parse(JSON.stringify(judge)) as object);
    for (const { path: where, value } of spoiltJudges) {
      if (where.includes('body.')) continue;
      const written = JSON.parse(formatManifest(manifest)) as { job: object };
      assert.throws(() => read({ ...written, job: { ...written.job, judge: value } }), /"job\.judge/, where);
    }
    assert.ok(!('judge' in jobForDisk(whole)));
  });

  it('holds what a job and its models have by contract, and nothing else', () => {
    const stray = { apiKey: 'sk-secret' };
    const strays = { ...whole, ...stray, models: [{ ...full, ...stray, settings: { ...settings, ...stray } }] };
    assert.deepEqual(jobForDisk(strays as never), { ...whole, models: [full] });
    assert.ok(!formatManifest(manifestOf(strays as never)).includes('secret'));
    assert.ok(!('pricedAs' in jobForDisk(job).models[0]!));
  });

  it('is refused where a field is of another kind, which is named', () => {
    for (const task of tasks) {
      const manifest = JSON.parse(formatManifest(manifestOf({ ...whole, task }))) as object;
      for (const { path: where, value } of spoilt(manifest)) {
        // What a request sends beside, and how a file is read, may be anything.
        if (/body\.|reading\./.test(where) || where === 'version') continue;
        assert.throws(
          () => read(value),
          (error) => {
            assert.ok(error instanceof InputError, where);
            assert.ok(error.message.startsWith(`${path} is not the manifest of a run: `), error.message);
            const field = where.split('.').slice(0, 2).join('.');
            assert.ok(error.message.includes(where === '' ? 'the file' : `"${field}`), `${where}: ${error.message}`);
            return true;
          },
          where,
        );
      }
    }
  });

  it('is refused where an amount is negative, a word is none of ours, or a field that every run has is missing', () => {
    const manifest = JSON.parse(formatManifest(manifestOf(whole))) as { job: Record<string, unknown> };
    const withJob = (changes: object) => () => read({ ...manifest, job: { ...manifest.job, ...changes } });
    assert.throws(withJob({ budgetUsd: -1 }), /"job\.budgetUsd"/);
    assert.throws(withJob({ seed: undefined }), /"job\.seed"/);
    assert.throws(withJob({ models: [{ ...full, price: { ...full.price, inputPerMillion: -1 } }] }), /"job\.models\.0/);
    assert.throws(withJob({ models: [{ ...full, price: { type: 'gift' } }] }), /"job\.models\.0\.price/);
    assert.throws(withJob({ task: { type: 'dream' } }), /"job\.task/);
    assert.throws(withJob({ task: { type: 'text', same: { by: 'luck' } } }), /"job\.task/);
    assert.throws(withJob({ task: { type: 'labels', labels: ['a'], multiple: false } }), /"job\.task/);
    assert.throws(withJob({ task: { type: 'json', fields: [{ path: 'a', same: 'luck' }] } }), /"job\.task/);
    const { budgetUsd: _, ...uncapped } = manifest.job;
    assert.equal(read({ ...manifest, job: uncapped }).job.budgetUsd, undefined);
  });

  it('is refused as what it is: no JSON, no manifest, one of a newer version', () => {
    assert.throws(
      () => parseManifest('{', path),
      /^InputError: .*manifest\.json is not valid JSON \(.*\); the run cannot be opened\.$/,
    );
    assert.throws(() => read(null), /is not the manifest of a run: the file: /);
    assert.throws(() => read({ format: 'other' }), /is not the manifest of a run: "format"/);
    const manifest = JSON.parse(formatManifest(manifestOf(whole))) as object;
    assert.throws(
      () => read({ ...manifest, version: 2 }),
      /has format version 2, this version of SMART reads up to 1; update SMART/,
    );
    assert.throws(() => read({ ...manifest, version: '2' }), /is not the manifest of a run: "version"/);
    assert.deepEqual(read({ ...manifest, version: 1 }), manifestOf(whole));
  });
});
