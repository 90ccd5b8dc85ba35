// Reads the options of `smart run` into a job file's shape, so that options and job files are checked by one definition (app/jobFile.ts).
import { dirname, join, resolve } from 'node:path';
import { checkJob, jobFileSchemaOf, parseJobFile, pathOfJobFile, type JobFile } from '../app/jobFile';
import { folderOfDataset } from '../datasets/files/findFiles';
import { isAddress } from '../datasets/address';
import { joinFiles } from '../datasets/files/joinFiles';
import { InputError } from '../engine/inputError';
import { jobOptions } from '../engine/options/jobOptions';
import type { OptionTable } from '../engine/options/option';
import { readingOptions } from '../engine/options/readingOptions';
import { taskOptions } from '../engine/options/taskOptions';
import { listOf } from '../engine/task/taskOfOptions';
import { mostQueued } from '../providers/queue/workers';
import { readQueueAddress, type QueueAddress } from '../providers/queue/queueAddress';
import { assertInside } from '../files/confine';
import { readNamedText } from '../files/regularFile';
import { isThere } from '../files/writeFile';
import { assertServersKnown, jobOfRun } from './jobOfRun';
import { continuedRun, earlierRun } from './namedRun';
import { commandValues, runSwitches, type CommandValues } from './runSwitches';
import { parseGiven } from './commandLine';
import { argsOf, givenOptions, numberOf, switchOf, type GivenArgs } from './switches';

/** The command's values, and what they are beside a job. */
export type RunOptions = Omit<
  CommandValues,
  'models' | 'concurrency' | 'queue' | 'useCache' | 'runs' | 'isOutsideAllowed' | 'isSure'
> & {
  readonly job: JobFile;
  /** Ladder file, "embedded", or the inline list of a job file; relative paths are resolved. */
  readonly models: string | readonly unknown[];
  readonly runsFolder: string;
  /** The models, and with them the hosts, come from a job file and not from the command line: the user is asked at a terminal. */
  readonly asksBeforeSending: boolean;
  readonly useCache: boolean;
  readonly concurrency: number;
  /** Where workers are met that send the requests. */
  readonly queue?: QueueAddress;
};

function parsed(argv: readonly string[], options: OptionTable): GivenArgs {
  return parseGiven('smart run', argv, argsOf(runSwitches(options)));
}

/**
 * @param options what a job has options for; tests add to it.
 * @returns undefined when help was asked for.
 * @throws {InputError} naming the option or the field, and the mend.
 */
export function parseRunOptions(argv: readonly string[], options: OptionTable = jobOptions): RunOptions | undefined {
  const { values, positionals } = parsed(argv, options);
  if (values.help === true) return undefined;
  const given = commandValues(values);
  const { models: ladderFile, queue, runs, isOutsideAllowed = false, isSure, ...own } = given;
  const [input, ...more] = positionals;
  const prompt = values.prompt as string | undefined;
  const isJobFile = input !== undefined && more.length === 0 && isJobFileName(input) && !holdsRows(input);
  const isNamed = { out: values.out !== undefined, models: ladderFile !== undefined };
  const ofRun = isJobFile || prompt !== undefined ? undefined : runThatSaysTheRest(given, positionals);
  const fromFile = isJobFile ? readJobFile(input, isOutsideAllowed, isNamed, options) : ofRun?.job;
  if (input === undefined && !ofRun)
    throw new InputError('Name a dataset or a job file: smart run reviews.csv --prompt "... {{text}}".');
  if (!fromFile && prompt === undefined) throw new InputError('Say what to ask: --prompt "... {{column}}".');
  const reading = givenOptions(values, readingOptions);
  // Of several thresholds a list comes out of one switch; what is wrong with one of them is told as of a job file.
  const accuracy = values.accuracy as string | undefined;
  const severalAccuracies = accuracy?.includes(',') ? listOf(accuracy, 'accuracy') : undefined;
  const job = checkJob(
    {
      ...fromFile,
      ...(isJobFile || input === undefined ? {} : { dataset: datasetOf(positionals) }),
      ...(Object.keys(reading).length > 0 && { reading: { ...fromFile?.reading, ...reading } }),
      ...(prompt !== undefined && { prompt }),
      ...givenOptions(values, taskOptions),
      ...givenOptions(severalAccuracies ? { ...values, accuracy: undefined } : values, options),
      ...(severalAccuracies && { accuracy: severalAccuracies.map((one) => numberOf(one, '--accuracy')) }),
    },
    isJobFile ? `${input} with the options` : 'The options',
    isJobFile ? undefined : (field) => optionOf(field, options),
    jobFileSchemaOf(options),
  );
  const resume = ofRun?.isResumed ? ofRun.runId : own.resume;
  const { answersOf } = own;
  if (resume !== undefined && answersOf !== undefined)
    throw new InputError('--resume goes on with a run, --answers-of starts a new one; give one of them.');
  const continueRun = ofRun && !ofRun.isResumed ? ofRun.runId : own.continueRun;
  if (continueRun !== undefined && (resume ?? answersOf) !== undefined)
    throw new InputError(
      '--continue starts a run of the rows that a table has gained, and takes the answers of the others over; give neither --resume nor --answers-of with it.',
    );
  if (continueRun !== undefined && own.until)
    throw new InputError('A scan (--until plan) is of a whole table; leave --until or --continue out.');
  if (own.takesOver && resume === undefined)
    throw new InputError('--take-over takes over the run that --resume names; give both.');
  const models = ladderFile ?? job.models;
  if (models === undefined)
    throw new InputError(
      'Say which models may answer: --models LADDER.json, or --models embedded for the classifiers that need no key.',
    );
  if (ofRun && ladderFile === undefined) assertServersKnown(job, ofRun.runId);
  return {
    ...own,
    job,
    models,
    runsFolder: ofRun?.runsFolder ?? runsFolderOf(runs, job.dataset),
    ...(resume !== undefined && { resume }),
    ...(continueRun !== undefined && { continueRun }),
    asksBeforeSending: isJobFile && ladderFile === undefined && !isSure,
    useCache: own.useCache ?? true,
    concurrency: own.concurrency ?? (queue === undefined ? 16 : mostQueued),
    ...(queue !== undefined && { queue: readQueueAddress(queue, process.env) }),
  };
}

