import assert from 'node:assert/strict';
import { parseJobFile } from '../../src/app/jobFile';
import { writeFileSync } from 'node:fs';
import { main } from '../../src/cli';
import { parseRunOptions } from '../../src/cli/runOptions';
import { scratchFolder } from '../datasets/scratchFolder';

const run = (...more: string[]) =>
  parseRunOptions(['a.csv', '--prompt', 'P {{text}}', '--models', 'embedded', ...more])!;

describe('the options of smart run', () => {
  const scratch = scratchFolder();

  it('split lists at commas, not inside double quotes', () => {
    assert.deepEqual(run('--labels', '"Sales, EU",Other').job.labels, ['Sales, EU', 'Other']);
    assert.deepEqual(run('--labels', 'a, b ,"say ""hi"""').job.labels, ['a', 'b', 'say "hi"']);
    assert.deepEqual(run('--fields', 'total,"a,b"').job.fields, ['total', 'a,b']);
  });

  it('say how the dataset is read', () => {
    assert.deepEqual(run('--sheet', 'Data', '--skip-lines', '2', '--encoding', 'gbk').job.reading, {
      encoding: 'gbk',
      skipLines: 2,
      sheet: 'Data',
    });
  });

  const refused: readonly (readonly [given: readonly string[], sentence: RegExp])[] = [
    [['--promt', 'x'], /^There is no option --promt\. Did you mean --prompt\?$/],
    [['--zzzzzzzz'], /^There is no option --zzzzzzzz\. smart run --help lists them\.$/],
    [['--budget', '-1'], /--budget needs a value.*--budget=-1/],
    [['--budget=-1'], /--budget must be more than 0/],
    [['--accuracy', '95'], /--accuracy must be at most 1; a share is written as 0\.95, not 95/],
    [['--limit', '1.5'], /--limit must be a whole number/],
    [['--limit', '0'], /--limit must be at least 1/],
    [['--labels', 'a'], /--labels needs at least 2 entries/],
    [['--labels', 'a,,b'], /One of the labels .* is empty/],
    [['--strategy', 'best'], /--strategy must be one of certified/],
    [['--skip-lines', 'two'], /--skip-lines "two" is not a number\.$/],
    [['--accuracy', '95%'], /--accuracy "95%" is not a number; write 0\.95\.$/],
    [['--accuracy', '0.9,99.9 %'], /--accuracy "99\.9 %" is not a number; write 0\.999\.$/],
    [['--at-most', '$5'], /--at-most "\$5" is not a number; write 5\.$/],
    [['--budget', '2.50$'], /--budget "2\.50\$" is not a number; write 2\.5\.$/],
    [['--budget', '1.2.3$'], /--budget "1\.2\.3\$" is not a number\.$/],
    [['--no-student=yes'], /--no-student takes no value/],
  ];
  for (const [given, sentence] of refused)
    it(`refuse ${given.join(' ')} in the option's own words`, () => {
      assert.throws(
        () => run(...given),
        (error: Error) => {
          assert.equal(error.name, 'InputError', error.stack);
          assert.match(error.message, sentence);
          assert.doesNotMatch(error.message, /expected|Invalid input|Too (?:small|big)/);
          return true;
        },
      );
    });

  it('refuse a job file by its fields, with the one that was meant', () => {
    const path = scratch.write('x.smart.json', Buffer.from('{"dataset":"a.csv","promt":"x {{text}}"}'));
    assert.throws(() => parseRunOptions([path]), /there is no field "promt"; did you mean "prompt"/);
  });

  it('class of job files that lack a field: it is missing, and what was meant is named', () => {
    for (const [job, message] of [
      [
        { dataset: 'a.csv', promt: 'Good? {{text}}' },
        /"prompt" is missing; there is no field "promt"; did you mean "prompt"\.$/,
      ],
      [
        { dateset: 'a.csv', prompt: 'x' },
        /"dataset" is missing; there is no field "dateset"; did you mean "dataset"\.$/,
      ],
      [{ dataset: 'a.csv', prompt: 7 }, /"prompt" must be a text\.$/],
    ] as const)
      assert.throws(() => parseJobFile(JSON.stringify(job), 'a.smart.json'), message);
  });

  it('take a list under a job file’s name for a dataset: it is the result of an earlier run', () => {
    const path = scratch.path('x.smart.json');
    writeFileSync(path, '[{"text":"a"}]');
    assert.equal(parseRunOptions([path, '--prompt', '{{text}}', '--models', 'embedded'])!.job.dataset, path);
  });

  it('tell the version, and the command that was meant', async () => {
    const said = { out: '', err: '' };
    const io = {
      stdout: { write: (text: string) => (said.out += text) },
      stderr: { write: (text: string) => (said.err += text) },
    };
    assert.equal(await main(['--version'], io), 0);
    assert.match(said.out, /^\d+\.\d+\.\d+\n$/);
    assert.equal(await main(['rnu'], io), 2);
    assert.match(said.err, /Did you mean "smart run"\?/);
  });
});
