// `smart labels`: the rows that a run wants labelled go out in a file, and come back with their labels.
import { resolve } from 'node:path';
import { exportLabels } from '../app/labels/exportLabels';
import { importLabels } from '../app/labels/takeLabels';
import { InputError } from '../engine/inputError';
import { countOf, formatCount } from '../engine/text/figures';
import { userInstallation } from '../store/installation';
import type { Command } from './command';
import { readCommandLine, switchesOfRuns } from './commandLine';
import { resumeCommand } from './jobOfRun';
import { namedRun } from './namedRun';
import { splitRun } from './splitRun';

const usage = `Usage:
  smart labels export RUN FILE.csv   write the rows that the run wants labelled now, with an empty column "label"
  smart labels import RUN FILE.csv   take the file back; rows in any order, and those without a label may wait

  RUN            its id, or "last"
  --by NAME      who labelled, where the file has no column "labeller"
  --runs FOLDER  where runs are kept (default: .smart/runs)
  --json         one JSON object on stdout

The file that comes back may have the columns "labeller", "note", and "unclear" (yes: the row cannot be labelled; it
gets no answer then). Labels that were taken stay. Once all of a round are there, go on: smart run --resume RUN.
`;

const switches = {
  by: { type: 'string' },
  ...switchesOfRuns,
} as const;

export const labelsCommand: Command = async (argv, io) => {
  const line = readCommandLine('smart labels', usage, switches, argv, io);
  if (!line) return 0;
  const { values, positionals } = line;
  const [verb, run, file, ...more] = positionals;
  if ((verb !== 'export' && verb !== 'import') || file === undefined || more.length > 0)
    throw new InputError('Say what to do, the run and the file: smart labels export last labels.csv (or import).');
  const folder = namedRun([run!], values.runs);
  const { runsFolder, runId } = splitRun(folder);
  const path = resolve(file);
  const say = (json: object, text: string) => io.stdout.write(values.json ? `${JSON.stringify(json)}\n` : `${text}\n`);
  if (verb === 'export') {
    const { open, asked, given, note } = await exportLabels(folder, path, userInstallation());
    if (note !== undefined) io.stderr.write(`${note}\n`);
    const { free, expected } = asked ?? {};
    say(
      { runId, out: path, wanted: open.length, given: given.size, expected, free },
      [
        `${countOf(open.length, 'row')} to label: ${path}`,
        expectation(given.size, expected, free),
        `Fill in its column "label" and take it back: smart labels import ${runId} ${file}`,
      ].join('\n'),
    );
    return 0;
  }
  const by = values.by?.trim();
  if (by === '') throw new InputError('--by is empty; give the name of whoever labelled, or leave it out.');
  const taken = await importLabels(folder, path, {
    installation: userInstallation(),
    now: () => new Date().toISOString(),
    ...(by !== undefined && { by }),
  });
  say(
    { runId, ...taken },
    [
      `${countOf(taken.taken, 'label')} taken${taken.known > 0 ? `; ${formatCount(taken.known)} ${taken.known === 1 ? 'was' : 'were'} there already` : ''}.`,
      taken.open > 0
        ? `${countOf(taken.open, 'row')} of this round still ${taken.open === 1 ? 'waits' : 'wait'}.`
        : `The round is done; go on with: ${resumeCommand(runId, runsFolder)}.`,
    ].join('\n'),
  );
  return 0;
};

/** `62 of about 140; after them 4,100 rows need no label.` */
function expectation(given: number, expected: number | undefined, free: number | undefined): string {
  if (expected === undefined || free === undefined)
    return `${countOf(given, 'label')} so far; how many it takes is known once the run has its plan.`;
  return `${formatCount(given)} of about ${formatCount(expected)}; after them ${countOf(free, 'row')} ${free === 1 ? 'needs' : 'need'} no label.`;
}
