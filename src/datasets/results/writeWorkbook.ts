// Any dataset with its answers as a new Excel workbook of one sheet, packed while it is written. Cells of the dataset are texts, as they were read:
// a leading zero or a long number would be lost to a spreadsheet's own guess.
import { Zip, ZipDeflate, strToU8 } from 'fflate';
import type { Conversion } from './convertRows';
import type { ResultValue } from '../resultCells';
import { cellXml } from './sheetCell';

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** All parts but the sheet; the least that Excel opens. */
const parts: readonly (readonly [name: string, xml: string])[] = [
  [
    '[Content_Types].xml',
    `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/></Types>`,
  ],
  [
    '_rels/.rels',
    `<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ],
  [
    'xl/workbook.xml',
    `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Results" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  ],
  [
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
  ],
];

const heldCharacters = 1 << 17;

/** When a part of a workbook was changed, as its archive says: the first moment that one can name, so that the same rows are the same bytes whenever they are written. */
export const partTime = new Date(1980, 0, 1);

export async function* rowsToWorkbook(conversion: Conversion): AsyncGenerator<Buffer, void, undefined> {
  const { dataset, names, valuesOf, rowCount } = conversion;
  const ready: Buffer[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    ready.push(Buffer.from(chunk));
  });
  const add = (name: string) => {
    const part = new ZipDeflate(name, { level: 6 });
    part.mtime = partTime;
    zip.add(part);
    return part;
  };
  for (const [name, xml] of parts) add(name).push(strToU8(declaration + xml), true);
  const sheet = add('xl/worksheets/sheet1.xml');
  const line = (row: number, values: readonly ResultValue[]) =>
    `<row r="${String(row + 1)}">${values.map((value, column) => cellXml(row, column, value)).join('')}</row>`;
  let held = `${declaration}<worksheet xmlns="${main}"><sheetData>${line(0, [...dataset.columns, ...names])}`;
  for await (const row of dataset.rows()) {
    if (row.index >= rowCount) break;
    held += line(row.index + 1, [...dataset.columns.map((column) => row.get(column)), ...valuesOf(row.index)]);
    if (held.length < heldCharacters) continue;
    sheet.push(strToU8(held), false);
    held = '';
    yield* ready.splice(0);
  }
  sheet.push(strToU8(`${held}</sheetData></worksheet>`), true);
  zip.end();
  yield* ready.splice(0);
}
