// The sample: 2,982 labelled sentences answered by the classifiers of this machine, no key and no network. Starts at once, since nothing
// leaves the machine and nothing is billed; afterwards every row is checked against the reference, which the sample can afford.
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { defaultOutputPath, freeOutputPath } from '../../datasets/results/outputPath';
import { defaultResultColumns, type Job } from '../../engine/job';
import { makePrivateFolder, replaceFile } from '../../files/writeFile';
import { readSampleSentences } from '../../providers/embedded/sampleSentences';
import { builtInProviders } from '../../providers/providerConfig';
import type { Host } from '../host';
import { embeddedModels } from '../models/hostLadder';
import { showRun } from '../panel/showRun';
import { startRun } from '../runs/startRun';
import { readSettings } from '../settings';
import { tickStep } from '../walkthrough';

/** Classifiers differ more among themselves than language models do; at 0.95 little could be saved. */
const sampleAccuracy = 0.9;

export async function runSample(host: Host): Promise<void> {
  const folder = join(host.context.globalStorageUri.fsPath, 'sample');
  makePrivateFolder(folder);
  const dataset = join(folder, 'sentences.csv');
  const rows = readSampleSentences().map(({ text, label }) => [text, label]);
  replaceFile(dataset, stringify([['sentence', 'label'], ...rows]));
  const models = embeddedModels();
  const { confidence, seed } = readSettings();
  const job: Job = {
    dataset,
    prompt: 'Is the sentiment of this sentence positive or negative? {{sentence}}',
    task: { type: 'labels', labels: ['positive', 'negative'] },
    models,
    accuracy: sampleAccuracy,
    confidence,
    strategy: 'certified',
    // The sample shows the same run every time.
    seed: seed ?? 1,
    out: await freeOutputPath(defaultOutputPath(dataset)),
    columns: defaultResultColumns,
    escapeFormulas: false,
  };
  const ladder = { models, providers: builtInProviders };
  const run = startRun(host, job, {
    ...{ ladder, runsFolder: join(folder, 'runs'), checkAll: true },
    onFinished: () => {
      tickStep('didSample');
    },
  });
  showRun(host, run, ladder);
}
