// Findings 2, 10, 11, 17, 18, 20 and 30 of docs/files.md: members of their classes, workbooks as other programs write them.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatasetBytes } from '../../../src/datasets/openDataset';
import { writeResults } from '../../../src/datasets/results/writeResults';
import type { Reading } from '../../../src/engine/job';
import { cellsOf, readTable, refused, warningsOf } from '../readTable';
import { main, office, row, text, textRows, workbookOf, type Sheet } from '../workbookOf';
import type { Member, Members } from './member';

const sheet = (rows: string, more: Readonly<Record<string, string>> = {}) => workbookOf([{ name: 'S', rows }], more);
const reads =
  (bytes: Uint8Array, wanted: readonly (readonly string[])[], reading?: Reading): Member =>
  async () =>
    assert.deepEqual(await cellsOf(bytes, 'a.xlsx', reading), wanted);
const warns =
  (bytes: Uint8Array, sentence: RegExp): Member =>
  async () =>
    assert.match(await warningsOf(bytes, 'a.xlsx'), sentence);
/** Result as .xlsx of a workbook whose rows get `x`. */
const answered =
  (bytes: Uint8Array, wanted: readonly (readonly string[])[]): Member =>
  async () => {
    const outPath = join(tmpdir(), `smart-member-${String(process.pid)}.xlsx`);
    try {
      const dataset = await openDatasetBytes('a.xlsx', bytes);
      await writeResults({ dataset, outPath, columns: ['answer'], valuesOf: () => ['x'] });
      assert.deepEqual(await cellsOf(readFileSync(outPath), 'out.xlsx'), wanted);
    } finally {
      rmSync(outPath, { force: true });
    }
  };

const shown: Sheet = { name: 'Data', rows: textRows(['text'], ['shown']) };
const secret = (state: string, name = 'Secret'): Sheet => ({ name, rows: textRows(['text'], ['secret']), state });
/** Sheets of other kinds have tabs too: their parts stand in other folders. */
const otherKind = (folder: string, element: string) =>
  workbookOf([secret('visible'), shown], {
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="r0" Target="${folder}/sheet1.xml"/><Relationship Id="r1" Target="worksheets/sheet2.xml"/></Relationships>`,
    [`xl/${folder}/sheet1.xml`]: `<${element} ${main}/>`,
  });

const span = (format: string, days: string, wanted: string): Member =>
  reads(
    sheet(textRows(['a']) + row(`<c s="1"><v>${days}</v></c>`), {
      'xl/styles.xml': `<styleSheet ${main}><numFmts><numFmt numFmtId="180" formatCode="${format.replaceAll('"', '&quot;')}"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="${/^\d+$/.test(format) ? format : '180'}"/></cellXfs></styleSheet>`,
    }),
    [[wanted]],
  );
const cdata = (value: string) => text(`<![CDATA[${value}]]>`);
const rowOf = (attributes: string, value: string) => `<row ${attributes}>${text(value)}</row>`;
const number = (value: number) => `<c><v>${String(value)}</v></c>`;
const shared = (...texts: readonly string[]) => ({
  'xl/sharedStrings.xml': `<sst ${main}>${texts.map((each) => `<si><t>${each}</t></si>`).join('')}</sst>`,
});

