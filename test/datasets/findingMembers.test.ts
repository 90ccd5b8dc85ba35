// Of the findings of docs/files.md, members of each class that neither the audit nor another test tried: three at least of each of the 37, counted. What a text
// or a reply alone shows stands here; workbooks, notebooks, Parquet files and runs have their members in members/.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { defaultOutputPath } from '../../src/datasets/results/outputPath';
import type { Reading } from '../../src/engine/job';
import { resolveField } from '../../src/engine/prompt/resolveField';
import { makePrompt } from '../../src/engine/prompt/template';
import { makeAnswerParser } from '../../src/engine/task/parseAnswer';
import { listOf } from '../../src/engine/task/taskOfOptions';
import type { Member } from './members/member';
import { notebookMembers } from './members/notebookMembers';
import { parquetMembers } from './members/parquetMembers';
import { runMembers } from './members/runMembers';
import { workbookMembers } from './members/workbookMembers';
import { readTable } from './readTable';

const unread =
  (labels: string, reply: string): Member =>
  () =>
    assert.equal(makeAnswerParser({ type: 'labels', labels: labels.split(' | ') })(reply).type, 'invalid', reply);
const number =
  (reply: string, wanted: string | undefined): Member =>
  () => {
    const read = makeAnswerParser({ type: 'number', absoluteTolerance: 0, relativeTolerance: 0 })(reply);
    assert.equal(read.type === 'valid' ? read.answer : undefined, wanted, reply);
  };
const cells =
  (
    content: string | Uint8Array,
    wanted: readonly (readonly (string | undefined)[])[],
    name = 'a.csv',
    reading?: Reading,
  ): Member =>
  async () =>
    assert.deepEqual((await readTable(name, content, reading)).cells, wanted);
const refused =
  (content: string | Uint8Array, message: RegExp, name = 'a.csv'): Member =>
  () =>
    assert.rejects(readTable(name, content), message);
const inEncoding =
  (encoding: string, text: string): Member =>
  async () => {
    const { cells: read, dataset } = await readTable('a.csv', iconv.encode(`id,text\n1,${text}\n`, encoding));
    assert.deepEqual(read, [['1', text]]);
    assert.match(dataset.warnings.join(), new RegExp(`by a guess it is read as ${encoding}`));
  };
const field =
  (asked: string, header: string): Member =>
  () =>
    assert.equal(resolveField(asked, ['id', header])?.column, header);
const told =
  (prompt: string, message: RegExp): Member =>
  () =>
    assert.match(
      makePrompt(prompt, ['text', 'id'])
        .problems.map((each) => each.message)
        .join('\n'),
      message,
    );
const named =
  (name: string): Member =>
  () =>
    assert.match(defaultOutputPath(join('/data', name)), /^\/data\/[\s\S]*smart/);
const labels =
  (given: string, wanted: readonly string[]): Member =>
  () =>
    assert.deepEqual(listOf(given, 'labels'), wanted);

