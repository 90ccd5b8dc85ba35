// A small job and its run for tests of the run folder.
import type { Job } from '../../src/engine/job';
import type { Model } from '../../src/engine/model';
import type { RunDataset } from '../../src/store/manifest';
import { createRun, type NewRun, type OpenRun } from '../../src/store/runFolder';

export const tiny: Model = {
  id: 'tiny',
  provider: 'openai',
  modelId: 'gpt-4o-mini',
  price: { type: 'token', inputPerMillion: 0.15, outputPerMillion: 0.6 },
  settings: { temperature: 0 },
};
export const big: Model = {
  id: 'big',
  provider: 'anthropic',
  modelId: 'claude-sonnet',
  price: { type: 'token', inputPerMillion: 3, outputPerMillion: 15 },
  settings: {},
};

export const job: Job = {
  dataset: 'reviews.csv',
  prompt: 'Is this positive or negative? {{text}}',
  task: { type: 'labels', labels: ['positive', 'negative'] },
  models: [tiny, big],
  accuracy: 0.95,
  confidence: 0.95,
  strategy: 'certified',
  budgetUsd: 2,
  seed: 7,
  columns: { answer: 'smart_answer' },
  escapeFormulas: false,
};

export const dataset: RunDataset = { name: 'reviews.csv', path: 'reviews.csv', hash: 'sha256-aa', rowCount: 1000 };

export function newRun(runsFolder: string, changes: Partial<NewRun> = {}): Promise<OpenRun> {
  return createRun(runsFolder, {
    job,
    dataset,
    software: { name: 'smart-llm', version: '0.1.0' },
    createdAt: '2026-11-22T10:22:05.120Z',
    ...changes,
  });
}
