// What the published strategies cost in computing: the planner's own CPU time per run, replay runs per CPU second, loading, parity.
// CPU seconds of one core, not wall time, so that a busy machine tells the same. Usage: node dist/test/bench/published.bench.js
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runExperiment, type Experiment } from '../../src/cli/experiment';
import { solveParityCase } from '../../src/cli/parityRun';
import { makeRecordedExperiment } from '../../src/cli/recordedExperiment';
import { makeSimulatedExperiment } from '../../src/cli/simulatedExperiment';
import { readParityFile, type PublishedName } from '../../src/datasets/parityFile';
import { readRecorded } from '../../src/datasets/recorded';
import type { SimulationDataset } from '../../src/datasets/simulationTable';
import type { StrategyName } from '../../src/engine/strategy';

const shared = join(__dirname, '../../../../shared/data');

function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function report(what: string, value: number, unit: string, bar: string): void {
  console.log(`${what.padEnd(72)} ${value.toPrecision(3).padStart(8)} ${unit.padEnd(10)} ${bar}`);
}

/** Five models of the paper's prices; agreements of the four candidates as given. */
function table(rowCount: number, agreements: readonly number[]): SimulationDataset {
  const costs = [0.00013, 0.00032, 0.00047, 0.00065];
  const models = agreements.map((agreement, i) => ({ id: `candidate-${String(i)}`, costUsd: costs[i]!, agreement }));
  return {
    dataset: 'drawn',
    rowCount,
    models: [...models, { id: 'reference', costUsd: 0.0095, agreement: 1 }].map((model) => ({
      ...model,
      promptTokens: 300,
      completionTokens: 1,
    })),
  };
}

function longestPlanning(experiment: Experiment, strategy: StrategyName, accuracy: number, seeds: number): number {
  const list = Array.from({ length: seeds }, (_, i) => i + 1);
  const { runs } = runExperiment(experiment, { strategy, accuracy, confidence: 0.95 }, list);
  return Math.max(...runs.map((run) => run.planningMs)) / 1000;
}

console.log('planner computing of one model-mix run, wall seconds, longest of 5 seeds');
for (const rowCount of [5574, 50_000, 127_600]) {
  const rows = `${String(rowCount)} rows`;
  const paper = makeSimulatedExperiment(table(rowCount, [0.02, 0.94, 0.96, 0.02]));
  report(`  ${rows}, the paper's agreements, delta 0.06`, longestPlanning(paper, 'model-mix', 0.94, 5), 's', 'bar: 1');
  // All four stay within the interval for as long as possible: the planner decides at each tenth row.
  const hovering = makeSimulatedExperiment(table(rowCount, [0.899, 0.9, 0.9005, 0.9]));
  report(`  ${rows}, four candidates at the threshold`, longestPlanning(hovering, 'model-mix', 0.9, 5), 's', 'bar: 1');
}

const folder = join(shared, 'recorded');
if (!existsSync(folder)) console.log(`${folder} is absent: replay and parity are not measured`);
else {
  const sms = readRecorded(join(folder, 'sms_spam_gpt'));
  const models = ['gpt-4o-mini', 'gpt-4.1-mini', 'gpt-5-nano', 'gpt-5-mini', 'gpt-5'];
  const experiment = makeRecordedExperiment(sms, 'shuffled', models);
  const seeds = Array.from({ length: 200 }, (_, i) => i + 1);
  for (const accuracy of [0.9, 0.95, 0.98, 0.99]) {
    const promised = { strategy: 'model-mix', accuracy, confidence: 0.95 } as const;
    const seconds = cpuSeconds(() => runExperiment(experiment, promised, seeds));
    report(
      `replay of ${String(experiment.rowCount)} rows, 4 candidates, accuracy ${String(accuracy)}`,
      200 / seconds,
      'runs/s',
      'bar: 50',
    );
  }
  const load = cpuSeconds(() => readRecorded(join(folder, 'arxiv56k_llama')));
  report('reading 56,181 rows x 2 models', load, 's', 'bar: 1');
  const cases = readParityFile(join(shared, 'smart', 'parity.json.gz'));
  const parity = cpuSeconds(() => {
    for (const parityCase of cases)
      for (const published of Object.keys(parityCase.expected)) solveParityCase(parityCase, published as PublishedName);
  });
  report(`parity, ${String(cases.length)} cases`, parity, 's', 'bar: 20');
}
