import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { Job } from '../../../src/engine/job';
import { makeJob } from '../../../src/app/makeJob';
import { parseJobFile } from '../../../src/app/jobFile';
import type { Model } from '../../../src/engine/model';
import { commandLine, fitsCommandLine, repeatOf } from '../../../src/engine/report/repeat';
import { parseRunOptions } from '../../../src/cli/runOptions';
import { readLadder } from '../../../src/providers/ladder';
import { llm } from './cases';

const job: Job = {
  dataset: "it's here.csv",
  prompt: 'Isn\'t it $HOME `date`?\n{{text}} "quoted"',
  task: { type: 'labels', labels: ['yes', 'not sure'] },
  models: [],
  accuracy: 0.95,
  confidence: 0.9,
  strategy: 'certified',
  seed: 7,
  limit: 100,
  columns: { answer: 'smart_answer', model: 'smart_model', status: 'smart_status', cause: 'smart_cause' },
  escapeFormulas: false,
};

describe('command that repeats a run', () => {
  it('reaches the program as it was meant, through a real shell', function () {
    if (process.platform === 'win32') this.skip();
    const line = commandLine(job, 'my models.json').replace(/^smart /, '');
    const print = 'console.log(JSON.stringify(process.argv.slice(1)))';
    const output = execFileSync('sh', ['-c', `'${process.execPath}' -e '${print}' -- ${line}`], { encoding: 'utf8' });
    assert.deepEqual(JSON.parse(output), [
      ...[
        'run',
        "it's here.csv",
        '--prompt',
        job.prompt,
        '--task',
        'labels',
        '--labels',
        'yes,not sure',
        '--models',
        'my models.json',
      ],
      ...['--accuracy', '0.95', '--confidence', '0.9', '--strategy', 'certified', '--seed', '7', '--limit', '100'],
    ]);
  });

  const misfits: Partial<Job>[] = [
    { task: { type: 'labels', labels: ['a,b', 'c'] } },
    { task: { type: 'number', absoluteTolerance: 0.5, relativeTolerance: 0.1 } },
    { task: { type: 'json', fields: ['a,b'] } },
    { task: { type: 'json', fields: ['at:date'] } },
    { task: { type: 'json', fields: ['name', { path: 'city', same: 'exact', ignoreCase: true }] } },
    { columns: { ...job.columns, answer: 'sentiment' } },
    { columns: { ...job.columns, cost: 'usd' } },
    { reading: { encoding: 'gbk' } },
  ];
  const models = [
    llm('gpt-4.1', 'openai', 2, 8),
    { ...llm('gpt-4o-mini', 'openai', 0.15, 0.6), id: 'mini', settings: { batch: true } },
    { ...llm('x', 'openai', 1, 1), price: { type: 'unknown' } as const },
  ];

  it('names a job file where the command line cannot say all of the job', () => {
    assert.ok(fitsCommandLine(job));
    for (const misfit of misfits) assert.ok(!fitsCommandLine({ ...job, ...misfit }), JSON.stringify(misfit));
    assert.equal(repeatOf({ ...job, models }, 'my run').command, "smart run 'my run.smart.json'");
    assert.equal(repeatOf({ ...job, models }, 'my run', 'ladder.json').jobFile, undefined);
  });

  const equalities: readonly { readonly task: Job['task'] }[] = [
    { task: { type: 'labels', labels: ['a', 'b'], multiple: true } },
    { task: { type: 'labels', labels: ['yes', 'no'], filter: { recall: 0.95, precision: 1 } } },
    { task: { type: 'labels', labels: ['yes', 'no'], filter: { recall: 0.95, precision: 0.9 } } },
    { task: { type: 'text', loss: { by: 'f1', cap: 1, mean: 0.05 } } },
    { task: { type: 'labels', labels: ['a', 'b'], multiple: true, loss: { by: 'f1', cap: 1, mean: 0.1 } } },
    {
      task: {
        ...{ type: 'number', absoluteTolerance: 0, relativeTolerance: 0 },
        loss: { by: 'absolute', cap: 10, mean: 0.5 },
      },
    },
    { task: { type: 'text', same: { by: 'words' } } },
    { task: { type: 'text', same: { by: 'similar', from: 0.75 } } },
    {
      task: {
        type: 'json',
        fields: [
          'name',
          { path: 'total', same: 'number', tolerance: 0.01 },
          { path: 'due', same: 'date' },
          { path: 'tags', same: 'set' },
          { path: 'note', same: 'text', similarFrom: 0.8 },
          { path: 'id', same: 'ignore' },
        ],
      },
    },
  ];

  it('gives options of equality that are read as the same task', () => {
    for (const { task } of equalities) {
      assert.ok(fitsCommandLine({ ...job, task }));
      const line = commandLine({ ...job, dataset: 'a.csv', prompt: 'P', task }, 'embedded').replace(/\\\n\s*/g, '');
      const read = parseRunOptions(
        line
          .split(/\s+/)
          .slice(2)
          .map((word) => word.replace(/^'|'$/g, '')),
      )!;
      assert.deepEqual(makeJob(read.job, []).task, task);
    }
  });

  it('gives a job file that is read as the same job', () => {
    for (const changes of [
      {},
      ...misfits,
      { task: { type: 'text' } as const, budgetUsd: 3, repeatReference: 20, student: false },
      ...equalities,
    ]) {
      const wanted: Job = { ...job, models, escapeFormulas: true, ...changes };
      const content = JSON.stringify(repeatOf(wanted, 'run').jobFile?.content ?? assert.fail('no job file'));
      const file = parseJobFile(content, 'run.smart.json');
      const ladder = readLadder(file.models, 'run.smart.json', () => ({ type: 'unknown' }));
      const read = makeJob(file, ladder.models);
      assert.deepEqual({ ...read, models: read.models.map(withoutSource) }, wanted);
    }
  });

  it('takes the embedded classifiers by their word', () => {
    const { command } = repeatOf({ ...job, models: [{ ...models[0]!, provider: 'embedded' }] }, 'run');
    assert.match(command, /--models embedded/);
  });
});

function withoutSource(model: Model): Model {
  if (model.price.type !== 'token') return model;
  const { source: _, ...price } = model.price;
  return { ...model, price };
}
