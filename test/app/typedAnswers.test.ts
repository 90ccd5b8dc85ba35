// Answers as results tell them: numbers, JSON and truth values with their type where the format has types.
import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openDataset } from '../../src/datasets/openDataset';
import { makeRepliedRun, type RepliedRun } from './repliedRun';

describe('class of answers that have a type: a result in JSON tells 42, {"a":1} and true, not their text', function () {
  this.timeout(60_000);
  let runs: RepliedRun;
  beforeEach(async () => {
    runs = await makeRepliedRun();
  });
  afterEach(() => runs.close());

  const answersOf = async (name: string) =>
    (await readFile(join(runs.folder, name), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => /"smart_answer":(.*?),"smart_model"/.exec(line)?.[1]);

  it('numbers are bare in every format, and their units are told once with their numbers of rows', async () => {
    await runs.save('n.jsonl', ['5 stars', '$1,200', '3 stars', '-€4.50', '7,5 %', '42']);
    const { code, stderr } = await runs.run('n.jsonl', '--task', 'number');
    assert.equal(code, 0, stderr);
    assert.deepEqual(await answersOf('n.smart.jsonl'), ['5', '1200', '3', '-4.5', '0.075', '42']);
    assert.match(stderr, /leaves out: star \(2 rows\), usd \(1 row\), eur \(1 row\)/);
    await runs.run('n.jsonl', '--task', 'number', '--out', join(runs.folder, 'n.csv'));
    assert.match(await readFile(join(runs.folder, 'n.csv'), 'utf8'), /\n"\$1,200",1200,/);
    await runs.run('n.jsonl', '--task', 'number', '--out', join(runs.folder, 'n.parquet'));
    const { parquet, ...dataset } = await openDataset(join(runs.folder, 'n.parquet'));
    assert.equal(parquet?.metadata.schema.find(({ name }) => name === 'smart_answer')?.type, 'DOUBLE');
    await dataset.close();
  });

  it('a number of more digits than a double holds stays text in Parquet', async () => {
    await runs.save('n.jsonl', ['{"id":12345678901234567890}', '7']);
    await runs.run('n.jsonl', '--task', 'json', '--out', join(runs.folder, 'n.parquet'));
    const { parquet } = await openDataset(join(runs.folder, 'n.parquet'));
    assert.equal(parquet?.metadata.schema.find(({ name }) => name === 'smart_answer')?.type, 'BYTE_ARRAY');
  });

  it('JSON values stand as they are, digits and order kept', async () => {
    const replies = ['{"b":1.10,"a":[1,2]}', '[]', 'true', 'null', '"x"', '12345678901234567890'];
    await runs.save('j.jsonl', replies);
    await runs.run('j.jsonl', '--task', 'json');
    assert.deepEqual(await answersOf('j.smart.jsonl'), replies);
  });

  it('labels that are all numbers or truth values have their type; mixed ones, and 007, are texts', async () => {
    const members: [labels: string, wanted: string[]][] = [
      ['true,false', ['true', 'false']],
      ['1,2', ['1', '2']],
      ['-1,0.5', ['-1', '0.5']],
      ['1,none', ['"1"', '"none"']],
      ['007,008', ['"007"', '"008"']],
    ];
    for (const [labels, wanted] of members) {
      await runs.save('l.jsonl', labels.split(','));
      const { code, stderr } = await runs.run('l.jsonl', `--labels=${labels}`, '--out', join(runs.folder, 'out.jsonl'));
      assert.equal(code, 0, stderr);
      assert.deepEqual(await answersOf('out.jsonl'), wanted, labels);
      await rm(join(runs.folder, 'out.jsonl'));
    }
  });

  it('class of runs without any answer: replies that nobody could read are not the provider’s failure', async () => {
    await runs.save('s.jsonl', ['8/10', '7 out of 10']);
    const { code, stdout, stderr } = await runs.run('s.jsonl', '--labels', '1,2,3,4,5,6,7,8,9,10');
    assert.equal(code, 6, stderr);
    assert.match(stdout, /names none of the labels, or more than one: "8\/10"/);
    assert.match(stderr, /^To be sent to 127\.0\.0\.1:\d+: each row's reply\.$/m);
  });

  it('texts that look like numbers or JSON stay texts', async () => {
    await runs.save('t.jsonl', ['42', '{"a":1}', 'true']);
    await runs.run('t.jsonl');
    assert.deepEqual(await answersOf('t.smart.jsonl'), ['"42"', '"{\\"a\\":1}"', '"true"']);
  });
});
