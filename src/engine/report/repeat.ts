// How to repeat a run: its exact command line, quoted for a shell, or a job file where the command line cannot say all of the job.
import { defaultResultColumns, type Job } from '../job';
import type { FilterBounds } from '../task/filterBounds';
import type { Model } from '../model';
import { jobOptions, type OptionName } from '../options/jobOptions';
import { isLeftOut, type OptionTable, type Switch } from '../options/option';
import { fieldRule, fieldText, type JsonField } from '../task/jsonFields';
import type { Task } from '../task/task';
import { isSayable, lineContinuations, quotedFor, type Shell } from './shell';

/** The command that repeats the run, and the job file that it names, where it needs one. */
export type Repeat = {
  /** A line for each command, where the run took two. */
  readonly command: string;
  /** Why it is not the command of any run. */
  readonly note?: string;
  readonly jobFile?: { readonly name: string; readonly content: Readonly<Record<string, unknown>> };
};

/** How a run began, which its job does not say. */
export type Beginning = {
  /** It went on from a scan of its own. */
  readonly isScanned?: boolean | undefined;
  /** The run that it continued. */
  readonly continues?: string | undefined;
  /** Models are asked at servers that its ladder names, whose addresses the job does not keep. */
  readonly hasOwnServers?: boolean | undefined;
};

/**
 * The result's own file is left out: it is there already, and a repetition writes beside it.
 * @param name of the job file, without its ending.
 * @param ladder file that holds the ladder; absent: the embedded classifiers' own ladder, or the models stand in the job file.
 */
export function repeatOf(
  { out: _, ...job }: Job,
  name: string,
  ladder?: string,
  shell: Shell = 'posix',
  { isScanned = false, continues, hasOwnServers = false }: Beginning = {},
): Repeat {
  const models = ladder ?? (job.models.every(({ provider }) => provider === 'embedded') ? 'embedded' : undefined);
  const words = models === undefined ? [] : wordsOf(job, models);
  const isSaid = models !== undefined && fitsCommandLine(job) && words.flat().every((word) => isSayable(shell, word));
  const file = `${name}.smart.json`;
  const [what, ...said]: Words = isSaid ? words : [[file]];
  const servers = ladder === undefined && hasOwnServers ? [['--models', 'LADDER.json']] : [];
  const ofLadder = isSaid && models !== 'embedded' ? [['--models', models]] : servers;
  const first = [what!, ...said, ...servers];
  const command = isScanned
    ? `${written(first, shell, 'scan')}\n${written([what!, ['--resume', 'last'], ...ofLadder], shell)}`
    : written([...first, ...(continues === undefined ? [] : [['--continue', continues]])], shell);
  const notes = [
    ...(servers.length > 0 ? ['LADDER.json stands for a ladder file that names the servers of these models.'] : []),
    ...(isScanned
      ? [
          'The run went on from a scan, and planned with the rows that the scan had paid for; run at once, it would plan with fewer and draw another sample.',
        ]
      : []),
    ...(continues === undefined ? [] : [`The run continued run ${continues}, whose folder must still be there.`]),
  ];
  return {
    command,
    ...(notes.length > 0 && { note: notes.join(' ') }),
    ...(!isSaid && { jobFile: { name: file, content: jobFileOf(job, models) } }),
  };
}

/** `smart run reviews.csv --prompt '...' ... --seed 7` for a POSIX shell, an option a line. */
export function commandLine(job: Job, models: string, options: OptionTable = jobOptions): string {
  return written(wordsOf(job, models, options), 'posix');
}

/** Each item a switch with its value, or a switch; the first is the dataset. */
type Words = readonly (readonly string[])[];

function written([[dataset = ''] = [], ...switches]: Words, shell: Shell, command = 'run'): string {
  const lines = switches.map(([name, ...values]) =>
    [name, ...values.map((value) => quotedFor(shell, value))].join(' '),
  );
  return [`smart ${command} ${quotedFor(shell, dataset)}`, ...lines].join(lineContinuations[shell]);
}

function wordsOf(job: Job, models: string, options: OptionTable = jobOptions): Words {
  const first: [string, string | number | undefined][] = [
    ['--prompt', job.prompt],
    ...taskOptions(job.task),
    ...lossOptions(job.task),
    ['--judge', job.judge?.model.id],
    ['--judge-policy', job.judge?.policy],
    ['--models', models],
  ];
  const given = first.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  const stated = Object.entries(options).flatMap(([name, option]) => {
    const value = job[name as OptionName] as unknown;
    const word = option.switch && !isLeftOut(option, value) ? wordOf(option.switch, value) : undefined;
    return word === undefined ? [] : [word];
  });
  if (job.task.type === 'labels' && job.task.multiple) given.push(['--multiple']);
  if (job.judge?.noWorse) given.push(['--no-worse']);
  return [[job.dataset], ...given, ...stated];
}

