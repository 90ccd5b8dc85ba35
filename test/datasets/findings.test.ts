// Findings of an audit of files as people have them (docs/files.md lists all of them): each by its class, with members that the audit did not try.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { defaultOutputPath } from '../../src/datasets/results/outputPath';
import { writeResults } from '../../src/datasets/results/writeResults';
import { cellsOf, readTable, refused, warningsOf } from './readTable';
import { scratchFolder } from './scratchFolder';

describe('files that were read wrongly, by class', () => {
  const scratch = scratchFolder();

  it("finding 3, class of JSON in pandas' default layout: filtered, with rows that some columns lack, of many rows", async () => {
    assert.deepEqual(await cellsOf('{"text":{"5":"a","9":"b"},"n":{"5":1,"9":2}}', 'a.json'), [
      ['5', 'a', '1'],
      ['9', 'b', '2'],
    ]);
    await refused('{"text":{"0":"a","1":"b"},"n":{"0":1}}', 'a.json', /some lack rows that others have/);
    const count = 30_000;
    const column = Object.fromEntries(Array.from({ length: count }, (_, at) => [String(at), `t${String(at)}`]));
    const many = await cellsOf(JSON.stringify({ text: column, other: column }), 'a.json');
    assert.deepEqual([many.length, many.at(-1)], [count, ['t29999', 't29999']]);
    const index = Array.from({ length: count }, (_, at) => at);
    const split = { columns: ['n'], index, data: index.map((at) => [at]) };
    assert.deepEqual((await cellsOf(JSON.stringify(split), 'a.json')).at(-1), ['29999']);
  });

  it('finding 4, class of line ends CR CR LF: behind a mark, in a packed file, beside line ends inside quotes', async () => {
    const wanted = [
      ['1', 'a'],
      ['2', 'b\nc'],
    ];
    const content = 'id;text\r\r\n1;a\r\r\n2;"b\nc"\r\r\n';
    assert.deepEqual(await cellsOf(`\ufeff${content}`, 'a.csv'), wanted);
    assert.deepEqual(await cellsOf(gzipSync(content), 'a.csv.gz'), wanted);
    assert.deepEqual(await cellsOf(iconv.encode(content, 'utf-16'), 'a.csv'), wanted);
  });

  it('finding 7, class of texts in another encoding than UTF-8: UTF-16 and UTF-32 without a mark, surrogates as bytes, words with many accents', async () => {
    const chinese = 'id,评论\n1,质量很好\n2,一般般\n';
    for (const encoding of ['utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'])
      assert.deepEqual(
        await cellsOf(iconv.encode(chinese, encoding, { addBOM: false }), 'a.csv'),
        [
          ['1', '质量很好'],
          ['2', '一般般'],
        ],
        encoding,
      );
    const java = await readTable('a.csv', Buffer.from('id,text\n1,\xed\xa0\xbd\xed\xb8\x80 caf\xc3\xa9\n', 'latin1'));
    assert.deepEqual(java.cells, [['1', '😀 café']]);
    assert.match(java.dataset.guess!.warning, /by a guess it is read as cesu8/);
    const czech = 'Příliš žluťoučký kůň úpěl ďábelské ódy';
    const { cells, dataset } = await readTable(
      'a.csv',
      iconv.encode(`id,text\n1,${czech}\n2,Zażółć gęślą jaźń\n`, 'windows-1250'),
    );
    assert.deepEqual([cells[0]![1], dataset.guess!.encoding], [czech, 'windows-1250']);
    await refused(Buffer.from('id,text\n1,a\0b\n'), 'a.csv', /line 2: a zero byte/);
  });

  it('finding 23, class of pointers to a file elsewhere: packed, of the older name, with the line ends of Windows', async () => {
    for (const content of [
      gzipSync('version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 3\n'),
      'version https://hawser.github.com/spec/v1\noid sha256:ab\n',
      'version https://git-lfs.github.com/spec/v1\r\noid sha256:ab\r\n',
    ])
      await refused(content, 'a.parquet', /Git LFS pointer.+git lfs pull/);
  });

  it('finding 24, class of documents under the name of a table: Word, Numbers, an e-book, Weka, packed twice', async () => {
    const zip = (name: string) => zipSync({ [name]: strToU8('x') });
    await refused(zip('word/document.xml'), 'a.xlsx', /is a Word document; save or export/);
    await refused(zip('Index/Document.iwa'), 'a.csv', /Apple Numbers/);
    await refused(zip('META-INF/container.xml'), 'a.zip', /an e-book/);
    await refused('% made by hand\n@relation x\n@attribute a numeric\n@data\n1,2\n', 'a.csv', /an ARFF file \(Weka\)/);
    await refused(gzipSync(gzipSync('id,text\n1,a\n')), 'a.csv.gz', /is packed twice; unpack it once/);
  });

  it('finding 25, class of lines above the names: % without a blank, several of them, with delimiters', async () => {
    for (const [content, skipped] of [
      ['%made by x\nid,text\n1,a\n2,b\n', 1],
      ['% made by x\n% second, with a comma\nid,text\n1,a\n', 2],
      ['! note\n! note\n! note\nid,text\n1,a\n', 3],
    ] as const) {
      await refused(content, 'a.csv', new RegExp(`line 1: .+--skip-lines ${String(skipped)}`));
      assert.deepEqual((await cellsOf(content, 'a.csv', { skipLines: skipped }))[0], ['1', 'a']);
    }
    assert.match(
      await warningsOf('% made by x\ntext\na\nb\n', 'a.csv'),
      /if it is a comment, skip 1 line \(--skip-lines 1\)/,
    );
    // A percent sign may begin a name.
    assert.deepEqual(await cellsOf('%change,text\n1,a\n', 'a.csv'), [['1', 'a']]);
  });

  it('finding 27, class of rows that do not fit the names: single quotes, blanks alone, one column where more are meant', async () => {
    await refused("id,text\n1,'a, b'\n", 'a.csv', /line 2: .+double quotes in place of the single ones/);
    await refused('id,text\n1,a\n   \n', 'a.csv', /line 3: .+blanks alone; remove it/);
    for (const [content, sign] of [
      ['id   text   n\n1    a      2\n', 'blanks'],
      ['id text\n1 a\n2 b\n3 c\n', 'blanks'],
      ['id:text\n1:a\n2:b\n', 'colons'],
    ] as const)
      assert.match(await warningsOf(content, 'a.csv'), new RegExp(`there is one column, .+stand apart by ${sign}`));
    assert.equal(await warningsOf('text\nhello there\nbye\n', 'a.csv'), '');
  });

  it('findings 25 and 33, class of lines that are no rows: units, descriptions of Qualtrics, the names once more', async () => {
    assert.match(
      await warningsOf('id,length,text\n-,cm,-\n1,12.5,a\n2,13,b\n', 'a.csv'),
      /line 2: the first row looks like a second line of headings.+"length" it says "cm"/,
    );
    assert.match(
      await warningsOf('Start,Q1\nStart Date,How?\n"{""ImportId"":""s""}","{""ImportId"":""q""}"\n1,good\n', 'a.csv'),
      /line 2: the first 2 rows describe the columns, as Qualtrics/,
    );
    assert.match(
      await warningsOf('id,text\n1,a\nid,text\n2,b\n\ufeffid,text\n3,c\n', 'a.csv'),
      /line 3: 2 rows repeat the column names/,
    );
    // A value that is missing, and words among words, are no headings.
    for (const content of ['n,text\nN/A,x\n1,a\n2,b\n', 'id,text\n1,cm\n2,a\n3,b\n', 'a,b\nx,y\nz,1\nq,w\n'])
      assert.equal(await warningsOf(content, 'a.csv'), '', content);
  });

  it('finding 28, class of delimiters that few programs write: taken where every line has them alike', async () => {
    const wanted = [
      ['1', 'a, b'],
      ['2', 'c'],
    ];
    for (const delimiter of ['\x01', '\x1f', '^', '~']) {
      const content = 'id;text\n1;a, b\n2;c\n'.replaceAll(';', delimiter);
      const { cells, dataset } = await readTable('a.csv', content);
      assert.deepEqual(cells, wanted);
      const outPath = scratch.path(`out${String(delimiter.charCodeAt(0))}.csv`);
      await writeResults({ dataset, outPath, columns: ['answer'], valuesOf: () => ['x'] });
      assert.equal(readFileSync(outPath, 'utf8').split('\n')[1], ['1', 'a, b', 'x'].join(delimiter));
    }
    assert.deepEqual(await cellsOf('text\na^b\nc\n', 'a.csv'), [['a^b'], ['c']]);
  });

  it('finding 29, class of JSON that is nearly a table: a fence, separators of records, values one below the other, a text that is never closed', async () => {
    await refused('```json\n[{"text":"a"}]\n```\n', 'a.json', /code fence/);
    await refused('\x1e{"text":"a"}\n\x1e{"text":"b"}\n', 'a.json', /JSON text sequence.+record separators/);
    await refused('{\n "text":"a"\n}\n{\n "text":"b"\n}\n', 'a.json', /one below the other; write each on one line/);
    await refused(
      '{"text":"a\nb"}\n',
      'a.jsonl',
      /line 1: .+a text is never closed; a line break in it is written \\n/,
    );
    await refused('{"id":007}\n', 'a.jsonl', /a number begins with 0/);
    await refused('{"text":"a\tb"}\n', 'a.jsonl', /a control character stands in a text/);
  });

  it('finding 32, class of names that a shell can hold: a line feed, a quote, an emoji, only dots', async () => {
    for (const name of ['new\nline.csv', 'a "b".csv', '😀.csv', '..csv', 'no ending', 'a\tb.jsonl']) {
      const out = defaultOutputPath(scratch.path(name));
      assert.match(out, /smart/, JSON.stringify(name));
      assert.ok(out.startsWith(scratch.path('').replace(/\/$/, '')));
    }
  });

  it('finding 36, class of what else holds a table: OpenDocument, old Excel, archives, lists of texts, every layout of pandas', async () => {
    const ods = zipSync({
      mimetype: strToU8('application/vnd.oasis.opendocument.spreadsheet'),
      'content.xml': strToU8('<x/>'),
    });
    await refused(ods, 'a.ods', /OpenDocument file; save the sheet as \.xlsx or CSV/);
    await refused(
      Buffer.from('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'latin1'),
      'a.xls',
      /old Excel workbook .+save it as \.xlsx/,
    );
    await refused(zipSync({ 'a.csv': strToU8('id\n1\n') }), 'a.zip', /ZIP archive; unpack it/);
    assert.deepEqual(await cellsOf('["a","b"]', 'a.json'), [['a'], ['b']]);
    const wanted = [
      ['1', 'a'],
      ['2', 'b'],
    ];
    for (const content of [
      '[["id","text"],[1,"a"],[2,"b"]]',
      '{"columns":["id","text"],"index":[0,1],"data":[[1,"a"],[2,"b"]]}',
      '{"0":{"id":1,"text":"a"},"1":{"id":2,"text":"b"}}',
    ])
      assert.deepEqual(await cellsOf(content, 'a.json'), wanted, content);
    await refused('[[1,"a"],[2,"b"]]', 'a.json', /does not name the columns; put their names in front/);
  });
});
