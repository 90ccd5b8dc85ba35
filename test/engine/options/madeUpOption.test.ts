// An option that does not exist is added to the table, and must be found wherever options are: nothing else is told of it.
import assert from 'node:assert/strict';
import { checkJob, jobFileSchemaOf } from '../../../src/app/jobFile';
import { makeJob } from '../../../src/app/makeJob';
import { parseRunOptions } from '../../../src/cli/runOptions';
import { runUsage } from '../../../src/cli/runSwitches';
import type { Job } from '../../../src/engine/job';
import { jobOptions } from '../../../src/engine/options/jobOptions';
import type { Option, OptionTable } from '../../../src/engine/options/option';
import { commandLine, fitsCommandLine } from '../../../src/engine/report/repeat';
import { settingLines } from '../../../src/engine/report/settings';
import { settingDefaultsOf, settingsShapeOf, type Settings } from '../../../src/host/settingRules';
import { draftOfJob, emptyDraft, jobOfDraft, renewDraft } from '../../../src/host/setup/draftJob';
import { draftSchemaOf } from '../../../src/protocol/requestParsers';
import { jobForDisk } from '../../../src/store/manifest';
import { resumedJob, resumeObstacles } from '../../../src/store/resumeRules';
import { optionSettings } from '../../media/optionSettings';

const patience = {
  domain: { kind: 'whole', least: 1, most: 9 },
  description: 'How patient the made-up run is.',
  switch: { name: 'made-up-patience', value: 'N', help: 'patience of the made-up run' },
  setting: { name: 'patience', default: 3 },
  onResume: 'same',
  report: {
    name: 'Patience',
    text: (value: number | undefined) => (value === undefined ? undefined : `${String(value)} of 9`),
  },
  form: 'more',
} as const satisfies Option<number | undefined>;
const flag = {
  domain: { kind: 'flag' },
  description: 'Whether the made-up run hurries.',
  default: true,
  switch: { name: 'no-hurry', means: false, help: 'take your time' },
  onResume: 'new',
} as const satisfies Option<boolean>;
const options: OptionTable = { ...jobOptions, patience, hurry: flag };

const job = {
  dataset: 'a.csv',
  prompt: '{{text}}',
  task: { type: 'text' },
  models: [],
  accuracy: 0.95,
  confidence: 0.95,
  strategy: 'certified',
  columns: { answer: 'smart_answer', model: 'smart_model', status: 'smart_status', cause: 'smart_cause' },
  escapeFormulas: false,
} as const satisfies Job;
const dataset = { name: 'a.csv', path: 'a.csv', hash: 'x', rowCount: 1 };
const manifestOf = (was: Job) => ({
  ...{ runId: 'r', createdAt: '2026-01-01T00:00:00Z', software: { name: 'smart', version: '1' }, dataset, job: was },
});
const withOf = <T extends object>(object: T, more: object): T => ({ ...object, ...more });
const valueIn = (object: object, name: string) => (object as Record<string, unknown>)[name];

