// Results as workbooks, read back by SheetJS, which shares no code with what wrote them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { unzipSync, strFromU8, strToU8, zipSync } from 'fflate';
import { read, utils, type WorkBook } from '@e965/xlsx';
import { openDataset, openDatasetBytes } from '../../src/datasets/openDataset';
import { JsonValue, type ResultValue } from '../../src/datasets/resultCells';
import { writeResults } from '../../src/datasets/results/writeResults';
import type { Reading } from '../../src/engine/job';
import { scratchFolder } from './scratchFolder';

const rowsOf = (book: WorkBook, sheet = book.SheetNames[0]!) =>
  utils.sheet_to_json<unknown[]>(book.Sheets[sheet]!, { header: 1, raw: true, defval: null });

describe('class of results as a workbook: what a sheet shows is what was answered', () => {
  const scratch = scratchFolder();
  let count = 0;
  async function written(
    name: string,
    bytes: Uint8Array,
    answers: readonly (readonly ResultValue[])[],
    more: { reading?: Reading; rowCount?: number } = {},
  ) {
    const dataset = await openDatasetBytes(name, bytes, more.reading);
    const outPath = scratch.path(`${String(count++)}.xlsx`);
    const columns = answers[0]!.map((_, at) => `answer${String(at)}`);
    const result = await writeResults({
      dataset,
      outPath,
      columns,
      valuesOf: (row) => answers[row]!,
      ...(more.rowCount !== undefined && { rowCount: more.rowCount }),
    });
    const file = readFileSync(outPath);
    return { file, book: read(file), result };
  }

  it('of a CSV: texts stay texts, leading zeros, long numbers, formulas and all characters kept', async () => {
    const nasty = [
      '007',
      '12345678901234567890',
      '=1+1',
      ' blank ',
      'a\nb',
      '😀 中 <&>"',
      'tab\there',
      '_x0041_',
      '\u0001',
      '',
    ];
    const csv = `text\n${nasty.map((text) => `"${text.replaceAll('"', '""')}"`).join('\n')}\n`;
    const { book, file } = await written(
      'a.csv',
      Buffer.from(csv),
      nasty.map((text) => [`${text}!`]),
    );
    assert.deepEqual(rowsOf(book), [
      ['text', 'answer0'],
      ...nasty.map((text) => [text === '' ? '' : text, `${text}!`]),
    ]);
    const again = await openDatasetBytes('again.xlsx', file);
    const cells: (string | undefined)[] = [];
    for await (const row of again.rows()) cells.push(row.get('answer0'));
    assert.deepEqual(
      cells,
      nasty.map((text) => `${text}!`),
    );
  });

  it('numbers and truth values have their type, long numbers and JSON are text', async () => {
    const values: ResultValue[] = [
      1.5,
      true,
      new JsonValue('42'),
      new JsonValue('false'),
      new JsonValue('12345678901234567890'),
      new JsonValue('{"a":1}'),
      undefined,
    ];
    const { book } = await written('a.jsonl', Buffer.from('{"a":1}\n'), [values]);
    assert.deepEqual(rowsOf(book)[1], ['1', 1.5, true, 42, false, '12345678901234567890', '{"a":1}', null]);
  });

  it('of Parquet and of several sheets alike; an answer that no cell can hold is cut off, and told', async () => {
    const long = 'x'.repeat(40_000);
    const { book, result } = await written('a.tsv', Buffer.from('a\tb\n1\t2\n'), [[long]]);
    assert.equal(String(rowsOf(book)[1]![2]).length, 32_767);
    assert.match(result.warnings.join(), /1 answer is longer than a cell/);
  });
});

