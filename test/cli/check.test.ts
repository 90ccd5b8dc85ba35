import assert from 'node:assert/strict';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { main } from '../../src/cli';
import { projectRoot } from '../host/hostFolder';
import { scratchFolder } from '../datasets/scratchFolder';

describe('smart check', () => {
  const scratch = scratchFolder();
  const check = async (...args: string[]) => {
    let [out, err] = ['', ''];
    const code = await main(['check', ...args], {
      stdout: { write: (text: string) => (out += text) },
      stderr: { write: (text: string) => (err += text) },
    });
    return { code, out, err };
  };

  it('says what was understood, as an object and as text', async () => {
    const path = scratch.write('a.csv', iconv.encode('id;评论\n1;很好\n2;不好用，等了一个星期\n', 'gbk'));
    const { code, out } = await check(path, '--json');
    assert.equal(code, 0);
    const { warnings, ...rest } = JSON.parse(out) as { warnings: string[] };
    assert.deepEqual(rest, {
      format: 'csv',
      encoding: 'gb18030',
      dialect: { delimiter: ';', hasQuotes: true, escape: '"' },
      columns: [
        { name: 'id', type: 'number', examples: ['1', '2'] },
        { name: '评论', type: 'text', examples: ['很好', '不好用，等了一个星期'] },
      ],
      rows: 2,
    });
    assert.match(warnings[0]!, /by a guess it is read as gb18030/);
    assert.match((await check(path)).out, /^csv, gb18030, delimiter ";", 2 rows\n {2}column {2,}type {2}examples\n/);
  });

  it('names the option that may be meant', async () => {
    const path = scratch.write('o.csv', Buffer.from('id,text\n1,a\n'));
    assert.match(
      (await check(path, '--encodin', 'gbk')).err,
      /There is no option --encodin\. Did you mean --encoding\?/,
    );
    assert.match((await check(path, '--qqqq')).err, /There is no option --qqqq\. smart check --help lists them\./);
    assert.match((await check(path, '--sheet', '-1')).err, /--sheet needs a value; one that starts with a dash/);
  });

  it('class of formats: every one has exactly the same fields', async () => {
    const fields = ['format', 'encoding', 'dialect', 'columns', 'rows', 'warnings'];
    const cell = { cell_type: 'code', metadata: {}, source: [], execution_count: 1 };
    const output = {
      output_type: 'display_data',
      metadata: {},
      data: { 'application/json': [{ text: 'a' }, { text: 'b' }] },
    };
    const notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [{ ...cell, outputs: [output] }] };
    const corpus = join(projectRoot, 'test/fixtures');
    const files: readonly (readonly [path: string, format: string, encoding: string | null])[] = [
      [scratch.write('a.csv', Buffer.from('id,text\n1,a\n')), 'csv', 'utf-8'],
      [scratch.write('a.tsv', Buffer.from('id\ttext\n1\ta\n')), 'tsv', 'utf-8'],
      [scratch.write('a.jsonl', Buffer.from('{"text":"a"}\n')), 'jsonl', 'utf-8'],
      [scratch.write('a.json', Buffer.from('[{"text":"a"}]')), 'json', 'utf-8'],
      [scratch.write('a.ipynb', Buffer.from(JSON.stringify(notebook))), 'notebook', 'utf-8'],
      [join(corpus, 'corpus/files/packed.csv.gz'), 'csv', 'utf-8'],
      [join(corpus, 'corpus/files/book.xlsx'), 'xlsx', null],
      [join(corpus, 'corpus/files/polars-zstd.parquet'), 'parquet', null],
      [join(corpus, 'corpus/files/polars-lz4.arrow'), 'arrow', null],
    ];
    for (const [path, format, encoding] of files) {
      const { code, out, err } = await check(path, '--json');
      assert.equal(code, 0, err);
      const told = JSON.parse(out) as Record<string, unknown> & { columns: object[] };
      assert.deepEqual(Object.keys(told), fields, path);
      assert.deepEqual([told.format, told.encoding], [format, encoding], path);
      assert.equal(told.dialect !== null, format === 'csv' || format === 'tsv', path);
      for (const column of told.columns) assert.deepEqual(Object.keys(column), ['name', 'type', 'examples'], path);
    }
  });

  it('reads as it is told to, and refuses as a run does', async () => {
    const path = scratch.write('b.csv', Buffer.from('Report of May\nid,text\n1,a\n'));
    assert.equal((await check(path)).code, 2);
    const { out } = await check(path, '--skip-lines', '1', '--json');
    assert.equal((JSON.parse(out) as { rows: number }).rows, 1);
    assert.match((await check()).err, /Name a dataset/);
  });
});
