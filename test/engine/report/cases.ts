// Runs to report on, made up once: a certified run, one with embedded models and failures, a paused one with hostile texts.
import type { RunEvent } from '../../../src/engine/events';
import type { Job } from '../../../src/engine/job';
import type { Model } from '../../../src/engine/model';
import { emptyRunState, foldEvent } from '../../../src/engine/runState';
import { reportData, type ReportData, type RunFacts } from '../../../src/engine/report/reportData';

export const llm = (id: string, provider: string, inputPerMillion: number, outputPerMillion: number): Model => ({
  id,
  provider,
  modelId: id,
  price: { type: 'token', inputPerMillion, outputPerMillion },
  settings: { temperature: 0, maxOutputTokens: 16 },
});
const embedded = (id: string, nominalSecondsPerRow: number): Model => ({
  id,
  provider: 'embedded',
  modelId: id,
  price: { type: 'cpu', usdPerCpuSecond: 0.0000139, nominalSecondsPerRow },
  settings: {},
});

const baseJob: Job = {
  dataset: 'reviews.csv',
  prompt: 'Is this review positive or negative?\n\n{{text}}',
  task: { type: 'labels', labels: ['positive', 'negative'] },
  models: [
    llm('gpt-4.1', 'openai', 2, 8),
    llm('gpt-4o-mini', 'openai', 0.15, 0.6),
    llm('ministral-3b', 'mistral', 0.04, 0.04),
  ],
  accuracy: 0.95,
  confidence: 0.95,
  strategy: 'certified',
  budgetUsd: 5,
  seed: 7,
  columns: { answer: 'smart_answer', model: 'smart_model', status: 'smart_status', cause: 'smart_cause' },
  escapeFormulas: false,
};
const baseFacts: RunFacts = {
  runId: '2026-11-22T10-22-05-reviews',
  createdAt: '2026-11-22T10:22:05Z',
  software: { name: 'smart-llm', version: '0.1.0' },
  dataset: { name: 'reviews.csv', hash: 'sha256-4f1c', rowCount: 12000 },
};

const started = (job: Job, rows: number, models: readonly string[], reference: string): RunEvent => ({
  type: 'run-started',
  runId: baseFacts.runId,
  dataset: job.dataset,
  rows,
  distinctRows: rows - 37,
  models,
  reference,
  strategy: job.strategy,
  accuracy: job.accuracy,
  confidence: job.confidence,
  allowed: Math.floor((1 - job.accuracy) * rows + 1e-9),
  seed: job.seed!,
  isResumed: false,
});

const made = (job: Job, events: readonly RunEvent[], facts: RunFacts): ReportData =>
  reportData(job, events.reduce(foldEvent, emptyRunState), facts);

export function certifiedRun(): ReportData {
  const events: RunEvent[] = [
    started(baseJob, 12000, ['ministral-3b', 'gpt-4o-mini', 'gpt-4.1'], 'gpt-4.1'),
    {
      type: 'model-profiled',
      model: 'ministral-3b',
      asked: 24,
      agreed: 17,
      lower: 0.489,
      upper: 0.874,
      status: 'invalid',
      why: 'agrees too rarely to answer any share of rows worth its cost',
    },
    {
      type: 'model-profiled',
      model: 'gpt-4o-mini',
      asked: 412,
      agreed: 383,
      lower: 0.9004,
      upper: 0.9528,
      status: 'unknown',
    },
    {
      type: 'paths-considered',
      paths: [
        {
          name: 'gpt-4o-mini > gpt-4.1 by trust',
          models: ['gpt-4o-mini', 'gpt-4.1'],
          expectedUsd: 0.62,
          sampleRows: 390,
          acceptedRows: 10440,
          isChosen: true,
          why: 'lowest expected cost, certification counted',
        },
        {
          name: 'gpt-4o-mini',
          models: ['gpt-4o-mini'],
          expectedUsd: 0.91,
          sampleRows: 900,
          acceptedRows: 12000,
          isChosen: false,
          why: 'agreement 93% is below the threshold, so the rest goes to the reference',
        },
        { name: 'gpt-4.1', models: ['gpt-4.1'], expectedUsd: 3.41, isChosen: false, why: 'every row to the reference' },
      ],
    },
    {
      type: 'forecast-made',
      total: { lowUsd: 0.48, expectedUsd: 0.62, highUsd: 0.95 },
      referenceUsd: 3.41,
      why: '24 planning rows',
    },
    {
      type: 'look-taken',
      look: 1,
      sampled: 120,
      population: 11976,
      visibleAllowed: 1,
      visible: 1,
      prefixRows: 3120,
      certifiedRows: 0,
      pathRows: 11976,
    },
    {
      type: 'look-taken',
      look: 2,
      sampled: 240,
      population: 11976,
      visibleAllowed: 6,
      visible: 6,
      prefixRows: 8711,
      certifiedRows: 8711,
      pathRows: 11976,
    },
    {
      type: 'look-taken',
      look: 3,
      sampled: 388,
      population: 11976,
      visibleAllowed: 12,
      visible: 12,
      prefixRows: 10602,
      certifiedRows: 10602,
      pathRows: 11976,
    },
    { type: 'profiling-stopped', why: 'a further look costs more than it can save', stopUsd: 0.6102, goOnUsd: 0.6388 },
    {
      type: 'mix-decided',
      shares: [
        { model: 'gpt-4o-mini', rows: 10214, expectedUsd: 0.214 },
        { model: 'gpt-4.1', rows: 1374, expectedUsd: 0.391 },
      ],
      why: 'the certified prefix goes to gpt-4o-mini',
    },
    { type: 'noted', message: '37 rows are identical to another and were asked about once.' },
    {
      type: 'run-finished',
      promise: {
        rows: 12000,
        covered: 12000,
        allowed: 600,
        accuracy: 0.95,
        confidence: 0.95,
        reference: 'gpt-4.1',
        basis: 'certified',
      },
      perModel: {
        'gpt-4.1': {
          asked: 1786,
          delivered: 1798,
          costUsd: 0.5072,
          inputTokens: 231_000,
          cachedInputTokens: 4096,
          outputTokens: 5358,
          versions: ['gpt-4.1-2025-04-14'],
        },
        'gpt-4o-mini': {
          asked: 11939,
          delivered: 10202,
          costUsd: 0.2388,
          inputTokens: 1_552_070,
          outputTokens: 23_878,
        },
        'ministral-3b': { asked: 24, delivered: 0, costUsd: 0.0000125, inputTokens: 3120, outputTokens: 48 },
      },
      spentUsd: 0.7460125,
      selfAgreement: { wanted: 20, measured: { rows: 20, agreed: 19, lower: 0.7513, upper: 0.9987 } },
      referenceUsd: 3.4079,
      failedRows: 0,
      elapsedMs: 754_000,
    },
  ];
  return made(baseJob, events, {
    ...baseFacts,
    modelsFile: 'models.json',
  });
}