describe('class of workbooks that get answers: the sheet that was read keeps its text, every other part its bytes', () => {
  const scratch = scratchFolder();
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const cell = (at: string, text: string) => `<c r="${at}" s="1" t="inlineStr"><is><t>${text}</t></is></c>`;

  /** A workbook of three sheets, the second of which is `sheet`, with parts that nobody here understands. */
  function workbook(
    sheet: string,
    types = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml',
  ): Uint8Array {
    const r = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
    const names = ['Cover', 'Data', 'Notes'];
    return zipSync({
      '[Content_Types].xml': strToU8(
        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}"/>${names.map((_, at) => `<Override PartName="/xl/worksheets/sheet${String(at + 1)}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`).join('')}</Types>`,
      ),
      '_rels/.rels': strToU8(
        `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="${r}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      ),
      'xl/workbook.xml': strToU8(
        `<workbook ${main} xmlns:r="${r}"><sheets>${names.map((name, at) => `<sheet name="${name}" sheetId="${String(at + 1)}" r:id="s${String(at + 1)}"/>`).join('')}</sheets></workbook>`,
      ),
      'xl/_rels/workbook.xml.rels': strToU8(
        `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${names.map((_, at) => `<Relationship Id="s${String(at + 1)}" Type="${r}/worksheet" Target="worksheets/sheet${String(at + 1)}.xml"/>`).join('')}</Relationships>`,
      ),
      'xl/worksheets/sheet1.xml': strToU8(
        `<worksheet ${main}><sheetData><row r="1">${cell('A1', 'How to')}</row></sheetData></worksheet>`,
      ),
      'xl/worksheets/sheet2.xml': strToU8(sheet),
      'xl/worksheets/sheet3.xml': strToU8(
        `<worksheet ${main}><sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row></sheetData></worksheet>`,
      ),
      'xl/media/image1.png': new Uint8Array([137, 80, 78, 71, 0, 255]),
      'docProps/app.xml': strToU8('<odd/>'),
    });
  }
  const plain = `<worksheet ${main}><dimension ref="A1:B3"/><cols><col min="1" max="1" width="40"/></cols><sheetData><row r="1" spans="1:2">${cell('A1', 'id')}${cell('B1', 'text')}</row><row r="2" ht="30">${cell('A2', '1')}${cell('B2', 'a')}</row><row r="3">${cell('A3', '2')}${cell('B3', 'b')}</row></sheetData><autoFilter ref="A1:B3"/></worksheet>`;

  async function answered(sheet: string, more: { types?: string; rowCount?: number } = {}) {
    const bytes = workbook(sheet, more.types);
    const dataset = await openDatasetBytes(more.types ? 'in.xlsm' : 'in.xlsx', bytes, { sheet: 'Data' });
    const outPath = scratch.path(`${String(Math.random())}.xlsx`);
    const result = await writeResults({
      dataset,
      outPath,
      columns: ['answer', 'n'],
      valuesOf: (row) => [`a${String(row)}`, row],
      ...(more.rowCount !== undefined && { rowCount: more.rowCount }),
    });
    const file = readFileSync(outPath);
    return { before: unzipSync(bytes), after: unzipSync(file), book: read(file), result };
  }

  it('cells are put in, nothing else changes', async () => {
    const { before, after, book } = await answered(plain);
    assert.deepEqual(rowsOf(book, 'Data'), [
      ['id', 'text', 'answer', 'n'],
      ['1', 'a', 'a0', 0],
      ['2', 'b', 'a1', 1],
    ]);
    assert.deepEqual(book.SheetNames, ['Cover', 'Data', 'Notes']);
    assert.deepEqual(Object.keys(after), Object.keys(before));
    for (const [name, bytes] of Object.entries(before))
      if (name !== 'xl/worksheets/sheet2.xml') assert.deepEqual(after[name], bytes, name);
    const sheet = strFromU8(after['xl/worksheets/sheet2.xml']!);
    assert.match(sheet, /<dimension ref="A1:D3"\/><cols><col min="1" max="1" width="40"\/><\/cols>/);
    const back = sheet.replace(/<c r="[CD]\d"[^>]*>.*?<\/c>/g, '').replace('A1:D3', 'A1:B3');
    assert.equal(back, plain.replace(' spans="1:2"', ''));
  });

  it('formatted cells without content give way, content further right does not; rows without addresses, gaps and prefixes too', async () => {
    const styled = plain.replace(
      cell('B2', 'a'),
      `${cell('B2', 'a')}<c r="C2" s="3"/><c r="D2" s="3"></c><c r="E2" s="3"/>`,
    );
    assert.deepEqual(rowsOf((await answered(styled)).book, 'Data')[1]!.slice(0, 4), ['1', 'a', 'a0', 0]);
    const further = plain.replace(cell('B2', 'a'), `${cell('B2', 'a')}<c r="F2"><f>NOW()</f></c>`);
    const { book } = await answered(further);
    assert.deepEqual(rowsOf(book, 'Data')[0], ['id', 'text', null, null, null, null, 'answer', 'n']);
    const bare = plain.replace(/ r="[A-Z]*\d"/g, '');
    assert.deepEqual(rowsOf((await answered(bare)).book, 'Data')[2], ['2', 'b', 'a1', 1]);
    const gap = plain
      .replace('<row r="3">', '<row r="7">')
      .replaceAll('A3"', 'A7"')
      .replaceAll('"B3"', '"B7"')
      .replaceAll('A1:B3', 'A1:B7');
    assert.deepEqual(rowsOf((await answered(gap)).book, 'Data')[6], ['2', 'b', 'a1', 1]);
    const prefixed = plain.replace(/<(\/?)(\w)/g, '<$1x:$2').replace('xmlns=', 'xmlns:x=');
    assert.match(
      strFromU8((await answered(prefixed)).after['xl/worksheets/sheet2.xml']!),
      /<x:c r="C2" t="inlineStr"><x:is><x:t xml:space="preserve">a0<\/x:t>/,
    );
  });

  it('a limit leaves the other rows without answers, and in place', async () => {
    assert.deepEqual(rowsOf((await answered(plain, { rowCount: 1 })).book, 'Data')[2], ['2', 'b', null, null]);
  });

  it('of one with programs, which a .xlsx cannot hold, the sheet that was read is written anew, and told', async () => {
    const { book, result } = await answered(plain, { types: 'application/vnd.ms-excel.sheet.macroEnabled.main+xml' });
    assert.deepEqual(rowsOf(book)[1], ['1', 'a', 'a0', 0]);
    assert.match(result.warnings.join(), /its macros and its other sheets are not in the result/);
  });

  it('a workbook of pandas keeps its other sheets', async () => {
    const dataset = await openDataset('test/fixtures/datasets/workbook.xlsx');
    const outPath = scratch.path('pandas.xlsx');
    await writeResults({ dataset, outPath, columns: ['answer'], valuesOf: (row) => [`a${String(row)}`] });
    const [before, after] = [read(readFileSync('test/fixtures/datasets/workbook.xlsx')), read(readFileSync(outPath))];
    assert.deepEqual(after.SheetNames, before.SheetNames);
    const answers = rowsOf(after).map((row) => row.at(-1));
    assert.deepEqual(
      answers.filter((answer) => answer !== null),
      ['answer', 'a0', 'a1', 'a2', 'a3'],
    );
  });
});
