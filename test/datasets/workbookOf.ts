// A workbook as Excel stores it, made of the rows of its sheets, for tests of what other programs write.
import { strToU8, zipSync } from 'fflate';

export const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
export const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
export type Sheet = { readonly name: string; readonly rows: string; readonly state?: string };

/** A workbook of worksheets, given by their rows. */
export function workbookOf(sheets: readonly Sheet[], more: Readonly<Record<string, string>> = {}): Uint8Array {
  const parts: Record<string, string> = {
    'xl/workbook.xml': `<workbook ${main} xmlns:r="${office}"><sheets>${sheets
      .map(({ name, state = 'visible' }, at) => `<sheet name="${name}" state="${state}" r:id="r${String(at)}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${sheets
      .map((_, at) => `<Relationship Id="r${String(at)}" Target="worksheets/sheet${String(at + 1)}.xml"/>`)
      .join('')}</Relationships>`,
    'xl/styles.xml': `<styleSheet ${main}><numFmts><numFmt numFmtId="170" formatCode="[mm]:ss"/><numFmt numFmtId="171" formatCode="[s]"/><numFmt numFmtId="172" formatCode="[h]:mm;@"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="172"/></cellXfs></styleSheet>`,
    ...more,
  };
  sheets.forEach(({ rows }, at) => {
    parts[`xl/worksheets/sheet${String(at + 1)}.xml`] = `<worksheet ${main}><sheetData>${rows}</sheetData></worksheet>`;
  });
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)])));
}
export const text = (value: string) => `<c t="inlineStr"><is><t xml:space="preserve">${value}</t></is></c>`;
export const row = (...cells: readonly string[]) => `<row>${cells.join('')}</row>`;
export const textRows = (...rows: readonly (readonly string[])[]) =>
  rows.map((cells) => row(...cells.map(text))).join('');
