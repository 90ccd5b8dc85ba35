import assert from 'node:assert/strict';
import { runSmart } from '../support/runSmart';
import { scratchFolder } from '../datasets/scratchFolder';

const ladder = {
  providers: { local: { type: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1' } },
  models: ['small', 'large'].map((id, at) => ({
    ...{ id, provider: 'local', model: id },
    price: { inputPerMillion: 1 + 9 * at, outputPerMillion: 2 },
  })),
};

describe('a dry run', () => {
  const scratch = scratchFolder();
  const dryRun = (models: string, ...more: string[]) =>
    runSmart(
      ...['run', scratch.path('d.csv'), '--prompt', 'Translate: {{text}}', '--models', models, '--dry-run', ...more],
      ...['--runs', scratch.path('runs')],
    );
  before(() => {
    scratch.write('d.csv', Buffer.from('id,text\n1,first row\n2,second row\n3,third row\n'));
    scratch.write('ladder.json', Buffer.from(JSON.stringify(ladder)));
  });

  it('shows what the reference is sent for the first two rows', async () => {
    const { stdout } = await dryRun(scratch.path('ladder.json'));
    assert.match(stdout, /What large is sent for the first 2 rows, one request each:\n\nTranslate: <text>/);
    assert.match(stdout, /<text>first row<\/text>\n\n<text>second row<\/text>\n/);
    assert.doesNotMatch(stdout, /third row/);
    const json = await dryRun(scratch.path('ladder.json'), '--json');
    const { exampleRequests } = JSON.parse(json.stdout) as { exampleRequests: { model: string; content: string }[] };
    assert.deepEqual(
      exampleRequests.map(({ model, content }) => [model, content]),
      [
        ['large', '<text>first row</text>'],
        ['large', '<text>second row</text>'],
      ],
    );
  });

  it('shows none for classifiers of this machine', async () => {
    const { stdout, code } = await dryRun('embedded', '--labels', 'positive,negative');
    assert.equal(code, 0);
    assert.doesNotMatch(stdout, /is sent for/);
  });
});
