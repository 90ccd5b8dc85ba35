import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { Job } from '../../../src/engine/job';
import { commandLine, fitsCommandLine } from '../../../src/engine/report/repeat';

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
  columns: { answer: 'smart_answer', model: 'smart_model', status: 'smart_status' },
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

  it('is not used where it could not say all of the job', () => {
    assert.ok(fitsCommandLine(job));
    const misfits: Partial<Job>[] = [
      { task: { type: 'labels', labels: ['a,b'] } },
      { task: { type: 'number', absoluteTolerance: 0.5, relativeTolerance: 0 } },
      { task: { type: 'json', fields: ['label'] } },
      { columns: { answer: 'sentiment' } },
      { escapeFormulas: true },
    ];
    for (const misfit of misfits) assert.ok(!fitsCommandLine({ ...job, ...misfit }), JSON.stringify(misfit));
  });
});