const ab = [['a'], ['b']];
const textMembers: Readonly<Record<number, readonly Member[]>> = {
  1: [
    unread('1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10', 'Ich gebe 8 von 10 Punkten.'),
    unread('0 | 25 | 50 | 75 | 100', 'Quality: 70 of 100'),
    unread('A | B | C | None of them', 'C (none of them is better)'),
    unread('spam | ham', 'spam\n\nText: hello\nLabel: ham'),
  ],
  3: [
    refused('{"text":{"a1":"x","b2":"y"},"n":{"a1":1,"b2":2}}', /can be rows or columns/, 'a.json'),
    cells('{"text":["a","b"]}', ab, 'a.json'),
    refused('{"text":["a","b"],"n":[1]}', /lists of different lengths/, 'a.json'),
  ],
  4: [
    cells('text\r\r\n"a"\r\r\n"b"\r\r\n', ab),
    cells('text\r\r\na\r\n\r\r\nb', ab),
    refused('text,n\ra,1\r\nb,2\n', /lone CR and others in LF/),
  ],
  6: [
    labels('"a,b","c, d, e"', ['a,b', 'c, d, e']),
    labels('x,"say ""no"", please"', ['x', 'say "no", please']),
    labels('"a, b" , c', ['a, b', 'c']),
  ],
  7: [
    inEncoding('euc-jp', 'とても良い商品でした。ありがとうございます'),
    inEncoding('koi8-r', 'Очень хороший товар рекомендую всем'),
    inEncoding('windows-1253', 'Πολύ καλό προϊόν και γρήγορα'),
  ],
  23: [
    refused('\ufeffversion https://git-lfs.github.com/spec/v1\noid sha256:ab\n', /git lfs pull/, 'a.jsonl'),
    refused('outs:\n- etag: 1\n  path: a.csv\n', /dvc pull/),
    refused('../.git/annex/objects/ab/cd\n', /git annex get/),
  ],
  24: [
    refused('BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n', /contacts or a calendar/),
    refused('CREATE TABLE t (id int);\nINSERT INTO t VALUES (1);\n', /is SQL/),
    refused(gzipSync('<script>location="/login"</script>\n<p>x</p>\n'), /a web page/, 'a.csv.gz'),
  ],
  25: [
    refused('# one\n# two\nid,text\n1,a\n', /--skip-lines 2/),
    refused('Sales, May\n\nid,text,n\n1,a,2\n2,b,3\n', /if it is a title and line 3 .+--skip-lines 2/),
    cells('a title\nid;text\n1;a\n', [['1', 'a']], 'a.csv', { skipLines: 1 }),
  ],
  26: [field('Straße', 'Stra\u00dfe\u200b'), field('né', 'ne\u0301'), field('a b', 'a\u00a0b')],
  27: [
    refused('id,text\n"1",1,a\n"2",2,b\n', /column/),
    refused('"id" "text"\n"1" 1 "a"\n', /blanks/),
    refused("id;text\n1;'a; b'\n", /double quotes in place of the single/),
  ],
  29: [
    cells('{"rows":[{"text":"a"}],"count":1}', [['a']], 'a.json'),
    refused('{"dev":[{"text":"a"}],"test":[{"text":"b"}]}', /several lists/, 'a.json'),
    refused('{"text":"a"}{"text":"b"}', /several values stand on one line/, 'a.jsonl'),
  ],
  32: [named('a\r\nb.csv'), named('\u2028.jsonl'), named('.csv'), named('a\nb')],
  33: [
    refused('|a|b|\n|-----|:---:|\n|1|2|\n', /drawn with characters/),
    refused('id | text\n---|-----\n1 | a\n', /drawn with characters/),
    refused('╔════╦═══╗\n║ id ║ t ║\n╠════╬═══╣\n║ 1  ║ a ║\n', /drawn with characters/),
  ],
  34: [number('4 stars.', '4 star'), number('-$1,200', '-1200 usd'), number('[5,6]', undefined), number('$5$', '5')],
  35: [
    told('{% for x in text %}{{text}}', /\{%/),
    told('{{row.text}}', /\{\{text\}\}/),
    told('{{text}} ${id}', /\$\{id\}/),
  ],
  36: [
    cells('["a","b"]', ab, 'a.json'),
    cells('{"columns":["text"],"data":[["a"],["b"]]}', ab, 'a.json'),
    refused('7z\xbc\xaf\x27\x1c', /./),
  ],
};

describe('three members and more of each class of findings, counted', function () {
  this.timeout(60_000);
  const tables = [textMembers, workbookMembers, notebookMembers, parquetMembers, runMembers];
  const listed = tables.flatMap((table) => Object.entries(table));

  for (const [finding, members] of listed)
    for (const [title, member] of Object.entries(members) as [string, Member][])
      it(`finding ${finding}: ${title}`, () => member());

  it('each of the 37 findings has three and more', () => {
    const counts = Array.from({ length: 37 }, (_, at) =>
      listed
        .filter(([finding]) => Number(finding) === at + 1)
        .reduce((sum, [, members]) => sum + Object.keys(members).length, 0),
    );
    assert.deepEqual(
      counts.flatMap((count, at) => (count < 3 ? [at + 1] : [])),
      [],
    );
  });
});
