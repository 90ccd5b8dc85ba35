import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Job } from '../../../src/engine/job';
import { createEarlierRuns } from '../../../src/host/setup/earlierRuns';
import { userInstallation } from '../../../src/store/installation';
import { openRun } from '../../../src/store/runFolder';
import { readManifest } from '../../../src/store/runFiles';
import type { RunManifest } from '../../../src/store/manifest';
import { writeLargeRun } from '../../panel/largeRun';

const rows = 400;
/** That which wrote the run: this file and the extension's bundle are two programs. */
const installation = () => Promise.resolve(userInstallation());

describe('earlier runs whose answers can be taken over', () => {
  let folder: string;
  let runs: string;
  let manifest: RunManifest;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'smart-earlier-'));
    const run = await writeLargeRun(folder, rows);
    manifest = readManifest(run);
    runs = dirname(run);
    mkdirSync(join(runs, 'not-a-run'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const job = (change: Partial<Job> = {}) => ({ job: { ...manifest.job, ...change }, dataset: manifest.dataset });
  const found = async (into: ReturnType<typeof job>) =>
    (await createEarlierRuns(() => runs, installation).fitting(into)).map(({ runId }) => runId);

  it('are those of the same question with a model in common, whatever the strategy', async () => {
    const { runId, job: was } = manifest;
    const [small, large] = was.models;
    assert.deepEqual(await found(job()), [runId]);
    assert.deepEqual(await found(job({ strategy: 'reference', accuracy: 0.5, seed: 3, models: [large!] })), [runId]);
    for (const change of [
      { prompt: `${was.prompt}!` },
      { task: { type: 'text' } as const },
      { models: [{ ...small!, modelId: 'other' }] },
    ])
      assert.deepEqual(await found(job(change)), [], JSON.stringify(change));
    assert.deepEqual(await found({ ...job(), dataset: { ...manifest.dataset, hash: 'sha256-1' } }), []);
    assert.deepEqual(await createEarlierRuns(() => join(folder, 'nowhere'), installation).fitting(job()), []);
  });

  it('are counted by model, among the first rows only where no others are asked about', async () => {
    const earlier = createEarlierRuns(() => runs, installation);
    const checked = (limit: number) =>
      Array.from({ length: limit }, (_, row) => row).filter((row) => row % 10 === 0 || row % 50 === 7).length;
    for (const limit of [rows, 100]) {
      const counts = await earlier.answers(manifest.runId, job({ limit }));
      assert.deepEqual(Object.fromEntries(counts), { small: limit, large: checked(limit) });
    }
    const [, large] = manifest.job.models;
    const renamed = await earlier.answers(manifest.runId, job({ models: [{ ...large!, id: 'the best' }] }));
    assert.deepEqual(Object.fromEntries(renamed), { 'the best': checked(rows) });
  });

  it('are not those under way', async () => {
    const under = await openRun(runs, manifest.runId);
    assert.deepEqual(await found(job()), []);
    await under.close();
    assert.deepEqual(await found(job()), [manifest.runId]);
  });
});
