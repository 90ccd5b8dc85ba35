// A sound notebook and a sound workbook, whose parts are then mutated.

/** @param ofHtml what the table's HTML is to become. */
export function notebookSeed(ofHtml: (html: string) => string) {
  const rows = Array.from({ length: 5 }, (_, row) => `<tr><th>${String(row)}</th><td>text ${String(row)}</td></tr>`);
  const html = `<table border="1" class="dataframe"><thead><tr><th></th><th colspan="1">text</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  const resource = {
    schema: { fields: [{ name: 'index' }, { name: 'text' }], primaryKey: ['index'], pandas_version: '1.4.0' },
    data: [{ index: 0, text: 'good' }],
  };
  const output = (data: object) => ({ output_type: 'execute_result', execution_count: 1, metadata: {}, data });
  return {
    cells: [
      { cell_type: 'markdown', metadata: {}, source: ['# Title'] },
      {
        cell_type: 'code',
        execution_count: 1,
        metadata: {},
        outputs: [output({ 'text/html': [ofHtml(html)], 'text/plain': ['...'] })],
        source: ['df'],
      },
      {
        cell_type: 'code',
        execution_count: 2,
        metadata: {},
        outputs: [output({ 'application/vnd.dataresource+json': resource })],
        source: 'df2',
      },
    ],
    metadata: { language_info: { name: 'python' } },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export const workbookSeed: Readonly<Record<string, string>> = {
  '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
  'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${relationships}"><workbookPr date1904="0"/><sheets><sheet name="A" sheetId="1" r:id="rId1"/><sheet name="B" sheetId="2" state="hidden" r:id="rId2"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relationships}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${relationships}/worksheet" Target="worksheets/sheet2.xml"/></Relationships>`,
  'xl/sharedStrings.xml': `<sst xmlns="${main}" count="3"><si><t>text</t></si><si><t>when</t></si><si><r><t>go</t></r><r><t>od</t></r></si></sst>`,
  'xl/styles.xml': `<styleSheet xmlns="${main}"><numFmts><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="46"/></cellXfs></styleSheet>`,
  'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><dimension ref="A1:B3"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2" hidden="1"><c r="A2" t="s"><v>2</v></c><c r="B2" s="1"><v>45000.5</v></c></row><row r="3"><c r="A3" t="inlineStr"><is><t>bad</t></is></c><c r="B3" s="2"><f>A1</f><v>1.25</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells></worksheet>`,
  'xl/worksheets/sheet2.xml': `<worksheet xmlns="${main}"><sheetData/></worksheet>`,
};