const datasetOf = (named: readonly string[]) => (named.length > 1 ? joinFiles(named) : named[0]!);

/** @param dataset absent: the working folder's runs are meant. */
function runsFolderOf(named: string | undefined, dataset?: string): string {
  return resolve(named ?? join(dataset === undefined ? '.' : folderOfDataset(dataset), '.smart', 'runs'));
}

/**
 * Without a prompt the run that is to go on, or to be continued, says what to ask.
 * @param named its dataset, where it lies elsewhere by now.
 */
function runThatSaysTheRest(
  { resume, continueRun, runs }: Pick<CommandValues, 'resume' | 'continueRun' | 'runs'>,
  named: readonly string[],
) {
  const isResumed = resume !== undefined;
  const wanted = resume ?? continueRun;
  if (wanted === undefined) return undefined;
  const dataset = named.length === 0 ? undefined : datasetOf(named);
  const runsFolder = runsFolderOf(runs, dataset);
  const runId = (isResumed ? earlierRun : continuedRun)(wanted, runsFolder, dataset);
  return { isResumed, runsFolder, runId, job: jobOfRun(runsFolder, runId, isResumed) };
}

const isJobFileName = (path: string) => path.toLowerCase().endsWith('.smart.json');

/** A result may be named so by its user, and was by an earlier version: a list, or lines of JSON without a job's fields, is a dataset. */
function holdsRows(path: string): boolean {
  if (!isThere(path)) return false;
  const text = readNamedText(path)
    .replace(/^\ufeff/, '')
    .trimStart();
  if (text.startsWith('[')) return true;
  try {
    const first = JSON.parse(text.split('\n', 1)[0]!) as object;
    return Object.keys(first).length > 0 && !('dataset' in first) && !('prompt' in first);
  } catch {
    return false;
  }
}

/** Field of a job -> what sets it on the command line. */
function optionOf(field: string, options: OptionTable): string {
  if (field === 'dataset') return 'the dataset';
  if (field === 'reading') return 'how the dataset is read';
  return switchOf(field, taskOptions, options) ?? `--${field}`;
}

/**
 * The job of a file, its paths made relative to the working folder. A job file may be a stranger's: it reaches out of its folder only where the
 * user allows that, or names the path on the command line.
 */
function readJobFile(
  path: string,
  isOutsideAllowed: boolean,
  isNamed: { readonly out: boolean; readonly models: boolean },
  options: OptionTable,
): JobFile {
  if (!isThere(path)) throw new InputError(`There is no job file ${path}.`);
  const job = parseJobFile(readNamedText(path), path, jobFileSchemaOf(options));
  const folder = dirname(path);
  const beside = (field: string, name: string, isOverridden: boolean) => {
    if (isAddress(name)) {
      if (isOutsideAllowed || isOverridden) return name;
      throw new InputError(
        `"${field}" of ${path} is an address; allow it with --allow-outside if you trust the job file.`,
      );
    }
    const whole = pathOfJobFile(path, name);
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