export function embeddedRun(): ReportData {
  const job: Job = {
    ...baseJob,
    dataset: 'sentences.csv',
    models: [embedded('afinn', 0.00002), embedded('vader', 0.0002), embedded('use-lite', 0.018)],
    strategy: 'model-mix',
    accuracy: 0.8,
  };
  const { budgetUsd: _, ...noCap } = job;
  const events: RunEvent[] = [
    started(job, 2982, ['afinn', 'vader', 'use-lite'], 'use-lite'),
    {
      type: 'model-profiled',
      model: 'afinn',
      asked: 300,
      agreed: 222,
      lower: 0.6865,
      upper: 0.7887,
      status: 'invalid',
      why: 'upper end below 80%',
    },
    {
      type: 'model-profiled',
      model: 'vader',
      asked: 300,
      agreed: 251,
      lower: 0.7899,
      upper: 0.8766,
      status: 'satisfied',
    },
    { type: 'row-failed', row: 16, model: 'use-lite', kind: 'malformed', message: 'the text is empty' },
    { type: 'row-failed', row: 2980, model: 'use-lite', kind: 'malformed', message: 'the text is empty' },
    {
      type: 'run-finished',
      promise: {
        rows: 2982,
        covered: 2980,
        allowed: 596,
        accuracy: 0.8,
        confidence: 0.95,
        reference: 'use-lite',
        basis: 'published',
      },
      perModel: {
        afinn: { asked: 300, delivered: 0, costUsd: 8.3e-8, cpuSeconds: 0.006 },
        vader: { asked: 2982, delivered: 2680, costUsd: 0.0000083, cpuSeconds: 0.597 },
        'use-lite': { asked: 302, delivered: 300, costUsd: 0.0000756, cpuSeconds: 5.436 },
      },
      spentUsd: 0.000083983,
      referenceUsd: 0.000746,
      failedRows: 2,
      elapsedMs: 6300,
      checked: { rows: 2980, deviating: 431 },
    },
  ];
  return made(noCap, events, { ...baseFacts, dataset: { name: 'sentences.csv', hash: 'sha256-9b', rowCount: 2982 } });
}

export function pausedRun(): ReportData {
  const evil = '<img src=x onerror="alert(1)"> | `tick` [link](javascript:alert(1)) & {{text}}';
  const job: Job = {
    ...baseJob,
    prompt: evil,
    models: [
      { ...llm('a<b>|c', 'openai', 1, 1), price: { type: 'unknown' } },
      llm('unread', 'openai', 1, 4),
      llm('gpt-4.1', 'openai', 2, 8),
    ],
    task: { type: 'json', fields: ['label', 'score.value'] },
  };
  const events: RunEvent[] = [
    started(job, 12000, ['a<b>|c', 'unread', 'gpt-4.1'], 'gpt-4.1'),
    { type: 'model-profiled', model: 'a<b>|c', asked: 10, agreed: 10, lower: 0.69, status: 'unknown' },
    { type: 'noted', message: evil },
    { type: 'row-failed', row: 3, model: 'a<b>|c', kind: 'server', message: evil },
    {
      type: 'progressed',
      perModel: {
        'a<b>|c': { asked: 10, delivered: 0, inputTokens: 1200, outputTokens: 30 },
        // Its replies were paid, and none was an answer.
        unread: { asked: 0, delivered: 0, costUsd: 0.002, inputTokens: 400, outputTokens: 400 },
        'gpt-4.1': { asked: 11, delivered: 11, costUsd: 0.003, inputTokens: 1300, outputTokens: 33 },
      },
      rowsDone: 11,
      possiblyBilledUsd: 0.001,
      elapsedMs: 900,
      callsDone: 21,
      callsPlanned: 40,
    },
    { type: 'run-paused', reason: 'price', message: `The price of a<b>|c is unknown; say it in the models file.` },
  ];
  return made(job, events, { ...baseFacts, dataset: { ...baseFacts.dataset, name: '<script>alert(1)</script>.csv' } });
}
