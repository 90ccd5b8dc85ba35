// `smart replay DIR`: runs the engine on a folder of recorded answers, at no cost, and tells savings and deviations per seed.
import { readRecorded } from '../datasets/recorded';
import { InputError } from '../engine/inputError';
import type { Command } from './command';
import { readCommandLine } from './commandLine';
import { printExperiment } from './experimentCommand';
import { experimentOptions, experimentUsage, parseExperimentPlan } from './experimentOptions';
import { makeRecordedExperiment, type RowOrder } from './recordedExperiment';

const usage = `Usage: smart replay DIR [options]

  DIR                            holds items.csv[.gz] (id,text) and outputs.csv[.gz] (id,model,output[,cost,confidence]);
                                 verdicts.csv[.gz] (id,model,same[,cost]) takes the place of comparing texts
  --models a,b,c                 the models that take part (all)
  --order shuffled|file          rows in an order drawn by the seed, or as they stand (shuffled)
${experimentUsage}`;

const switches = {
  ...experimentOptions,
  order: { type: 'string', default: 'shuffled' },
  models: { type: 'string' },
  reference: { type: 'string' },
} as const;

export const replayCommand: Command = (argv, io) => {
  const line = readCommandLine('smart replay', usage, switches, argv, io);
  if (!line) return Promise.resolve(0);
  const { values, positionals } = line;
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new InputError(`give one folder.\n\n${usage}`);
  const plan = parseExperimentPlan(values);
  const order = parseOrder(values.order);
  const models = values.models?.split(',').map((id) => id.trim());
  const recorded = readRecorded(folder);
  for (const warning of recorded.warnings) io.stderr.write(`${warning}\n`);
  const experiment = makeRecordedExperiment(recorded, order, models, values.reference);
  for (const id of experiment.tooDear)
    io.stderr.write(`${id} costs as much as the reference or more on average and takes no part.\n`);
  if (experiment.contradicting > 0)
    io.stderr.write(
      `${String(experiment.contradicting)} rows have the text of another row that was answered differently; each of them is asked on its own.\n`,
    );
  const output = { json: values.json, plot: values.plot, hasGrid: values['delta-grid'] !== undefined };
  return Promise.resolve(printExperiment(experiment, plan, output, io));
};

function parseOrder(text: string): RowOrder {
  if (text === 'file' || text === 'shuffled') return text;
  throw new InputError(`--order "${text}" is unknown; give file or shuffled.`);
}
