// The switches of `smart run` in the order of its help: those of the options of a job, and the command's own.
import { jobOptions } from '../engine/options/jobOptions';
import type { OptionTable, Switch } from '../engine/options/option';
import { readingOptions } from '../engine/options/readingOptions';
import { taskOptions } from '../engine/options/taskOptions';
import { switchesOf, usageOf } from './switches';

const promptSwitch = { name: 'prompt', value: 'TEXT', help: "what to ask; {{column}} stands for the row's value" };
const sourceSwitches = [
  {
    name: 'examples',
    value: 'FILE',
    help: 'solved rows that every request shows: a table with the prompt\'s columns and "answer"',
  },
  {
    name: 'models',
    value: 'FILE',
    help: 'ladder file (docs/ladder.md), or "embedded" for the classifiers that need no key',
  },
];
const commandSwitches = [
  { name: 'concurrency', value: 'N', help: 'requests under way at once per provider (default 16)' },
  {
    name: 'queue',
    value: 'URL',
    help: 'coordinate only: workers (smart worker) on any machines send the requests; a Redis such as redis://host/0',
  },
  { name: 'no-cache', help: 'do not use the response cache' },
  { name: 'resume', value: 'RUN', help: 'go on with a run (its id, or "last")' },
  {
    name: 'continue',
    value: 'RUN',
    help: 'the table has grown since RUN (its id, or "last"): answer the new and changed rows, keep the answers of the others',
  },
  {
    name: 'answers-of',
    value: 'RUN',
    help: "start a new run that takes over RUN's answers where dataset, prompt, task and model are the same",
  },
  {
    name: 'trust-answers',
    help: 'with --resume, --answers-of or --continue: use answers that this installation did not write; the promise then holds\nas far as whoever wrote them is to be trusted',
  },
  { name: 'allow-outside', help: 'a job file may name files outside its own folder' },
  { name: 'yes', help: 'do not ask on the terminal before rows go to the hosts that a job file names' },
  { name: 'until', value: 'plan', help: 'stop when planned, and say what the rest would cost: smart scan' },
  { name: 'retry-failed', help: 'with --resume: ask failed rows again' },
  {
    name: 'take-over',
    help: 'with --resume: go on although another process seems to write the run, because you know that it is gone',
  },
  { name: 'runs', value: 'FOLDER', help: 'where runs are kept (default: .smart/runs beside the dataset)' },
  { name: 'dry-run', help: 'say what would be done and what it may cost; send nothing' },
  { name: 'json', help: 'one JSON object on stdout' },
];

/** All switches in the order of the help. @param options what a job has options for; tests add to it. */
export function runSwitches(options: OptionTable): Switch[] {
  const [task, ...ofTask] = switchesOf(taskOptions);
  return [
    promptSwitch,
    task!,
    ...switchesOf(readingOptions),
    ...ofTask,
    ...sourceSwitches,
    ...switchesOf(options),
    ...commandSwitches,
  ];
}

export function runUsage(options: OptionTable = jobOptions): string {
  return `Usage:
  smart run DATASET --prompt "... {{column}}" [options]
  smart run JOB.smart.json [options]
DATASET is a file, a folder, a pattern, "-", or an https:// or s3:// address.

${usageOf(runSwitches(options))}`;
}
