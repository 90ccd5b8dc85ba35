// The options of a job, each in one entry; their order is that of the help, of the report and of job files. A new option is a field of `Job`
// (../job.ts), an entry here, and its words: `setting.<name>` in package.nls*.json where it is a setting, `options.<name>` in webview-ui/strings
// where the form has a field for it. test/engine/options/madeUpOption.test.ts adds one and finds it everywhere.
import { mostRepeats, type Job } from '../job';
import { countOf, formatPercent, formatUsd } from '../text/figures';
import { strategyNames } from '../strategy';
import type { Option } from './option';

/** What of a job is one value; the dataset, the prompt, the task, the models and the columns are more than that. */
export type OptionName = Exclude<
  keyof Job,
  'dataset' | 'datasetTitle' | 'reading' | 'prompt' | 'examples' | 'task' | 'judge' | 'models' | 'columns'
>;

export const jobOptions = {
  reference: {
    domain: { kind: 'text' },
    description: 'Id of the model that the others are compared with. Without one, the most expensive.',
    switch: { name: 'reference', value: 'ID', help: 'the reference model (default: the most expensive)' },
    setting: { name: 'reference', none: '', isMachine: true },
    onResume: 'same',
    report: {
      name: 'Reference',
      text: (value, reference) => reference + (value === undefined ? ' (the most expensive model)' : ''),
    },
    form: 'own',
  },
  accuracy: {
    domain: { kind: 'number', moreThan: 0, most: 1 },
    description: "Share of rows that must match the reference's answer.",
    default: 0.95,
    isAlwaysStated: true,
    switch: {
      name: 'accuracy',
      value: 'A',
      help: 'share of rows that must match the reference; several, 0.9,0.95, with --at-most',
    },
    setting: { name: 'accuracyThreshold' },
    onResume: 'same',
    report: {
      name: 'Accuracy threshold',
      text: (value, reference) => `${formatPercent(value, 4)} of the rows must match ${reference}'s answer`,
    },
    form: 'own',
    isOfAccuracy: true,
  },
  looser: {
    domain: { kind: 'list', of: { kind: 'number', moreThan: 0, most: 1 }, least: 1 },
    description: 'Further, looser accuracy thresholds: of all of them the strictest that atMost buys is kept.',
    onResume: 'same',
    report: {
      name: 'Looser thresholds',
      text: (value) =>
        value && `${value.map((one) => formatPercent(one, 4)).join(', ')}; the strictest that the money buys is kept`,
    },
    form: 'more',
    strategies: ['certified'],
    isOfAccuracy: true,
  },
  atMost: {
    domain: { kind: 'number', moreThan: 0 },
    description:
      'US dollars that the run may cost: of several accuracy thresholds the strictest that they buy is kept.',
    switch: { name: 'at-most', value: 'USD', help: 'keep the strictest of several --accuracy that this buys' },
    onResume: 'new',
    report: {
      name: 'Spent on the threshold',
      text: (value) => (value === undefined ? undefined : `at most ${formatUsd(value)}`),
    },
    form: 'more',
    strategies: ['certified'],
    isOfAccuracy: true,
  },
  confidence: {
    domain: { kind: 'number', moreThan: 0, lessThan: 1 },
    description: 'Probability with which the promise holds.',
    default: 0.95,
    isAlwaysStated: true,
    switch: { name: 'confidence', value: 'C', help: 'probability with which that holds' },
    setting: { name: 'confidence' },
    onResume: 'same',
    report: { name: 'Confidence', text: (value) => formatPercent(value, 4) },
    form: 'own',
  },
  strategy: {
    domain: { kind: 'choice', values: strategyNames },
    description: 'How to find the mix of models.',
    default: 'certified',
    isAlwaysStated: true,
    switch: { name: 'strategy', value: 'S', help: '' },
    setting: { name: 'strategy' },
    onResume: 'same',
    report: { name: 'Strategy', text: (value) => value },
    form: 'more',
  },
  budgetUsd: {
    domain: { kind: 'number', moreThan: 0 },
    description: 'Hard cap in US dollars; the run pauses before it would be passed.',
    switch: { name: 'budget', value: 'USD', help: 'hard cap' },
    setting: { name: 'budgetUsd', default: 5, none: null, isMachine: true },
    onResume: 'new',
    report: {
      name: 'Budget',
      text: (value) => (value === undefined ? 'no cap' : `at most ${formatUsd(value)}`),
    },
    form: 'own',
  },
  mostRequests: {
    domain: { kind: 'whole', least: 1 },
    description: 'Most requests that the run may send, refused ones included; it pauses before one more is sent.',
    switch: { name: 'most-requests', value: 'N', help: 'cap in requests, for models without a price' },
    setting: { name: 'mostRequests', none: null, isMachine: true },
    onResume: 'new',
    report: {
      name: 'Requests',
      text: (value) => (value === undefined ? undefined : `at most ${countOf(value, 'request')}`),
    },
    form: 'more',
  },
  seed: {
    domain: { kind: 'whole', least: 0 },
    description: 'Same seed, same answers: same run. Absent: each new run draws its own, as the promise wants it.',
    switch: { name: 'seed', value: 'N', help: 'same seed, same answers: same run (drawn anew for each new run)' },
    setting: { name: 'seed', none: null },
    onResume: 'same',
    report: { name: 'Seed', text: (value) => String(value) },
    form: 'more',
  },
  limit: {
    domain: { kind: 'whole', least: 1 },
    description: 'Process the first rows only.',
    switch: { name: 'limit', value: 'K', help: 'first K rows only' },
    onResume: 'same',
    report: {
      name: 'Rows',
      text: (value) => (value === undefined ? 'all' : `the first ${value.toLocaleString('en-US')}`),
    },
    form: 'more',
  },
  repeatReference: {
    domain: { kind: 'whole', least: 0, most: mostRepeats },
    description: 'Ask the reference a second time about this many rows, and report how often it agrees with itself.',
    switch: {
      name: 'repeat-reference',
      value: 'K',
      help: 'ask the reference twice about K rows and tell how often it agrees with itself (default 0)',
    },
    onResume: 'new',
    report: {
      name: 'Reference asked twice',
      text: (value) => (value ? `about ${countOf(value, 'row')}` : undefined),
    },
    form: 'more',
  },
  askDuplicates: {
    domain: { kind: 'flag' },
    description: 'Ask about each of several identical rows by itself, not once for all of them.',
    default: false,
    switch: {
      name: 'ask-duplicates',
      help: 'ask about identical rows one by one, for a reference that answers differently each time',
    },
    setting: { name: 'askDuplicates' },
    onResume: 'same',
    report: { name: 'Identical rows', text: (value) => (value === true ? 'each is asked about by itself' : undefined) },
    form: 'more',
  },
  out: {
    domain: { kind: 'text' },
    description: 'Path of the result file, relative to this file.',
    switch: { name: 'out', value: 'FILE', help: 'result file (default: NAME.smart.EXT beside the dataset)' },
    onResume: 'new',
    form: 'more',
  },
  escapeFormulas: {
    domain: { kind: 'flag' },
    description: 'Put an apostrophe before answers that a spreadsheet would run as a formula, in a CSV or TSV result.',
    default: false,
    isAlwaysStated: true,
    switch: { name: 'escape-formulas', help: 'put an apostrophe before answers that a spreadsheet would run' },
    setting: { name: 'escapeFormulas' },
    onResume: 'new',
  },
  student: {
    domain: { kind: 'flag' },
    description: 'Whether a local classifier that a cheap model taught may answer rows itself, at no fee.',
    default: true,
    switch: {
      name: 'no-student',
      means: false,
      help: 'no row is answered by a local classifier that a cheap model taught',
    },
    setting: { name: 'student' },
    onResume: 'same',
    report: { name: 'Local student', text: (value) => (value === false ? 'answers no rows' : undefined) },
    form: 'more',
    strategies: ['certified'],
  },
  gold: {
    domain: { kind: 'text' },
    description:
      'Column with the labels that rows have already: such a row keeps its label, and planning is fed by it.',
    switch: {
      name: 'gold',
      value: 'COLUMN',
      help: 'labels that rows have already: they feed the plan, and such rows keep theirs at no cost',
    },
    onResume: 'same',
    report: {
      name: 'Labels that rows had',
      text: (value) => (value === undefined ? undefined : `in the column "${value}"`),
    },
    form: 'more',
    strategies: ['certified', 'reference'],
    isOfAccuracy: true,
  },
  goldRandom: {
    domain: { kind: 'flag' },
    description: 'The labelled rows were drawn at random from these rows, so that they may begin the sample.',
    default: false,
    switch: {
      name: 'gold-random',
      help: 'the rows with a label were drawn at random, which you vouch for: they may begin the sample',
    },
    onResume: 'same',
    report: {
      name: 'Labelled rows',
      text: (value) => (value === true ? 'were drawn at random, as the user states' : undefined),
    },
    form: 'more',
    strategies: ['certified'],
    isOfAccuracy: true,
  },
  key: {
    domain: { kind: 'text' },
    description: 'Column that names each row, by which a run that continues this one knows the rows again.',
    switch: {
      name: 'key',
      value: 'COLUMN',
      help: 'column that names each row, for --continue (default: rows are known again by their content)',
    },
    onResume: 'same',
    report: {
      name: 'Rows known again by',
      text: (value) => (value === undefined ? undefined : `the column "${value}"`),
    },
    form: 'more',
    strategies: ['certified', 'reference'],
    isOfAccuracy: true,
  },
  wholeTable: {
    domain: { kind: 'flag' },
    description:
      'A table that grows has one promise, of the whole table as it stands, instead of one for each batch of new rows: it costs far less.',
    default: false,
    switch: {
      name: 'whole-table',
      help: 'a table that grows (--continue) is promised as a whole, at a far lower cost than each batch by itself',
    },
    onResume: 'same',
    report: {
      name: 'Promise of a table that grows',
      text: (value) => (value === true ? 'for the table as a whole' : undefined),
    },
    form: 'more',
    strategies: ['certified'],
    isOfAccuracy: true,
  },
} as const satisfies { readonly [K in OptionName]: Option<Job[K]> };

type Table = typeof jobOptions;

/** Options that the panel's form edits. */
export type FormOptionName = { [K in OptionName]: Table[K] extends { form: string } ? K : never }[OptionName];

/** Options whose field in the form is made from the table. */
export type MoreOptionName = { [K in OptionName]: Table[K] extends { form: 'more' } ? K : never }[OptionName];

/** VS Code's settings that options have, with their values. */
export type OptionSettings = {
  [K in OptionName as Table[K] extends { setting: { name: infer N extends string } } ? N : never]:
    NonNullable<Job[K]> | (Table[K] extends { setting: { none: infer None } } ? None : never);
};
