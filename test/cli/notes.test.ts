import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smart } from '../app/smartProcess';

describe('what a run notes about its dataset', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smart-notes-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const run = (name: string, ...more: string[]) =>
    smart([
      ...['run', join(folder, name), '--prompt', 'Good? {{text}}', '--labels', 'positive,negative'],
      ...['--models', 'embedded', ...more],
    ]);

  const cases: readonly { name: string; content: string | Buffer; says: RegExp; beforeSending: boolean }[] = [
    {
      name: 'wrapped.json',
      content: '{\n"meta": 1,\n"rows": [{"text": "good"}, {"text": "bad"}]}',
      says: /wrapped\.json: the rows are the list "rows"/,
      beforeSending: true,
    },
    {
      name: 'western.csv',
      content: Buffer.from('text\ncaf\xe9\n', 'latin1'),
      says: /western\.csv is not UTF-8/,
      beforeSending: true,
    },
    { name: 'blank.csv', content: 'id,text\n1,good\n2,\n', says: /1 of 2 rows have no text/, beforeSending: true },
    {
      name: 'taken.csv',
      content: 'text,smart_answer\ngood,old\n',
      says: /already has a column "smart_answer"/,
      beforeSending: false,
    },
  ];
  for (const { name, content, says, beforeSending } of cases)
    it(`is told on stderr: ${name}`, async () => {
      await writeFile(join(folder, name), content);
      const done = await run(name, '--json');
      assert.equal(done.code, 0, done.stderr);
      assert.match(done.stderr, says);
      assert.equal((JSON.parse(done.stdout) as { state: string }).state, 'finished');
      if (beforeSending) assert.match((await run(name, '--dry-run')).stderr, says);
    });
});
