import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { readTable } from './readTable';

describe('openDataset on delimited text', () => {
  const read = async (content: string | Uint8Array, name = 'reviews.csv') => {
    const { columns, cells } = await readTable(name, content);
    return [columns, ...cells];
  };

  const cases: readonly [title: string, content: string | Uint8Array, expected: readonly (readonly string[])[]][] = [
    [
      'commas',
      'id,text\n1,good\n2,bad\n',
      [
        ['id', 'text'],
        ['1', 'good'],
        ['2', 'bad'],
      ],
    ],
    [
      'no final line end',
      'id,text\n1,good',
      [
        ['id', 'text'],
        ['1', 'good'],
      ],
    ],
    [
      'Windows line ends',
      'id,text\r\n1,good\r\n',
      [
        ['id', 'text'],
        ['1', 'good'],
      ],
    ],
    [
      'a final line end cut in half',
      'id,text\n1,good\n2,""\r',
      [
        ['id', 'text'],
        ['1', 'good'],
        ['2', ''],
      ],
    ],
    [
      'old Mac line ends',
      'id,text\r1,good\r2,bad',
      [
        ['id', 'text'],
        ['1', 'good'],
        ['2', 'bad'],
      ],
    ],
    [
      'mixed line ends',
      'id,text\r\n1,good\n2,bad\r\n',
      [
        ['id', 'text'],
        ['1', 'good'],
        ['2', 'bad'],
      ],
    ],
    [
      'tabs',
      'id\ttext\n1\ta, b\n',
      [
        ['id', 'text'],
        ['1', 'a, b'],
      ],
    ],
    [
      'semicolons with decimal commas',
      'id;price\n1;2,50\n2;3,75\n',
      [
        ['id', 'price'],
        ['1', '2,50'],
        ['2', '3,75'],
      ],
    ],
    [
      'pipes',
      'id|text\n1|a,b\n',
      [
        ['id', 'text'],
        ['1', 'a,b'],
      ],
    ],
    ['one column', 'text\ngood\nbad\n', [['text'], ['good'], ['bad']]],
    [
      'quotes around delimiters',
      'id,text\n1,"a, b"\n',
      [
        ['id', 'text'],
        ['1', 'a, b'],
      ],
    ],
    [
      'doubled quotes',
      'id,text\n1,"say ""hi"""\n',
      [
        ['id', 'text'],
        ['1', 'say "hi"'],
      ],
    ],
    [
      'line ends in quotes',
      'id,text\n1,"a\nb\r\nc"\n',
      [
        ['id', 'text'],
        ['1', 'a\nb\r\nc'],
      ],
    ],
    [
      'a quote inside a plain cell',
      'id,text\n1,5" disk\n',
      [
        ['id', 'text'],
        ['1', '5" disk'],
      ],
    ],
    [
      'empty cells',
      'a,b,c\n,,\n"",x,\n',
      [
        ['a', 'b', 'c'],
        ['', '', ''],
        ['', 'x', ''],
      ],
    ],
    [
      'blank lines',
      'id,text\n\n1,good\n\r\n\n2,bad\n\n',
      [
        ['id', 'text'],
        ['1', 'good'],
        ['2', 'bad'],
      ],
    ],
    [
      'leading zeros and long numbers',
      'id,n\n007,12345678901234567890\n',
      [
        ['id', 'n'],
        ['007', '12345678901234567890'],
      ],
    ],
    [
      'blanks around cells',
      'id , text\n 1 , a \n',
      [
        ['id', 'text'],
        [' 1 ', ' a '],
      ],
    ],
    [
      'a byte order mark',
      '\ufeffid,text\n1,good\n',
      [
        ['id', 'text'],
        ['1', 'good'],
      ],
    ],
    [
      'a byte order mark before a quote',
      '\ufeff"id","text"\n1,good\n',
      [
        ['id', 'text'],
        ['1', 'good'],
      ],
    ],
    [
      'a delimiter stated as Excel does',
      'sep=;\r\nid;text\r\n1;a\r\n',
      [
        ['id', 'text'],
        ['1', 'a'],
      ],
    ],
    [
      'blanks before opening quotes',
      'id, text\n1, "a, b"\n',
      [
        ['id', 'text'],
        ['1', 'a, b'],
      ],
    ],
    [
      'backslash escapes',
      'id,text\n1,"say \\"hi, you\\" \\\\"\n',
      [
        ['id', 'text'],
        ['1', 'say "hi, you" \\'],
      ],
    ],
    [
      'quotes that mean nothing in TSV',
      'id\ttext\n1\t"open\n2\tb\n',
      [
        ['id', 'text'],
        ['1', '"open'],
        ['2', 'b'],
      ],
    ],
    [
      'UTF-8',
      'id,text\n1,naïve 日本 😀\n',
      [
        ['id', 'text'],
        ['1', 'naïve 日本 😀'],
      ],
    ],
    [
      'windows-1252',
      Buffer.from('id,text\n1,na\xefve \x80\n', 'latin1'),
      [
        ['id', 'text'],
        ['1', 'naïve €'],
      ],
    ],
    [
      'UTF-16LE',
      iconv.encode('id,text\n1,naïve 😀\n', 'utf-16le', { addBOM: true }),
      [
        ['id', 'text'],
        ['1', 'naïve 😀'],
      ],
    ],
    [
      'UTF-16BE',
      iconv.encode('id,text\n1,naïve 😀\n', 'utf-16be', { addBOM: true }),
      [
        ['id', 'text'],
        ['1', 'naïve 😀'],
      ],
    ],
    [
      'UTF-16LE without mark',
      iconv.encode('id,text\n1,good\n', 'utf-16le'),
      [
        ['id', 'text'],
        ['1', 'good'],
      ],
    ],
    [
      'gzip',
      gzipSync('id,text\n1,good\n'),
      [
        ['id', 'text'],
        ['1', 'good'],
      ],
    ],
    [
      'gzip of two members',
      Buffer.concat([gzipSync('id,text\n1,go'), gzipSync('od\n')]),
      [
        ['id', 'text'],
        ['1', 'good'],
      ],
    ],
  ];
  for (const [title, content, expected] of cases) {
    it(`reads ${title}`, async () => {
      assert.deepEqual(await read(content), expected);
    });
  }

  it('gives the line where each row starts', async () => {
    const { lines } = await readTable('a.csv', 'id,text\n1,"a\nb"\n\n2,c\n');
    assert.deepEqual(lines, [2, 5]);
    const long = 'several words to a line\n'.repeat(9);
    const { lines: afterLong } = await readTable('a.csv', `id,text\n1,"${long}"\n\n2,c\n3,"\n${long}"\n4,d\n`);
    assert.deepEqual(afterLong, [2, 13, 14, 25]);
  });

  it('names unnamed columns and says so', async () => {
    const { columns, dataset } = await readTable('a.csv', ',text\n0,good\n');
    assert.deepEqual(columns, ['column_1', 'text']);
    assert.match(dataset.warnings.join(' '), /column 1 has no name/);
  });

  it('finds a dotted path inside a cell that holds JSON, a column of that name first', async () => {
    const { dataset } = await readTable('a.csv', 'meta,meta.b\n"{""a"": {""b"": [1.0, ""x""]}, ""b"": 3}",own\n');
    for await (const row of dataset.rows()) {
      assert.equal(row.get('meta.a.b.0'), '1.0');
      assert.equal(row.get('meta.a.b[1]'), 'x');
      assert.equal(row.get('meta.b'), 'own');
      assert.equal(row.get('meta.c'), undefined);
      assert.equal(row.get('other.c'), undefined);
    }
  });

  it('takes missing cells for absent where ragged rows are accepted', async () => {
    const { cells, dataset } = await readTable('a.csv', 'a,b\n1\n2,3,4\n', { raggedRows: 'accept' });
    assert.deepEqual(cells, [
      ['1', undefined],
      ['2', '3'],
    ]);
    assert.match(dataset.warnings.join(' '), /line 2: 2 rows/);
  });
});
