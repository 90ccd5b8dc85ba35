import assert from 'node:assert/strict';
import iconv from 'iconv-lite';
import { main } from '../../src/cli';
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

  it('reads as it is told to, and refuses as a run does', async () => {
    const path = scratch.write('b.csv', Buffer.from('Report of May\nid,text\n1,a\n'));
    assert.equal((await check(path)).code, 2);
    const { out } = await check(path, '--skip-lines', '1', '--json');
    assert.equal((JSON.parse(out) as { rows: number }).rows, 1);
    assert.match((await check()).err, /Name a dataset/);
  });
});
