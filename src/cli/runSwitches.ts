// The switches of `smart run` in the order of its help: those of the options of a job, and the command's own.
import { InputError } from '../engine/inputError';
import { jobOptions } from '../engine/options/jobOptions';
import type { OptionTable, Switch } from '../engine/options/option';
import { readingOptions } from '../engine/options/readingOptions';
import { taskOptions } from '../engine/options/taskOptions';
import { givenOptions, numberOf, switchesOf, usageOf, type GivenSwitches, type SwitchTable } from './switches';

/** What the command's own switches say. */
export type CommandValues = {
  /** File of solved rows, in place of those of the job file. */
  readonly examples?: string;
  /** Ladder file, or "embedded". */
  readonly models?: string;
  readonly concurrency?: number;
  /** Address of the queue where workers are met that send the requests. */
  readonly queue?: string;
  readonly useCache?: false;
  readonly resume?: string;
  /** Finished run of the table that is continued. */
  readonly continueRun?: string;
  /** Run whose answers a new one takes over. */
  readonly answersOf?: string;
  readonly trustAnswers?: true;
  readonly isOutsideAllowed?: true;
  readonly isSure?: true;
  /** Where the run ends before its end. */
  readonly until?: 'plan';
  readonly retryFailed?: true;
  /** The run's lock is taken from a holder that counts as alive. */
  readonly takesOver?: true;
  readonly runs?: string;
  readonly isDryRun?: true;
  readonly isJson?: true;
};

const text = { kind: 'text' } as const;
const flag = { kind: 'flag' } as const;
const promptSwitch = { name: 'prompt', value: 'TEXT', help: "what to ask; {{column}} stands for the row's value" };

const sources = {
  examples: {
    domain: text,
    switch: {
      name: 'examples',
      value: 'FILE',
      help: 'solved rows that every request shows: a table with the prompt\'s columns and "answer"',
    },
  },
  models: {
    domain: text,
    switch: {
      name: 'models',
      value: 'FILE',
      help: 'ladder file (docs/ladder.md), or "embedded" for the classifiers that need no key',
    },
  },
} as const satisfies SwitchTable;

const ownOptions = {
  concurrency: {
    domain: { kind: 'whole', least: 1 },
    switch: {
      name: 'concurrency',
      value: 'N',
      help: 'requests under way at once per provider (default 16)',
      read: concurrencyOf,
    },
  },
  queue: {
    domain: text,
    switch: {
      name: 'queue',
      value: 'URL',
      help: 'coordinate only: workers (smart worker) on any machines send the requests; a Redis such as redis://host/0',
    },
  },
  useCache: { domain: flag, switch: { name: 'no-cache', means: false, help: 'do not use the response cache' } },
  resume: { domain: text, switch: { name: 'resume', value: 'RUN', help: 'go on with a run (its id, or "last")' } },
  continueRun: {
    domain: text,
    switch: {
      name: 'continue',
      value: 'RUN',
      help: 'the table has grown since RUN (its id, or "last"): answer the new and changed rows, keep the answers of the others',
    },
  },
  answersOf: {
    domain: text,
    switch: {
      name: 'answers-of',
      value: 'RUN',
      help: "start a new run that takes over RUN's answers where dataset, prompt, task and model are the same",
    },
  },
  trustAnswers: {
    domain: flag,
    switch: {
      name: 'trust-answers',
      help: 'with --resume, --answers-of or --continue: use answers that this installation did not write; the promise then holds\nas far as whoever wrote them is to be trusted',
    },
  },
  isOutsideAllowed: {
    domain: flag,
    switch: { name: 'allow-outside', help: 'a job file may name files outside its own folder' },
  },
  isSure: {
    domain: flag,
    switch: {
      name: 'yes',
      help: 'do not ask on the terminal before rows go to the hosts that a job file names',
    },
  },
  until: {
    domain: text,
    switch: {
      name: 'until',
      value: 'plan',
      help: 'stop when planned, and say what the rest would cost: smart scan',
      read: untilOf,
    },
  },
  retryFailed: { domain: flag, switch: { name: 'retry-failed', help: 'with --resume: ask failed rows again' } },
  takesOver: {
    domain: flag,
    switch: {
      name: 'take-over',
      help: 'with --resume: go on although another process seems to write the run, because you know that it is gone',
    },
  },
  runs: {
    domain: text,
    switch: { name: 'runs', value: 'FOLDER', help: 'where runs are kept (default: .smart/runs beside the dataset)' },
  },
  isDryRun: {
    domain: flag,
    switch: { name: 'dry-run', help: 'say what would be done and what it may cost; send nothing' },
  },
  isJson: { domain: flag, switch: { name: 'json', help: 'one JSON object on stdout' } },
} as const satisfies SwitchTable;

/** The command's own switches, which are no options of a job. */
const commandOptions: SwitchTable = { ...sources, ...ownOptions } satisfies Record<keyof CommandValues, unknown>;

/** @throws {InputError} naming the switch */
export function commandValues(given: GivenSwitches): CommandValues {
  return givenOptions(given, commandOptions);
}

function untilOf(value: string): 'plan' {
  if (value !== 'plan')
    throw new InputError(`--until ${value}: a run can stop early at its plan only; write --until plan.`);
  return value;
}

function concurrencyOf(given: string): number {
  const value = numberOf(given, '--concurrency')!;
  if (!Number.isInteger(value) || value < 1)
    throw new InputError(`--concurrency ${String(value)}: at least one request must be under way; give 1, 2, 3, ...`);
  return value;
}

/** All switches in the order of the help. @param options what a job has options for; tests add to it. */
export function runSwitches(options: OptionTable): Switch[] {
  const [task, ...ofTask] = switchesOf(taskOptions);
  return [
    promptSwitch,
    task!,
    ...switchesOf(readingOptions),
    ...ofTask,
    ...switchesOf(sources),
    ...switchesOf(options),
    ...switchesOf(ownOptions),
  ];
}

export function runUsage(options: OptionTable = jobOptions): string {
  return `Usage:
  smart run DATASET --prompt "... {{column}}" [options]
  smart run JOB.smart.json [options]
DATASET is a file, a folder, a pattern, "-", or an https:// or s3:// address.

${usageOf(runSwitches(options))}`;
}
