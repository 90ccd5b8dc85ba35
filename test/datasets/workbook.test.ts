import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { openDataset } from '../../src/datasets/openDataset';
import { writeResults } from '../../src/datasets/results/writeResults';
import { readTable } from './readTable';
import { scratchFolder } from './scratchFolder';

/** Written by openpyxl 3.0.9; workbook.py beside it. */
const fixture = join(resolve(__dirname, '../../..'), 'test/fixtures/datasets/workbook.xlsx');
const book = readFileSync(fixture);

/** The fixture with some of its parts replaced. */
function altered(change: (parts: Record<string, Uint8Array>) => void): Uint8Array {
  const parts = unzipSync(book);
  change(parts);
  return zipSync(parts);
}

const sheetPath = 'xl/worksheets/sheet1.xml';
const sheetOf = (rows: string) =>
  altered((parts) => {
    parts[sheetPath] = strToU8(
      `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows}</sheetData></worksheet>`,
    );
  });

describe('an Excel workbook', () => {
  const scratch = scratchFolder();

  it('gives the rows of its first sheet as text', async () => {
    const { columns, cells, lines, dataset } = await readTable('workbook.xlsx', book);
    assert.equal(dataset.format, 'xlsx');
    assert.deepEqual(columns, ['id', 'text', 'stars', 'when', 'day', 'at', 'share', 'ok', 'sum', 'code']);
    assert.deepEqual(cells, [
      [
        '007',
        'naïve\n"good", they said',
        '5',
        '2024-01-02T03:04:05',
        '2024-02-29',
        '13:30:00',
        '0.5',
        'TRUE',
        '',
        '12',
      ],
      ['8', '  blanks  ', '0.3', '', '1999-12-31', '00:00:01', '0.125', 'FALSE', '', '7'],
      ['9007199254740992', '=not a formula', '-1.5e-9', '2024-01-02T03:04:05', '', '', '1', '', '#N/A', ''],
      ['merged', '', '3', '', '', '', '', '', '', ''],
    ]);
    // The sheet's own row numbers; the empty fourth row is none.
    assert.deepEqual(lines, [2, 3, 5, 6]);
    assert.deepEqual(dataset.warnings, [
      'workbook.xlsx has 2 sheets (Reviews, Notes); "Reviews" is read. Name another one with --sheet.',
      'Sheet "Reviews": 1 merged range: only the first cell of each has its text, the others are empty.',
      'Sheet "Reviews": 1 formula was never calculated and is empty; open and save the workbook in Excel.',
    ]);
  });

  it('keeps digits, shared and rich strings, and results of formulas', async () => {
    const bytes = altered((parts) => {
      parts['xl/sharedStrings.xml'] = strToU8(
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>a</t></si><si><r><t>rich </t></r><r><rPr><b/></rPr><t>text</t></r></si></sst>',
      );
      parts[sheetPath] = strToU8(
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' +
          '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row>' +
          '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>123456789012345678</v></c></row>' +
          '<row r="3"><c r="A3" t="str"><f>UPPER("x")</f><v>X</v></c><c r="B3"><f>1/3</f><v>0.33333333333333331</v></c></row>' +
          '</sheetData></worksheet>',
      );
    });
    const { cells } = await readTable('b.xlsx', bytes);
    assert.deepEqual(cells, [
      ['rich text', '123456789012345678'],
      ['X', '0.3333333333333333'],
    ]);
  });

  it('says what a table cannot show: hidden rows, merged cells, formulas that were never calculated', async () => {
    const bytes = sheetOf(
      '<row r="1"><c r="A1" t="str"><v>id</v></c><c r="B1" t="str"><v>text</v></c></row>' +
        '<row r="2" hidden="1"><c r="A2"><v>1</v></c><c r="B2" t="str"><v>filtered</v></c></row>' +
        '<row r="3"><c r="A3"><v>2</v></c><c r="B3"><f>A2+A3</f></c></row></sheetData>' +
        '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells><sheetData>',
    );
    const { cells, dataset } = await readTable('b.xlsx', bytes);
    assert.deepEqual(cells, [
      ['1', 'filtered'],
      ['2', ''],
    ]);
    const said = dataset.warnings.join('\n');
    assert.match(said, /1 row that Excel hides .* is read too/);
    assert.match(said, /1 merged range/);
    assert.match(said, /1 formula was never calculated/);
  });

  it('reads every character, CDATA, cells without an address, and leaves readings of Japanese out', async () => {
    const bytes = altered((parts) => {
      parts['xl/sharedStrings.xml'] = strToU8(
        '<x:sst xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:si><x:t>love it &#128512; &#x4E2D;</x:t></x:si>' +
          '<x:si><x:t>東京</x:t><x:rPh sb="0" eb="2"><x:t>トウキョウ</x:t></x:rPh></x:si><x:si><x:t><![CDATA[a < b]]></x:t></x:si></x:sst>',
      );
      parts[sheetPath] = strToU8(
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' +
          '<row><c t="str"><v>id</v></c><c t="str"><v>text</v></c></row>' +
          '<row><c><v>1</v></c><c t="s"><v>0</v></c></row><row><c><v>2</v></c><c t="s"><v>1</v></c></row>' +
          '<row><c><v>3</v></c><c t="s"><v>2</v></c></row><row r="7"><c r="B7" t="inlineStr"><is><t>a_x000D_b</t></is></c></row>' +
          '</sheetData></worksheet>',
      );
    });
    const { cells, lines } = await readTable('b.xlsx', bytes);
    assert.deepEqual(cells, [
      ['1', 'love it 😀 中'],
      ['2', '東京'],
      ['3', 'a < b'],
      ['', 'a\rb'],
    ]);
    assert.deepEqual(lines, [2, 3, 4, 7]);
  });

  it('shows durations in hours, dates by their format, the years before March 1900 and of 1904 as Excel does', async () => {
    const make = (is1904: boolean) =>
      altered((parts) => {
        const formats = ['General', '[h]:mm', 'dd/mm/yyyy', '0.00 "days"', '[Red]#,##0', 'h:mm AM/PM'];
        parts['xl/styles.xml'] = strToU8(
          `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>${formats
            .map(
              (code, at) => `<numFmt numFmtId="${String(200 + at)}" formatCode="${code.replaceAll('"', '&quot;')}"/>`,
            )
            .join(
              '',
            )}</numFmts><cellXfs>${formats.map((_, at) => `<xf numFmtId="${String(200 + at)}"/>`).join('')}</cellXfs></styleSheet>`,
        );
        if (is1904)
          parts['xl/workbook.xml'] = strToU8(
            Buffer.from(parts['xl/workbook.xml']!)
              .toString()
              .replace(/<workbookPr[^>]*\/>/, '<workbookPr date1904="1"/>'),
          );
        const row = (style: number, value: number) =>
          `<row><c s="${String(style)}"><v>${String(value)}</v></c><c t="str"><v>x</v></c></row>`;
        parts[sheetPath] = strToU8(
          `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row><c t="str"><v>v</v></c><c t="str"><v>w</v></c></row>${row(1, 30.25 / 24)}${row(2, 45_351)}${row(2, 1)}${row(3, 2.5)}${row(4, 7)}${row(5, 0.75)}</sheetData></worksheet>`,
        );
      });
    const values = async (is1904: boolean) => (await readTable('b.xlsx', make(is1904))).cells.map(([value]) => value);
    assert.deepEqual(await values(false), ['30:15:00', '2024-02-29', '1900-01-01', '2.5', '7', '18:00:00']);
    assert.deepEqual((await values(true)).slice(0, 3), ['30:15:00', '2028-03-01', '1904-01-02']);
  });

  it('has a title above its names: told, and skipped by its row', async () => {
    const text = (value: string) => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
    const titled = sheetOf(
      `<row r="1">${text('Sales of May')}</row><row r="3">${text('id')}${text('text')}</row><row r="4">${text('1')}${text('a')}</row>`,
    );
    const { dataset } = await readTable('a.xlsx', titled);
    assert.ok(dataset.warnings.some((warning) => /only one column has a name; .+--skip-lines 1/.test(warning)));
    for (const skipLines of [1, 2]) {
      const { columns, cells, lines } = await readTable('a.xlsx', titled, { skipLines });
      assert.deepEqual([columns, cells, lines], [['id', 'text'], [['1', 'a']], [4]]);
    }
  });

  it('takes the first sheet that is not hidden, another one by name or number, and says which there are', async () => {
    const hidden = altered((parts) => {
      const xml = Buffer.from(parts['xl/workbook.xml']!).toString();
      parts['xl/workbook.xml'] = strToU8(
        xml.replace(
          /<sheet ([^>]*name="Reviews")([^>]*)\/>/,
          (_, a: string, b: string) => `<sheet ${a} ${b.replace(/state="\w+"/, '')} state="veryHidden"/>`,
        ),
      );
    });
    await assert.rejects(readTable('b.xlsx', hidden), /the sheet "Notes" has column names but no rows/);
    assert.equal((await readTable('b.xlsx', hidden, { sheet: 'reviews' })).columns[0], 'id');
    assert.equal((await readTable('b.xlsx', book, { sheet: 1 })).columns[0], 'id');
    await assert.rejects(
      readTable('b.xlsx', book, { sheet: 'Nope' }),
      /has no sheet "Nope"; it has "Reviews", "Notes"/,
    );
    assert.match(
      (await readTable('b.xlsx', book)).dataset.warnings[0]!,
      /2 sheets \(Reviews, Notes\); "Reviews" is read/,
    );
  });

  it('with a cell at the far end, or beyond what Excel can hold, costs nothing', async () => {
    const rows = (address: string) =>
      sheetOf(
        `<row r="1"><c r="A1" t="str"><v>a</v></c></row><row r="2"><c r="A2" t="str"><v>b</v></c><c r="${address}" t="str"><v>c</v></c></row>`,
      );
    assert.equal((await readTable('far.xlsx', rows('XFD2'))).cells.length, 1);
    await assert.rejects(readTable('far.xlsx', rows('ZZZZZZ2')), /outside of what Excel can hold/);
  });

  it('is written by choice only: results go to CSV, or to the format that the output’s name says', async () => {
    const dataset = await openDataset(fixture);
    const request = { dataset, columns: ['answer'], valuesOf: (row: number) => [`a${String(row)}`] };
    const csv = await writeResults({ ...request, outPath: scratch.path('workbook.smart.csv') });
    const read = await readTable('workbook.smart.csv', readFileSync(csv.path));
    assert.deepEqual(
      read.cells.map((row) => [row[0], row[1], row.at(-1)]),
      [
        ['007', 'naïve\n"good", they said', 'a0'],
        ['8', '  blanks  ', 'a1'],
        ['9007199254740992', '=not a formula', 'a2'],
        ['merged', '', 'a3'],
      ],
    );
    const lines = await writeResults({ ...request, outPath: scratch.path('workbook.smart.jsonl') });
    assert.equal(readFileSync(lines.path, 'utf8').trim().split('\n').length, 4);
  });

  it('that changes while it is used is noticed', async () => {
    const path = scratch.write('changing.xlsx', book);
    const dataset = await openDataset(path);
    writeFileSync(path, sheetOf('<row r="1"><c r="A1"><v>1</v></c></row>'));
    await assert.rejects(async () => {
      for await (const row of dataset.rows()) assert.ok(row);
    }, /changing\.xlsx changed while it was in use/);
  });

  const refused: readonly (readonly [what: string, bytes: () => Uint8Array, name: string, sentence: RegExp])[] = [
    [
      'cut off',
      () => book.subarray(0, 3000),
      'a.xlsx',
      /^a\.xlsx: this Excel workbook cannot be read .*save the sheet as CSV/,
    ],
    [
      'without a sheet',
      () => zipSync({ 'xl/workbook.xml': unzipSync(book)['xl/workbook.xml']! }),
      'a.xlsx',
      /cannot be read/,
    ],
    [
      'whose sheet is no XML',
      () => altered((parts) => (parts[sheetPath] = strToU8('<worksheet><sheetData'))),
      'a.xlsx',
      /./,
    ],
    ['with an empty sheet', () => sheetOf(''), 'a.xlsx', /the sheet "Reviews" has no rows.*--sheet/],
    [
      'with a header only',
      () => sheetOf('<row r="1"><c r="A1"><v>1</v></c></row>'),
      'a.xlsx',
      /column names but no rows/,
    ],
    [
      'with two columns of one name',
      () =>
        sheetOf('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>'),
      'a.xlsx',
      /"1" stands twice/,
    ],
    [
      'that is binary',
      () => zipSync({ 'xl/workbook.bin': strToU8('x') }),
      'a.xlsb',
      /binary Excel workbook .*save it as \.xlsx/,
    ],
    [
      'of OpenDocument',
      () =>
        zipSync({
          mimetype: strToU8('application/vnd.oasis.opendocument.spreadsheet'),
          'content.xml': strToU8('<x/>'),
        }),
      'a.ods',
      /OpenDocument file/,
    ],
    ['that is a ZIP archive of something else', () => zipSync({ 'a.csv': strToU8('a\n1\n') }), 'a.zip', /unpack it/],
    [
      'that would fill the memory once unpacked',
      () => altered((parts) => (parts['xl/worksheets/sheet3.xml'] = new Uint8Array(150 << 20))),
      'bomb.xlsx',
      /unpacks to more than 128 MB/,
    ],
  ];
  for (const [what, bytes, name, sentence] of refused)
    it(`${what} is refused with a sentence`, async () => {
      await assert.rejects(readTable(name, bytes()), (error: Error) => {
        assert.equal(error.name, 'InputError', error.stack);
        assert.match(error.message, sentence);
        return true;
      });
    });

  it('that states its unpacked size too low takes no more memory than it states', async () => {
    // The central directory's size of a sheet that unpacks to 64 MB is set to 1 KB.
    const big = Buffer.from(
      sheetOf(`<row r="1"><c r="A1" t="inlineStr"><is><t>${' '.repeat(64 << 20)}</t></is></c></row>`),
    );
    const entry = big.lastIndexOf(sheetPath) - 46;
    assert.equal(big.readUInt32LE(entry), 0x02014b50);
    big.writeUInt32LE(1024, entry + 24);
    const before = process.memoryUsage().arrayBuffers;
    await assert.rejects(readTable('liar.xlsx', big), /cannot be read|no rows/);
    assert.ok(process.memoryUsage().arrayBuffers - before < 32 << 20);
  });
});
