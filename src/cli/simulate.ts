// `smart simulate --table CSV --dataset NAME`: the paper's experiment, rows drawn from published figures of agreement and cost.
import { readSimulationDataset } from '../datasets/simulationTable';
import { InputError } from '../engine/inputError';
import type { Command } from './command';
import { readSwitches } from './commandLine';
import { printExperiment } from './experimentCommand';
import { experimentOptions, experimentUsage, parseExperimentPlan } from './experimentOptions';
import { makeSimulatedExperiment } from './simulatedExperiment';

const usage = `Usage: smart simulate --table CSV --dataset NAME [options]

  --table CSV                    dataset,nr_items,model,nr_prompt_tokens,nr_completion_tokens,cost,nr_processed,conformity
${experimentUsage}`;

const switches = {
  ...experimentOptions,
  table: { type: 'string' },
  dataset: { type: 'string' },
  reference: { type: 'string' },
} as const;

export const simulateCommand: Command = (argv, io) => {
  const values = readSwitches('smart simulate', usage, switches, argv, io);
  if (!values) return Promise.resolve(0);
  if (values.table === undefined || values.dataset === undefined)
    throw new InputError(`give --table and --dataset.\n\n${usage}`);
  const plan = parseExperimentPlan(values);
  const experiment = makeSimulatedExperiment(readSimulationDataset(values.table, values.dataset), values.reference);
  const output = { json: values.json, plot: values.plot, hasGrid: values['delta-grid'] !== undefined };
  return Promise.resolve(printExperiment(experiment, plan, output, io));
};
