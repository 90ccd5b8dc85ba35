// `-` as a dataset and as a result, and several files on the command line.
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { main } from '../../src/cli';
import { makeRepliedRun, type RepliedRun } from './repliedRun';

describe('class of standard streams: nothing but data on standard output', function () {
  this.timeout(60_000);
  let runs: RepliedRun;
  beforeEach(async () => {
    runs = await makeRepliedRun();
  });
  afterEach(() => runs.close());

  /** `smart run` with these bytes as its input, and what it wrote. */
  async function piped(dataset: string, input: string | Buffer, ...more: string[]) {
    const [out, err]: [Buffer[], string[]] = [[], []];
    const code = await main(
      [
        'run',
        dataset,
        '--prompt',
        'Say {{reply}}',
        '--models',
        join(runs.folder, 'models.ladder'),
        '--strategy',
        'reference',
        '--no-cache',
        '--runs',
        join(runs.folder, 'runs'),
        ...more,
      ],
      {
        stdout: { write: (text) => out.push(Buffer.from(text)) },
        stderr: { write: (text) => err.push(text) },
        stdin: Readable.from([Buffer.from(input)]),
        writeData: async (bytes) => void out.push(Buffer.from(bytes)),
      },
    );
    return { code, out: Buffer.concat(out), err: err.join('') };
  }

  it('CSV, JSON lines and a JSON list come out in their own format', async () => {
    const csv = await piped('-', 'id,reply\n1,a\n2,"b, c"\n');
    assert.equal(csv.code, 0, csv.err);
    assert.equal(
      csv.out.toString(),
      'id,reply,smart_answer,smart_model,smart_status\n1,a,a,echo,reference-only\n2,"b, c","b, c",echo,reference-only\n',
    );
    assert.match(csv.err, /Results: standard output/);
    const lines = await piped('-', '{"reply":"x"}\n');
    assert.match(lines.out.toString(), /^\{"reply":"x","smart_answer":"x",.*\}\n$/);
    const list = await piped('-', '[{"reply":"x"}]');
    assert.deepEqual(
      (JSON.parse(list.out.toString()) as { smart_answer: string }[]).map((row) => row.smart_answer),
      ['x'],
    );
  });

  it('a file goes to standard output by --out -, input to a file by --out FILE', async () => {
    await runs.save('in.jsonl', ['a']);
    const out = await piped(join(runs.folder, 'in.jsonl'), '', '--out', '-');
    assert.match(out.out.toString(), /^\{"reply":"a",/);
    const target = join(runs.folder, 'out.csv');
    const file = await piped('-', 'reply\na\n', '--out', target);
    assert.match(file.out.toString(), /Results: /);
    assert.match(await readFile(target, 'utf8'), /^reply,smart_answer/);
  });

  it('what is wrong with the input is told of standard input; --json has no room beside data; nothing stays behind', async () => {
    const before = (await readdir(tmpdir())).filter((name) => name.startsWith('smart-streams-'));
    const bad = await piped('-', 'a,b\n1\n');
    assert.equal(bad.code, 2);
    assert.match(bad.err, /standard input, line 2/);
    assert.equal(bad.out.length, 0);
    const json = await piped('-', 'reply\na\n', '--json');
    assert.equal(json.code, 2);
    assert.match(json.err, /--json and the result both go to standard output/);
    const dry = await piped('-', 'reply\na\n', '--dry-run');
    assert.match(dry.out.toString(), /Nothing was sent/);
    assert.deepEqual(
      (await readdir(tmpdir())).filter((name) => name.startsWith('smart-streams-')),
      before,
    );
  });

  it('a run on piped rows goes on with the same rows', async () => {
    const first = await piped('-', 'reply\na\nb\n');
    const id = /Run:\s+(\S+)/.exec(first.err)![1]!;
    const again = await piped('-', 'reply\na\nb\n', '--resume', id);
    assert.equal(again.code, 0, again.err);
    assert.equal(again.out.toString(), first.out.toString());
    assert.equal(runs.asked.length, 2);
    const other = await piped('-', 'reply\na\nc\n', '--resume', id);
    assert.equal(other.code, 2);
  });
});

describe('class of several files on the command line', function () {
  this.timeout(60_000);
  let runs: RepliedRun;
  beforeEach(async () => {
    runs = await makeRepliedRun();
    await mkdir(join(runs.folder, 'data', 'kind=x'), { recursive: true });
    await mkdir(join(runs.folder, 'data', 'kind=y'), { recursive: true });
    await writeFile(join(runs.folder, 'data', 'kind=x', '1.csv'), 'reply\na\nb\n');
    await writeFile(join(runs.folder, 'data', 'kind=y', '1.csv'), 'reply\nc\n');
  });
  afterEach(() => runs.close());

  it('a folder, a quoted pattern and several names: results in the same layout, runs beside the data', async () => {
    const whole = await runs.run('data', '--prompt', '{{kind}}: {{reply}}');
    assert.equal(whole.code, 0, whole.stderr);
    assert.match(runs.asked[0]!, /<kind>\n?x/);
    assert.equal(
      await readFile(join(runs.folder, 'data.smart/kind=y/1.csv'), 'utf8'),
      'reply,smart_answer,smart_model,smart_status\nc,c,echo,reference-only\n',
    );
    const pattern = await runs.run('data/*/1.csv');
    assert.equal(pattern.code, 0, pattern.stderr);
    assert.match(pattern.stdout, /Results: .*data\.smart\.2\n/);
    const names = ['x', 'y'].map((kind) => join(runs.folder, 'data', `kind=${kind}`, '1.csv'));
    const several = await runs.run(names[0]!, names[1]!, '--out', join(runs.folder, 'all.csv'));
    assert.equal(several.code, 0, several.stderr);
    assert.equal((await readFile(join(runs.folder, 'all.csv'), 'utf8')).split('\n')[3], 'c,y,c,echo,reference-only');
  });

  it('a finished run of a folder is written anew where nobody changed it', async () => {
    await runs.run('data');
    const again = await runs.run('data', '--resume', 'last');
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual((await readdir(runs.folder)).filter((name) => name.startsWith('data')).sort(), [
      'data',
      'data.smart',
    ]);
  });
});
