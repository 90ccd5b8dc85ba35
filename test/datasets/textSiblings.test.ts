// Delimited text as tools leave it: line ends, lines above and below the table, drawn tables, pages and pointers under a table's name.
import assert from 'node:assert/strict';
import { InputError } from '../../src/engine/inputError';
import { resolveField } from '../../src/engine/prompt/resolveField';
import { readTable } from './readTable';

const refused = async (text: string, message: RegExp, name = 'a.csv') =>
  assert.rejects(readTable(name, text), (error: Error) => {
    assert.ok(error instanceof InputError, String(error.stack));
    assert.match(error.message, message);
    return true;
  });
const cellsOf = async (text: string, name = 'a.csv', reading = {}) => (await readTable(name, text, reading)).cells;
const plain = [
  ['1', 'a'],
  ['2', 'b'],
];

describe('class of line ends that a tool doubled or mixed', () => {
  it('CR CR LF in some lines only, in TSV, three times, without a last line end', async () => {
    assert.deepEqual(await cellsOf('id,text\r\n1,a\r\r\n2,b\r\r\n'), plain);
    assert.deepEqual(await cellsOf('id,text\n1,a\n2,b\r\r\n'), plain);
    assert.deepEqual(await cellsOf('id\ttext\r\r\n1\ta\r\r\n2\tb\r\r\n', 'a.tsv'), plain);
    assert.deepEqual(await cellsOf('id,text\r\r\r\n1,a\r\r\r\n2,b'), plain);
  });

  it('LF CR, and CR beside LF, are refused by their name', async () => {
    await refused('id,text\r1,a\r\n2,b\n', /line 2: some lines end in a lone CR and others in LF/);
    await refused('id,text\n\r1,a\n\r2,b\n\r', /lines end in LF CR/);
    await refused('id,text\r\n1,a\r2,b\r\n', /line 2: some lines end in CR alone/);
  });
});

describe('class of lines above the names: the line, and how to skip it', () => {
  it('comments of other tools', async () => {
    for (const mark of ['// ', '-- ', '% ', '# ', '"# '])
      await refused(
        `${mark}made by a tool${mark.startsWith('"') ? '"' : ''}\nid,text\n1,a\n2,b\n`,
        /line 1: a comment stands.+--skip-lines 1/,
      );
  });

  it('a title, alone, above a blank line, and with the delimiters of a sheet', async () => {
    await refused(
      'Sales of May\nid,text\n1,a\n2,b\n',
      /line 1: 1 cell where every line below has 2; .+line 2 \(id,text\).+--skip-lines 1/,
    );
    await refused('Sales of May\n\nid,text\n1,a\n', /--skip-lines 2/);
    const { dataset } = await readTable('a.csv', 'Sales of May,,\nid,text,x\n1,a,p\n');
    assert.ok(dataset.warnings.some((warning) => /only one column has a name; .+--skip-lines 1/.test(warning)));
    assert.deepEqual(await cellsOf('Sales of May\n\nid,text\n1,a\n2,b\n', 'a.csv', { skipLines: 2 }), plain);
  });

  it('sep= with blanks, in single quotes, behind a byte order mark', async () => {
    for (const line of ['sep =;', "'sep=;'", '\ufeffsep=;', 'SEP=;'])
      assert.deepEqual(await cellsOf(`${line}\nid;text\n1;a\n2;b\n`), plain, line);
  });
});