describe('a made-up option in the table of options', () => {
  it('is a field of job files, checked by its own range', () => {
    const schema = jobFileSchemaOf(options);
    const file = checkJob({ dataset: 'a.csv', prompt: 'P', patience: 4 }, 'a.smart.json', undefined, schema);
    assert.equal(valueIn(file, 'patience'), 4);
    assert.equal(valueIn(file, 'hurry'), true);
    assert.throws(
      () => checkJob({ dataset: 'a.csv', prompt: 'P', patience: 10 }, 'a.smart.json', undefined, schema),
      /"patience" must be at most 9/,
    );
    assert.throws(
      () => checkJob({ dataset: 'a.csv', prompt: 'P', patience: 4 }, 'a.smart.json'),
      /no field "patience"/,
    );
  });

  it('is a switch of the command line, in its help and its errors', () => {
    assert.match(runUsage(options), /^ {2}--made-up-patience N +patience of the made-up run$/m);
    const parse = (...more: string[]) =>
      parseRunOptions(['a.csv', '--prompt', 'P', '--models', 'embedded', ...more], options)!.job;
    assert.equal(valueIn(parse('--made-up-patience', '5'), 'patience'), 5);
    assert.equal(valueIn(parse('--no-hurry'), 'hurry'), false);
    assert.throws(() => parse('--made-up-patience', '0'), /--made-up-patience must be at least 1/);
    assert.throws(() => parse('--made-up-patiense', '1'), /Did you mean --made-up-patience\?/);
  });

  it('is in the job, on disk and in the command that repeats the run', () => {
    const file = checkJob(
      { ...job, task: 'text', models: undefined, patience: 4, hurry: false },
      'f',
      undefined,
      jobFileSchemaOf(options),
    );
    const made = makeJob(file, [], options);
    assert.equal(valueIn(made, 'patience'), 4);
    assert.equal(valueIn(jobForDisk(made, options), 'patience'), 4);
    assert.ok(!('patience' in jobForDisk(made)), 'only what a job has options for is written');
    assert.match(commandLine(made, 'm.json', options), /--made-up-patience 4 .*--no-hurry$/s);
    assert.ok(!('hurry' in makeJob({ ...file, ...{ hurry: true } }, [], options)), 'what holds anyway is left out');
    const { switch: _, ...silent } = patience;
    assert.ok(!fitsCommandLine(made, { ...options, patience: silent }), 'without a switch a job file is needed');
  });

  it('keeps to its rule on resuming', () => {
    const was = withOf<Job>(job, { patience: 4, hurry: false });
    const now = withOf<Job>(job, { patience: 5 });
    assert.deepEqual(resumeObstacles(manifestOf(was), now, dataset, options), ['patience is 5 now and was 4']);
    const resumed = resumedJob(was, now, options);
    assert.equal(valueIn(resumed, 'patience'), 4);
    assert.ok(!('hurry' in resumed), 'the value of the resuming job counts');
  });

  it('is a line of the report', () => {
    const lines = settingLines(withOf<Job>(job, { patience: 4 }), 'large', {}, options);
    assert.deepEqual(
      lines.find(([name]) => name === 'Patience'),
      ['Patience', '4 of 9'],
    );
    assert.ok(settingLines(job, 'large', {}, options).every(([name]) => name !== 'Patience'));
  });

  it('is a setting with its default and range, and as package.json declares it', () => {
    const defaults = settingDefaultsOf(options);
    assert.equal(valueIn(defaults, 'patience'), 3);
    assert.ok(settingsShapeOf(options).safeParse(defaults).success);
    assert.ok(!settingsShapeOf(options).safeParse({ ...defaults, patience: 10 }).success);
    assert.deepEqual(optionSettings(options)['smart.patience'], {
      ...{ type: 'integer', minimum: 1, maximum: 9, default: 3, markdownDescription: '%setting.patience%' },
    });
  });

  it('is a field of the form that begins with the setting, reaches the job and comes back', () => {
    const settings = settingDefaultsOf(options) as Settings;
    const fresh = emptyDraft(settings, 'a.smart.csv', options);
    assert.equal(valueIn(fresh, 'patience'), 3);
    const draft = { ...fresh, ...{ prompt: 'P', patience: 7 } };
    assert.ok(draftSchemaOf(options).safeParse(draft).success);
    assert.ok(!draftSchemaOf(options).safeParse({ ...draft, patience: 0 }).success);
    const made = jobOfDraft(draft, 'a.csv', [], settings, options);
    assert.equal(valueIn(made, 'patience'), 7);
    assert.equal(valueIn(draftOfJob(made, fresh, options), 'patience'), 7);
    const renewed = renewDraft({ draft: fresh, fresh }, withOf(fresh, { patience: 8 }), options);
    assert.equal(valueIn(renewed, 'patience'), 8, 'what was left as the settings had it follows them');
  });
});
