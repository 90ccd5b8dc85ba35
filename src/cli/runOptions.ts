// Reads the options of `smart run` into a job file's shape, so that options and job files are checked by one definition (app/jobFile.ts).
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkJob, parseJobFile, type JobFile } from '../app/jobFile';
import { InputError } from '../engine/inputError';
import { nearestName } from '../engine/nearestName';
import { listOf } from '../engine/task/taskOfOptions';
import { assertInside } from '../files/confine';
import { readNamedText } from '../files/regularFile';
import { isThere } from '../files/writeFile';
import { numberOf, readingOf, readingOptions, readingUsage } from './readingOptions';

export const runUsage = `Usage:
  smart run DATASET --prompt "... {{column}}" [options]
  smart run JOB.smart.json [options]

  --prompt TEXT          what to ask; {{column}} stands for the row's value
  --task KIND            labels, number, json or text (default: labels when --labels is given, else text)
${readingUsage}  --labels a,b           the allowed answers
  --examples FILE        solved rows that every request shows: a table with the prompt's columns and "answer"
  --fields a,b.c         json: fields that must be equal
  --tolerance X          number: answers this close count as equal
  --models FILE          ladder file (docs/ladder.md), or "embedded" for the classifiers that need no key
  --reference ID         the reference model (default: the dearest)
  --accuracy A           share of rows that must not differ from the reference (default 0.95)
  --confidence C         probability with which that holds (default 0.95)
  --strategy S           certified (default), model-mix, profile-smart, profile-all, reference
  --budget USD           hard cap
  --seed N               same seed, same answers: same run (drawn anew for each new run)
  --limit K              first K rows only
  --repeat-reference K   ask the reference twice about K rows and tell how often it agrees with itself (default 0)
  --out FILE             result file (default: NAME.smart.EXT beside the dataset)
  --concurrency N        requests under way at once per provider (default 16)
  --escape-formulas      put an apostrophe before answers that a spreadsheet would run
  --no-student           no row is answered by a local classifier that a cheap model taught
  --no-cache             do not use the response cache
  --resume RUN           go on with a run (its id, or "last")
  --answers-of RUN       start a new run that takes over RUN's answers where dataset, prompt, task and model are the same
  --trust-answers        with --resume or --answers-of: use answers that this installation did not write; the promise then holds
                         as far as whoever wrote them is to be trusted
  --allow-outside        a job file may name files outside its own folder
  --yes                  do not ask on the terminal before rows go to the hosts that a job file names
  --retry-failed         with --resume: ask failed rows again
  --runs FOLDER          where runs are kept (default: .smart/runs beside the dataset)
  --dry-run              say what would be done and what it may cost; send nothing
  --json                 one JSON object on stdout
`;

export type RunOptions = {
  readonly job: JobFile;
  /** Ladder file, "embedded", or the inline list of a job file; relative paths are resolved. */
  readonly models: string | readonly unknown[];
  /** File of solved rows, in place of those of the job file. */
  readonly examples?: string;
  readonly runsFolder: string;
  readonly resume?: string;
  /** Run whose answers a new one takes over. */
  readonly answersOf?: string;
  readonly retryFailed: boolean;
  readonly trustAnswers: boolean;
  /** The models, and with them the hosts, come from a job file and not from the command line: the user is asked at a terminal. */
  readonly asksBeforeSending: boolean;
  readonly isDryRun: boolean;
  readonly isJson: boolean;
  readonly useCache: boolean;
  readonly concurrency: number;
};

const options = {
  prompt: { type: 'string' },
  task: { type: 'string' },
  ...readingOptions,
  labels: { type: 'string' },
  examples: { type: 'string' },
  fields: { type: 'string' },
  tolerance: { type: 'string' },
  models: { type: 'string' },
  reference: { type: 'string' },
  accuracy: { type: 'string' },
  confidence: { type: 'string' },
  strategy: { type: 'string' },
  budget: { type: 'string' },
  seed: { type: 'string' },
  limit: { type: 'string' },
  'repeat-reference': { type: 'string' },
  out: { type: 'string' },
  concurrency: { type: 'string' },
  'escape-formulas': { type: 'boolean' },
  'no-student': { type: 'boolean' },
  'no-cache': { type: 'boolean' },
  resume: { type: 'string' },
  'answers-of': { type: 'string' },
  'trust-answers': { type: 'boolean' },
  'allow-outside': { type: 'boolean' },
  yes: { type: 'boolean' },
  'retry-failed': { type: 'boolean' },
  runs: { type: 'string' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const option = /'(?:-\w, )?(--?[\w-]+)/.exec(message)?.[1];
    if (option === undefined || !code?.startsWith('ERR_PARSE_ARGS')) throw error;
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
      const near = nearestName(option.replace(/^-+/, ''), Object.keys(options));
      throw new InputError(
        `There is no option ${option}.${near === undefined ? ' smart run --help lists them.' : ` Did you mean --${near}?`}`,
      );
    }
    throw new InputError(
      /does not take an argument/.test(message)
        ? `${option} takes no value.`
        : `${option} needs a value; one that starts with a dash is written ${option}=-1.`,
    );
  }
}