describe('class of rows that have one cell more, or one line too many', () => {
  it("R's row names: by blanks, by semicolon; a delimiter behind each row; a single row", async () => {
    await refused('"id" "text"\n"1" 1 "a"\n"2" 2 "b"\n', /stand apart by blanks, as R's write\.table/);
    await refused('"id";"text"\n"1";1;"a"\n"2";2;"b"\n', /R's write\.table/);
    await refused('id,text\n1,a,\n2,b,\n', /every row ends with a delimiter that the header lacks/);
    assert.deepEqual(await cellsOf('id,text\n1,a,\n2,b,\n', 'a.csv', { raggedRows: 'accept' }), plain);
    await refused('id,text\n1,“a, b”\n', /line 2: 3 cells where the header names 2; put quotes/);
  });

  it('what programs print below a table', async () => {
    for (const line of ['(2 rows)', 'Total: 2', '# end', '\x1a'])
      await refused(`id,text\n1,a\n2,b\n${line}\n`, /line 4: .+looks like a line below the table; remove it/);
  });
});

describe('class of names that look the same', () => {
  it('marks that cannot be seen, hard blanks, wide letters, accents apart', () => {
    for (const [header, name] of [
      ['\u200btext', 'text'],
      ['my\u00a0text', 'my text'],
      ['ｔｅｘｔ', 'text'],
      ['Gru\u0308n', 'Grün'],
      ['te\u00adxt', 'text'],
    ] as const)
      assert.equal(resolveField(name, ['id', header])?.column, header);
    assert.equal(resolveField('text', ['text\u200b', '\u200btext']), undefined, 'two of them: neither');
    assert.equal(resolveField('text', ['Text']), undefined);
  });
});

describe('class of what is no table, under the name of one', () => {
  const members: readonly (readonly [text: string, message: RegExp])[] = [
    ['id | text\n--- | ---\n1 | a\n', /table drawn with characters/],
    ['# Table\n\n| id | text |\n|---|---|\n| 1 | a |\n', /table drawn with characters/],
    ['| id | text |\n|:--|--:|\n| 1 | a |\n', /table drawn with characters/],
    ['+----+------+\n| id | text |\n+----+------+\n| 1 | a |\n', /table drawn with characters/],
    [' id | text \n----+------\n  1 | a\n(1 row)\n', /table drawn with characters/],
    ['| id | text |\n|----+------|\n| 1 | a |\n', /table drawn with characters/],
    ['== ====\nid text\n== ====\n1  a\n== ====\n', /table drawn with characters/],
    ['┌────┬──────┐\n│ id │ text │\n├────┼──────┤\n│  1 │ a    │\n└────┴──────┘\n', /table drawn with characters/],
    ['<!-- saved -->\n<html></html>', /is a web page/],
    ['<div class="x">\n<p>Sign in</p>\n</div>\n', /is a web page/],
    ['\ufeff<!DOCTYPE html>\n<html></html>', /is a web page/],
    ['version https://hawser.github.com/spec/v1\noid sha256:ab\n', /Git LFS pointer/],
    ['version https://git-lfs.github.com/spec/v1\r\next-0-x sha256:ab\r\n', /Git LFS pointer/],
    ['{"doc_id":"x","email":"y@z"}', /pointer to a Google document/],
    ['<stata_dta><header>', /a Stata file/],
    ['$FL2@(#) SPSS', /an SPSS file/],
    ['id,text\n1,\x1b$B$H\x1b(B\n', /ISO-2022/],
    ["INSERT INTO t (id, text) VALUES (1, 'a');\nINSERT INTO t VALUES (2, 'b');\n", /is SQL.+export the table as CSV/],
    ['-- MySQL dump 10.13\n/*!40101 SET NAMES utf8 */;\nDROP TABLE IF EXISTS `t`;\n', /is SQL/],
    ['--\n-- PostgreSQL database dump\n--\n\nSET statement_timeout = 0;\n', /is SQL/],
    ['\\begin{tabular}{ll}\nid & text \\\\\n\\end{tabular}\n', /a LaTeX document/],
    ['BEGIN:VCARD\r\nFN:a\r\nEND:VCARD\r\n', /contacts or a calendar/],
    ['- id: 1\n  text: a\n- id: 2\n  text: b\n', /is YAML/],
    ['---\n- text: a\n  id: 1\n', /is YAML/],
    ['ID;PWXL;N;E\r\nB;Y2;X2\r\nC;Y1;X1;K"id"\r\nE\r\n', /a SYLK sheet/],
    ['TABLE\n0,1\n"sheetjs"\nVECTORS\n0,2\n""\n', /a DIF sheet/],
    ['[main]\nname = a\n', /a file of settings/],
    ['1\n00:00:01,000 --> 00:00:02,000\nHello\n', /subtitles/],
    ['@article{a,\n  title = {b}\n}\n', /a BibTeX file/],
    ['TY  - JOUR\nTI  - a\nER  - \n', /list of references/],
    ['diff --git a/x.csv b/x.csv\nindex 1..2\n', /a patch/],
    ['<rows>\n<row><text>a</text></row>\n</rows>\n', /an XML file/],
    ['From: a@b.example\nSubject: hello\n\nbody\n', /an e-mail/],
  ];
  for (const [text, message] of members) it(JSON.stringify(text.slice(0, 40)), () => refused(text, message));

  it('names and cells that begin as those do are names and cells', async () => {
    for (const text of [
      'From,To\na,b\n',
      'subject: x\nsome words\n',
      'insert,text\n1,a\n',
      '[id],[text]\n1,a\n',
      'ID;P\n1;2\n',
      '- id\n- a\n',
      '@article\na\n',
      '<text>,<label>\na,b\n',
      'TABLE\n0\n1\n',
      '1,00:00:01\n2,00:00:02\n',
    ])
      assert.equal((await cellsOf(text)).length, text.split('\n').length - 2, text);
  });

  it('comments in front of nothing are read once, whatever their number', async () => {
    const text = `${'<!---->'.repeat(500)}\n${'/**/'.repeat(500)}\n`;
    assert.deepEqual(await cellsOf(text), [['/**/'.repeat(500)]]);
    assert.deepEqual(await cellsOf(`${'/**/'.repeat(500)}\na\n`), [['a']]);
  });

  it('a cell that holds such a table is a cell', async () => {
    assert.deepEqual(await cellsOf('text\n"| a | b |\n|---|---|"\n'), [['| a | b |\n|---|---|']]);
    assert.deepEqual(await cellsOf('a|b\n-|-\n1|2\n'), [
      ['-', '-'],
      ['1', '2'],
    ]);
  });
});