/** @returns undefined: the value is said by leaving the switch out. */
function wordOf({ name, value: takes, means = true }: Switch, value: unknown): readonly string[] | undefined {
  if (takes !== undefined) return [`--${name}`, Array.isArray(value) ? value.join(',') : String(value)];
  return value === means ? [`--${name}`] : undefined;
}

/** Whether the command line says all of the job. Lists are split at commas there, and some options have no switch. */
export function fitsCommandLine(job: Job, options: OptionTable = jobOptions): boolean {
  const { task, columns, examples, reading } = job;
  const isListable = (items: readonly string[]) => items.every((item) => item.trim() === item && !item.includes(','));
  const isPlainTask =
    task.type === 'text' ||
    (task.type === 'labels' && isListable(task.labels)) ||
    (task.type === 'json' && isListable(task.fields.map(fieldText)) && task.fields.every(fitsText)) ||
    (task.type === 'number' && task.relativeTolerance === 0);
  const names = new Set([...Object.keys(columns), ...Object.keys(defaultResultColumns)]) as Set<keyof typeof columns>;
  const hasSwitches = Object.entries(options).every(
    ([name, option]) => option.switch !== undefined || isLeftOut(option, job[name as OptionName]),
  );
  return (
    isPlainTask &&
    hasSwitches &&
    examples === undefined &&
    reading === undefined &&
    [...names].every((name) => columns[name] === defaultResultColumns[name])
  );
}

/** Whether `name:rule:figure` says all of the field. */
function fitsText(field: JsonField): boolean {
  const { path, ignoreCase, ignorePunctuation } = fieldRule(field);
  return !ignoreCase && !ignorePunctuation && !path.includes(':');
}

function lossOptions(task: Task): [string, string | number | undefined][] {
  const loss = task.type === 'json' ? undefined : task.loss;
  if (!loss) return [];
  return [
    ['--loss', loss.by],
    ['--loss-cap', loss.by === 'absolute' ? loss.cap : undefined],
    ['--mean-loss', loss.mean],
  ];
}

function taskOptions(task: Task): [string, string | number | undefined][] {
  const kind: [string, string] = ['--task', task.type];
  switch (task.type) {
    case 'labels':
      if (task.filter)
        return [
          ['--task', 'filter'],
          ...Object.entries(stated(task.filter)).map(([name, bound]): [string, number] => [`--${name}`, bound]),
        ];
      return [kind, ['--labels', task.labels.join(',')]];
    case 'json':
      return [kind, ['--fields', task.fields.length === 0 ? undefined : task.fields.map(fieldText).join(',')]];
    case 'number':
      return [kind, ['--tolerance', task.absoluteTolerance === 0 ? undefined : task.absoluteTolerance]];
    case 'text': {
      const same = task.same;
      return [kind, ['--same', same?.by], ['--similar-from', same?.by === 'similar' ? same.from : undefined]];
    }
  }
}

/** A bound of 1 is what holds where nothing is said. */
function stated({ recall, precision }: FilterBounds): Partial<FilterBounds> {
  return { ...(recall < 1 && { recall }), ...(precision < 1 && { precision }) };
}

/** The job in the form of a job file: the task's fields beside the others, models as a ladder file has them. */
export function jobFileOf(job: Job, ladder?: string): Record<string, unknown> {
  // A job file names its dataset by its path.
  const { task, models, judge, datasetTitle: _, ...others } = job;
  const said = task.type === 'labels' && task.filter ? { type: 'filter', ...stated(task.filter) } : task;
  const { type, loss, ...details } = { loss: undefined, ...said };
  const bounded = loss && { loss: loss.by, ...(loss.by === 'absolute' && { lossCap: loss.cap }), meanLoss: loss.mean };
  // The judge stands among the models, where its provider and price are said.
  const all = judge && !models.some(({ id }) => id === judge.model.id) ? [...models, judge.model] : models;
  const judged = judge && {
    judge: judge.model.id,
    ...(judge.policy !== undefined && { judgePolicy: judge.policy }),
    ...(judge.noWorse && { noWorse: true }),
  };
  return { ...others, task: type, ...details, ...bounded, ...judged, models: ladder ?? all.map(ladderEntry) };
}

/** Prices that the user can state are stated; others are looked up again. */
function ladderEntry({ id, provider, modelId, pricedAs, price, settings }: Model): Record<string, unknown> {
  const named = { id, provider, model: modelId, ...(pricedAs !== undefined && { pricedAs }) };
  if (price.type !== 'token') return { ...named, ...settings };
  const { inputPerMillion, outputPerMillion, cachedInputPerMillion, cacheWritePerMillion } = price;
  const stated = { inputPerMillion, outputPerMillion, cachedInputPerMillion, cacheWritePerMillion };
  return { ...named, price: stated, ...settings };
}