/** @returns undefined when help was asked for. @throws {InputError} naming the option or the field, and the mend. */
export function parseRunOptions(argv: readonly string[]): RunOptions | undefined {
  const { values, positionals } = parsed(argv);
  if (values.help) return undefined;
  const [input, ...more] = positionals;
  if (input === undefined)
    throw new InputError('Name a dataset or a job file: smart run reviews.csv --prompt "... {{text}}".');
  if (more.length > 0) throw new InputError(`One dataset at a time: "${more.join('", "')}" is one too many.`);

  const isJobFile = isJobFileName(input) && !holdsList(input);
  const isNamed = { out: values.out !== undefined, models: values.models !== undefined };
  const fromFile = isJobFile ? readJobFile(input, values['allow-outside'] ?? false, isNamed) : undefined;
  const reading = readingOf(values);
  const given = definedOnly({
    reading: Object.keys(reading).length > 0 ? { ...fromFile?.reading, ...reading } : undefined,
    prompt: values.prompt,
    task: values.task,
    labels: list(values.labels, 'labels'),
    fields: list(values.fields, 'fields'),
    absoluteTolerance: numberOf(values.tolerance, '--tolerance'),
    reference: values.reference,
    accuracy: numberOf(values.accuracy, '--accuracy'),
    confidence: numberOf(values.confidence, '--confidence'),
    strategy: values.strategy,
    budgetUsd: numberOf(values.budget, '--budget'),
    seed: numberOf(values.seed, '--seed'),
    limit: numberOf(values.limit, '--limit'),
    repeatReference: numberOf(values['repeat-reference'], '--repeat-reference'),
    out: values.out,
    escapeFormulas: values['escape-formulas'],
    student: values['no-student'] ? false : undefined,
  });
  if (!fromFile && values.prompt === undefined) throw new InputError('Say what to ask: --prompt "... {{column}}".');
  const job = checkJob(
    { ...(fromFile ?? { dataset: input }), ...given },
    fromFile ? `${input} with the options` : 'The options',
    fromFile ? undefined : optionOf,
  );
  if (values.resume !== undefined && values['answers-of'] !== undefined)
    throw new InputError('--resume goes on with a run, --answers-of starts a new one; give one of them.');
  const models = values.models ?? job.models;
  if (models === undefined)
    throw new InputError(
      'Say which models may answer: --models LADDER.json, or --models embedded for the classifiers that need no key.',
    );
  return {
    job,
    models,
    ...(values.examples !== undefined && { examples: values.examples }),
    runsFolder: resolve(values.runs ?? resolve(dirname(job.dataset), '.smart', 'runs')),
    ...(values.resume !== undefined && { resume: values.resume }),
    ...(values['answers-of'] !== undefined && { answersOf: values['answers-of'] }),
    retryFailed: values['retry-failed'] ?? false,
    trustAnswers: values['trust-answers'] ?? false,
    asksBeforeSending: isJobFile && values.models === undefined && !values.yes,
    isDryRun: values['dry-run'] ?? false,
    isJson: values.json ?? false,
    useCache: !(values['no-cache'] ?? false),
    concurrency: concurrencyOf(values.concurrency),
  };
}

const isJobFileName = (path: string) => path.toLowerCase().endsWith('.smart.json');

/** A result of an earlier version could be named so: a list is a dataset, a job is an object. */
function holdsList(path: string): boolean {
  return isThere(path) && /^\ufeff?\s*\[/.test(readNamedText(path).slice(0, 1000));
}

/** Field of a job -> the option that sets it. */
function optionOf(field: string): string {
  const names: Readonly<Record<string, string>> = {
    dataset: 'the dataset',
    absoluteTolerance: '--tolerance',
    budgetUsd: '--budget',
    student: '--no-student',
    reading: 'how the dataset is read',
  };
  return names[field] ?? `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * The job of a file, its paths made relative to the working folder. A job file may be a stranger's: it reaches out of its folder only where the
 * user allows that, or names the path on the command line.
 */
function readJobFile(
  path: string,
  isOutsideAllowed: boolean,
  isNamed: { readonly out: boolean; readonly models: boolean },
): JobFile {
  if (!isThere(path)) throw new InputError(`There is no job file ${path}.`);
  const job = parseJobFile(readNamedText(path), path);
  const folder = dirname(path);
  const beside = (field: string, name: string, isOverridden: boolean) => {
    const whole = resolve(folder, name);
    if (!isOutsideAllowed && !isOverridden)
      assertInside(
        folder,
        whole,
        `"${field}" of ${path} leads there. Move the file into the folder, or allow it with --allow-outside if you trust the job file`,
      );
    return whole;
  };
  return {
    ...job,
    dataset: beside('dataset', job.dataset, false),
    ...(job.out !== undefined && { out: beside('out', job.out, isNamed.out) }),
    ...(typeof job.models === 'string' &&
      job.models !== 'embedded' && { models: beside('models', job.models, isNamed.models) }),
  };
}

function concurrencyOf(text: string | undefined): number {
  const value = numberOf(text, '--concurrency') ?? 16;
  if (!Number.isInteger(value) || value < 1)
    throw new InputError(`--concurrency ${String(value)}: at least one request must be under way; give 1, 2, 3, ...`);
  return value;
}

/** `a,b,"c, d"`. */
function list(text: string | undefined, what: string): readonly string[] | undefined {
  return text === undefined ? undefined : listOf(text, what);
}

function definedOnly<T extends Record<string, unknown>>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
