// `smart replay DIR`: runs the engine on a folder of recorded answers, at no cost, and tells savings and deviations per seed.
import { parseArgs } from 'node:util';
import { readRecorded } from '../datasets/recorded';
import { InputError } from '../engine/inputError';
import type { Command } from './command';
import { runExperiment } from './experiment';
import { experimentOptions, parseSeeds, parseShare, parseStrategies } from './experimentOptions';
import { describeReport } from './experimentText';
import { makeRecordedExperiment, type RowOrder } from './recordedExperiment';

const usage = `Usage: smart replay DIR [--accuracy 0.95] [--confidence 0.95] [--strategy NAME] [--seeds K] [--order shuffled|file]
                    [--models a,b,c] [--reference m] [--json]

DIR holds items.csv[.gz] (id,text) and outputs.csv[.gz] (id,model,output[,cost,confidence]).
`;

export const replayCommand: Command = async (argv, { stdout, stderr }) => {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      ...experimentOptions,
      accuracy: { type: 'string', default: '0.95' },
      order: { type: 'string', default: 'shuffled' },
      models: { type: 'string' },
      reference: { type: 'string' },
    },
  });
  if (values.help) {
    stdout.write(usage);
    return 0;
  }
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new InputError(`give one folder.\n\n${usage}`);
  const accuracy = parseShare(values.accuracy, '--accuracy', true);
  const confidence = parseShare(values.confidence, '--confidence');
  const seeds = parseSeeds(values.seeds, values['first-seed']);
  const strategies = parseStrategies(values.strategy);
  const models = values.models?.split(',').map((id) => id.trim());
  const experiment = makeRecordedExperiment(readRecorded(folder), parseOrder(values.order), models, values.reference);
  for (const id of experiment.tooDear)
    stderr.write(`${id} costs as much as the reference or more on average and takes no part.\n`);

  const reports = strategies.map((strategy) => runExperiment(experiment, { strategy, accuracy, confidence }, seeds));
  if (values.json) stdout.write(`${JSON.stringify(reports.length === 1 ? reports[0] : { reports })}\n`);
  else for (const report of reports) stdout.write(describeReport(report));
  return 0;
};

function parseOrder(text: string): RowOrder {
  if (text === 'file' || text === 'shuffled') return text;
  throw new InputError(`--order "${text}" is unknown; give file or shuffled.`);
}