export const workbookMembers: Members = {
  2: {
    'in the name of a column': async () => {
      const { columns } = await readTable('a.xlsx', sheet(row(text('&#128512; x'), text('𝔸')) + textRows(['1', '2'])));
      assert.deepEqual(columns, ['😀 x', '𝔸']);
    },
    'in the name of a sheet': reads(
      workbookOf([
        { name: 'S', rows: textRows(['text'], ['a']) },
        { ...shown, name: '&#x1F4CA; Data' },
      ]),
      [['shown']],
      { sheet: '📊 Data' },
    ),
    "as Excel's escapes of both halves": reads(sheet(textRows(['text'], ['a _xD83D__xDE00_ b'])), [['a 😀 b']]),
    'the last of all, and one in a text of several lines': reads(
      sheet(textRows(['text', 'more'], ['&#x10FFFD;', 'a\n&#x20BB7;\nb'])),
      [['\u{10fffd}', 'a\n𠮷\nb']],
    ),
    'kept in a result as .xlsx': answered(sheet(textRows(['text'], ['&#127987;&#65039;&#8205;&#127752;'])), [
      ['🏳️‍🌈', 'x'],
    ]),
  },
  10: {
    'behind a chart sheet': reads(otherKind('chartsheets', 'chartsheet'), [['shown']]),
    'behind a dialog of Excel 5': reads(otherKind('dialogsheets', 'dialogsheet'), [['shown']]),
    'many hidden ones, and none of them is named': async () => {
      const book = workbookOf([...['a', 'b', 'c'].map((name) => secret('veryHidden', name)), shown]);
      assert.deepEqual(await cellsOf(book, 'a.xlsx'), [['shown']]);
      assert.equal(await warningsOf(book, 'a.xlsx'), '');
    },
    'a hidden one by its name': reads(workbookOf([shown, secret('hidden')]), [['secret']], { sheet: 'Secret' }),
    'with a prefix for its elements': reads(
      workbookOf([secret('hidden'), shown], {
        'xl/workbook.xml': `<x:workbook xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${office}"><x:sheets><x:sheet state='hidden' name='Secret' r:id='r0'/><x:sheet name='Data' r:id='r1'/></x:sheets></x:workbook>`,
      }),
      [['shown']],
    ),
  },
  11: {
    'a name with signs of XML': reads(
      workbookOf([secret('visible'), { ...shown, name: 'Q&amp;A &lt;1&gt;' }]),
      [['shown']],
      {
        sheet: 'q&a <1>',
      },
    ),
    'a name that is the number of another': reads(
      workbookOf([{ ...shown, name: '2' }, secret('visible')]),
      [['shown']],
      { sheet: 2 },
    ),
    'a name whose accents stand apart': reads(
      workbookOf([secret('visible'), { ...shown, name: 'U\u0308bersicht' }]),
      [['shown']],
      {
        sheet: 'Übersicht',
      },
    ),
    'a number above theirs': () =>
      refused(workbookOf([secret('visible'), shown]), 'a.xlsx', /no sheet "9"; it has "Secret", "Data"/, { sheet: 9 }),
    'number 0': () =>
      refused(workbookOf([secret('visible'), shown]), 'a.xlsx', /no sheet "0"; it has "Secret", "Data"/, { sheet: 0 }),
    'a cover with several rows: read, and the others named': warns(
      workbookOf([{ name: 'Cover', rows: textRows(['Report'], ['2024'], ['by x']) }, shown]),
      /2 sheets \(Cover, Data\); "Cover" is read\. Name another one with --sheet/,
    ),
  },
  17: {
    'two digits of hours': span('[hh]:mm:ss', '1.2604166666666667', '30:15:00'),
    'the built-in format 46': span('46', '2.5', '60:00:00'),
    'with a locale': span('[$-409][h]:mm;@', '10.000011574', '240:00:01'),
    'with words of its own': span('[h]" h "mm" min"', '1.0208333333', '24:30:00'),
    'in a colour': span('[Red][mm]', '0.0416666667', '1:00:00'),
    'a second that rounding fills': span('[h]:mm:ss', '1.999999', '48:00:00'),
    'a time of day is none': span('h:mm', '0.25', '06:00:00'),
  },
  18: {
    'over two, since it holds what ends one': reads(
      sheet(textRows(['a']) + row(text('<![CDATA[a]]]]><![CDATA[>b]]>'))),
      [['a]]>b']],
    ),
    'entities in it are text': reads(sheet(textRows(['a']) + row(cdata('&amp; &#65;'))), [['&amp; &#65;']]),
    'several lines and blanks around': reads(sheet(textRows(['a']) + row(cdata(' x\n y '))), [[' x\n y ']]),
    'the name of a column': async () =>
      assert.deepEqual((await readTable('a.xlsx', sheet(row(cdata('a<b')) + textRows(['1'])))).columns, ['a<b']),
    'a reading of Japanese stays out': reads(
      sheet(textRows(['a']) + row('<c t="s"><v>0</v></c>'), {
        'xl/sharedStrings.xml': `<sst ${main}><si><t><![CDATA[東京]]></t><rPh sb="0" eb="2"><t><![CDATA[トウキョウ]]></t></rPh></si></sst>`,
      }),
      [['東京']],
    ),
  },
  20: {
    'hidden="true"': warns(
      sheet(textRows(['text'], ['a']) + rowOf('hidden="true"', 'b')),
      /1 row that Excel hides .+ is read/,
    ),
    'several by a filter, in one number': warns(
      sheet(textRows(['text'], ['a']) + ['b', 'c', 'd'].map((value) => rowOf('hidden="1"', value)).join('')),
      /3 rows that Excel hides .+ are read too/,
    ),
    'of no height': warns(
      sheet(textRows(['text'], ['a']) + rowOf('ht="0" customHeight="1"', 'b')),
      /1 row that Excel hides .+ is read/,
    ),
    'hidden without a text is none': async () =>
      assert.equal(await warningsOf(sheet(`${textRows(['text'], ['a'])}<row hidden="1"><c/></row>`), 'a.xlsx'), ''),
    'totals of two tables': warns(
      sheet(textRows(['text'], ['a'], ['Total'], ['b'], ['Total']), {
        'xl/worksheets/_rels/sheet1.xml.rels': `<Relationships>${[1, 2].map((at) => `<Relationship Id="r${String(at)}" Type="${office}/table" Target="../tables/table${String(at)}.xml"/>`).join('')}</Relationships>`,
        'xl/tables/table1.xml': `<table ${main} ref="A1:A3" totalsRowCount="1"/>`,
        'xl/tables/table2.xml': `<table ${main} ref="A4:A5" headerRowCount="0" totalsRowCount="1"/>`,
      }),
      /2 rows are totals rows of tables and are read too/,
    ),
  },
  30: {
    'rows with one, cells without': reads(sheet(textRows(['a', 'b']) + `<row r="2">${number(1)}${number(2)}</row>`), [
      ['1', '2'],
    ]),
    'empty cells hold their places': reads(sheet(textRows(['a', 'b', 'c']) + row(number(1), '<c/>', number(3))), [
      ['1', '', '3'],
    ]),
    'shared texts': reads(
      sheet(
        row('<c t="s"><v>1</v></c>', '<c t="s"><v>0</v></c>') + row('<c t="s"><v>0</v></c>', number(7)),
        shared('p', 'q'),
      ),
      [['p', '7']],
    ),
    'more of them than letters': async () => {
      const names = Array.from({ length: 30 }, (_, at) => `c${String(at)}`);
      const { columns, cells } = await readTable('a.xlsx', sheet(textRows(names, names)));
      assert.deepEqual([columns, cells], [names, [names]]);
    },
    'kept in a result as .xlsx': answered(sheet(textRows(['a', 'b'], ['p', 'q'])), [['p', 'q', 'x']]),
  },
};
