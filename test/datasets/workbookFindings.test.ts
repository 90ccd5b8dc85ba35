// Findings of an audit of workbooks as people have them (docs/files.md lists all of them): each by its class, with members that the audit did not try.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { openDatasetBytes } from '../../src/datasets/openDataset';
import { writeResults } from '../../src/datasets/results/writeResults';
import { cellsOf, readTable, refused, warningsOf } from './readTable';
import { scratchFolder } from './scratchFolder';
import { main, office, row, text, textRows, workbookOf } from './workbookOf';

describe('workbooks that were read wrongly, by class', () => {
  const scratch = scratchFolder();

  it('finding 2, class of characters beyond U+FFFF in a workbook: by number, in runs, in results of formulas, read and written', async () => {
    const shared = `<sst ${main}><si><r><t>&#119987;</t></r><r><t> and &#x1D4B4;</t></r></si></sst>`;
    const bytes = workbookOf(
      [
        {
          name: 'S',
          rows:
            textRows(['text', 'more', 'sum']) +
            row('<c t="s"><v>0</v></c>', text('&#128105;&#8205;&#128300;'), '<c t="str"><f>A1</f><v>𠮷野家 🏳️‍🌈</v></c>'),
        },
      ],
      { 'xl/sharedStrings.xml': shared },
    );
    const wanted = [['𝒳 and 𝒴', '👩‍🔬', '𠮷野家 🏳️‍🌈']];
    assert.deepEqual(await cellsOf(bytes, 'a.xlsx'), wanted);
    const dataset = await openDatasetBytes('a.xlsx', bytes);
    for (const name of ['out.csv', 'out.xlsx', 'out.jsonl']) {
      const outPath = scratch.path(name);
      await writeResults({ dataset, outPath, columns: ['answer'], valuesOf: () => ['🇺🇳'] });
      assert.deepEqual((await cellsOf(readFileSync(outPath), name))[0], [...wanted[0]!, '🇺🇳'], name);
    }
  });

  it('finding 10, class of sheets that nobody sees: very hidden, hidden between others, behind a chart', async () => {
    const shown = { name: 'Data', rows: textRows(['text'], ['shown']) };
    const secret = (state: string) => ({ name: `S${state}`, rows: textRows(['text'], ['secret']), state });
    for (const sheets of [
      [secret('veryHidden'), shown],
      [secret('hidden'), secret('veryHidden'), shown],
      [shown, secret('hidden')],
    ])
      assert.deepEqual(await cellsOf(workbookOf(sheets), 'a.xlsx'), [['shown']]);
    await refused(
      workbookOf([secret('hidden')]),
      'a.xlsx',
      /all sheets .+ are hidden \("Shidden" \(hidden\)\).+--sheet/,
    );
    assert.deepEqual(await cellsOf(workbookOf([secret('hidden')]), 'a.xlsx', { sheet: 1 }), [['secret']]);
  });

  it('finding 11, class of sheets to choose from: by name, in another case, by number, and one that is not there', async () => {
    const book = workbookOf([
      { name: 'Read me', rows: textRows(['How to use this file.']) },
      { name: 'Data 2024', rows: textRows(['text'], ['a']) },
      { name: '3', rows: textRows(['text'], ['third']) },
    ]);
    await refused(
      book,
      'a.xlsx',
      /"Read me" has column names but no rows.+Its sheets are Read me, Data 2024, 3; .+--sheet/,
    );
    for (const sheet of ['Data 2024', 'data 2024', 2])
      assert.deepEqual(await cellsOf(book, 'a.xlsx', { sheet }), [['a']]);
    assert.deepEqual(await cellsOf(book, 'a.xlsx', { sheet: '3' }), [['third']]);
    await refused(book, 'a.xlsx', /no sheet "Dat"; it has "Read me", "Data 2024", "3"/, { sheet: 'Dat' });
  });

  it('finding 17, class of spans of time in a workbook: minutes, seconds, more sections, below zero', async () => {
    const number = (value: string, style: number) => `<c s="${String(style)}"><v>${value}</v></c>`;
    const rows = textRows(['a', 'b', 'c']) + row(number('1.5', 1), number('0.001', 2), number('-1.25', 3));
    assert.deepEqual(await cellsOf(workbookOf([{ name: 'S', rows }]), 'a.xlsx'), [
      ['36:00:00', '0:01:26', '-30:00:00'],
    ]);
  });

  it('finding 18, class of texts in CDATA: shared, in runs, inline, in the result of a formula, half and half', async () => {
    const shared = `<sst ${main}><si><t><![CDATA[a <b> & c]]></t></si><si><r><t>x<![CDATA[<y>]]></t></r><r><t><![CDATA[z]]></t></r></si></sst>`;
    const rows =
      textRows(['a', 'b', 'c', 'd']) +
      row(
        '<c t="s"><v>0</v></c>',
        '<c t="s"><v><![CDATA[1]]></v></c>',
        text('p<![CDATA[ & q]]>'),
        '<c t="str"><f>A1</f><v><![CDATA[]]>r<![CDATA[]]></v></c>',
      );
    assert.deepEqual(await cellsOf(workbookOf([{ name: 'S', rows }], { 'xl/sharedStrings.xml': shared }), 'a.xlsx'), [
      ['a <b> & c', 'x<y>z', 'p & q', 'r'],
    ]);
  });

  it('finding 20, class of rows that are none of the dataset: grouped and hidden, totals of a table, names over several cells', async () => {
    const rows =
      textRows(['text', 'n'], ['a', '1']) + `<row hidden="1" outlineLevel="1">${text('b')}${text('2')}</row>`;
    assert.match(
      await warningsOf(workbookOf([{ name: 'S', rows }]), 'a.xlsx'),
      /1 row that Excel hides .+ is read too/,
    );
    const totals = {
      'xl/worksheets/_rels/sheet1.xml.rels': `<Relationships><Relationship Id="r" Type="${office}/table" Target="../tables/table1.xml"/></Relationships>`,
      'xl/tables/table1.xml': `<table ${main} ref="A1:B3" totalsRowCount="1"/>`,
    };
    const summed = textRows(['text', 'n'], ['a', '1'], ['Total', '1']);
    assert.match(
      await warningsOf(workbookOf([{ name: 'S', rows: summed }], totals), 'a.xlsx'),
      /row 3 is the totals row of a table/,
    );
    assert.equal(await warningsOf(workbookOf([{ name: 'S', rows: summed }]), 'a.xlsx'), '');
  });

  it('finding 30, class of cells and rows without an address: all, some behind an address, rows alone', async () => {
    const number = (value: number) => `<c><v>${String(value)}</v></c>`;
    const all = textRows(['a', 'b', 'c']) + row(number(1), number(2), number(3));
    assert.deepEqual(await cellsOf(workbookOf([{ name: 'S', rows: all }]), 'a.xlsx'), [['1', '2', '3']]);
    const some = textRows(['a', 'b', 'c']) + row('<c r="B2"><v>2</v></c>', number(3));
    assert.deepEqual(await cellsOf(workbookOf([{ name: 'S', rows: some }]), 'a.xlsx'), [['', '2', '3']]);
    const rows = textRows(['a', 'b', 'c']) + `<row r="7">${number(1)}</row>` + row(number(4));
    const { cells, lines } = await readTable('a.xlsx', workbookOf([{ name: 'S', rows }]));
    assert.deepEqual(
      [cells, lines],
      [
        [
          ['1', '', ''],
          ['4', '', ''],
        ],
        [7, 8],
      ],
    );
  });
});
