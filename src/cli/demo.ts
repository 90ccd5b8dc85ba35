// `smart demo`: the whole job on real text with embedded classifiers, no key, no network. Because the demo can afford to know, it asks the
// reference about every row afterwards and counts how many delivered answers really differ.
import { join, resolve } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { checkJob } from '../app/jobFile';
import { makeJob } from '../app/makeJob';
import { embeddedLadderName, openLadder } from '../app/openLadder';
import { runJob } from '../app/runJob';
import { makePrivateFolder, replaceFile } from '../files/writeFile';
import { readSampleSentences, trainingRows } from '../providers/embedded/sampleSentences';
import { systemClock } from '../providers/systemClock';
import { cliProviders } from './cliProviders';
import type { Command } from './command';
import { readSwitches } from './commandLine';
import { createProgressLine } from './progressLine';
import { finishedText, resultJson } from './runText';
import { numberOf } from './switches';
import { stopSignals } from './stopSignals';

const usage = `Usage: smart demo [--accuracy 0.9] [--seed 1] [--folder .smart/demo] [--json]

Processes 2,982 labelled sentences with a ladder of embedded classifiers against its strongest model, then checks every row.
`;

const prompt = 'Is the sentiment of this sentence positive or negative? {{sentence}}';

const switches = {
  accuracy: { type: 'string', default: '0.9' },
  seed: { type: 'string', default: '1' },
  folder: { type: 'string', default: join('.smart', 'demo') },
  json: { type: 'boolean', default: false },
} as const;

export const demoCommand: Command = async (argv, io) => {
  const values = readSwitches('smart demo', usage, switches, argv, io);
  if (!values) return 0;
  const folder = resolve(values.folder);
  makePrivateFolder(folder);
  const dataset = join(folder, 'sentences.csv');
  const sentences = readSampleSentences();
  replaceFile(dataset, stringify([['sentence', 'label'], ...sentences.map(({ text, label }) => [text, label])]));

  const ladder = await openLadder(embeddedLadderName, new Date());
  const file = checkJob(
    {
      dataset,
      prompt,
      task: 'labels',
      labels: ['positive', 'negative'],
      accuracy: numberOf(values.accuracy, '--accuracy'),
      seed: numberOf(values.seed, '--seed'),
    },
    'The options',
  );
  const job = makeJob(file, ladder.models);
  const stop = stopSignals(io.stderr);
  const progress = createProgressLine(io.stderr, systemClock);
  io.stderr.write(
    `${String(sentences.length)} labelled sentences; embedded classifiers (not LLMs) ${job.models.map(({ id }) => id).join(', ')}, priced by their CPU seconds.\n`,
  );
  try {
    const result = await runJob(
      job,
      {
        openProvider: cliProviders(ladder, { seed: job.seed ?? 0, concurrency: 16 }),
        clock: systemClock,
        now: () => new Date().toISOString(),
        runsFolder: join(folder, 'runs'),
        emit: progress.emit,
        signal: stop.cancel,
        concurrency: 16,
      },
      { checkAll: true },
    );
    io.stdout.write(
      values.json
        ? `${JSON.stringify(resultJson(result))}\n`
        : `${finishedText(result)}${unseenText(result.deviatingRows ?? [], sentences.length)}`,
    );
    return result.state === 'finished' ? 0 : 130;
  } finally {
    stop.dispose();
    progress.dispose();
  }
};

/** The figure that counts: rows on which no embedded classifier was trained. */
function unseenText(deviatingRows: readonly number[], count: number): string {
  const isTraining = trainingRows(count);
  const unseen = isTraining.filter((isUsed) => !isUsed).length;
  const differing = deviatingRows.filter((row) => !isTraining[row]).length;
  return `Of the ${String(unseen)} sentences on which no classifier was trained, ${String(differing)} differ (${((100 * differing) / unseen).toFixed(1)}%).\n`;
}
