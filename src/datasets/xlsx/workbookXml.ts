// The XML of a workbook (ECMA-376, SpreadsheetML) as data: its sheets, shared texts, number formats, and the cells of one sheet. Parsed by
// saxes, a real XML parser: packages that read workbooks cut characters beyond U+FFFF, or lose CDATA and cells without an address.
import { placeOf } from '../cellAddress';
import { SaxesParser, type SaxesTagNS } from 'saxes';

export type Cell = {
  /** `n` number, `s` shared text, `str` and `inlineStr` text, `b` boolean, `e` error, `d` ISO date. */
  readonly type: string;
  /** As stored; of a shared text its number. */
  readonly value: string;
  /** Index of the cell's format; undefined: the default. */
  readonly style: number | undefined;
  readonly hasFormula: boolean;
};

export type SheetXml = {
  /** Called for every cell that has an element, in the order of the file. 0-based. */
  readonly onCell: (row: number, column: number, cell: Cell) => void;
  readonly onHiddenRow: (row: number) => void;
  /** First and last row (0-based) of a merged range. */
  readonly onMerge: (first: number, last: number) => void;
};

type Handlers = {
  readonly open: (name: string, attribute: (name: string) => string | undefined) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
};

/** @throws where the text is no well-formed XML */
export function parseXml(xml: string, { open, close, text }: Handlers): void {
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', ({ local, attributes }: SaxesTagNS) => {
    // `r:id` by its local name: the prefix is free.
    open(local, (name) => Object.values(attributes).find((each) => each.local === name)?.value);
  });
  parser.on('closetag', ({ local }) => close?.(local));
  parser.on('text', (part) => text?.(part));
  parser.on('cdata', (part) => text?.(part));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
}

export type SheetEntry = { readonly name: string; readonly isHidden: boolean; readonly part: string };

/** Worksheets in the order of their tabs. */
export function readWorkbook(
  workbook: string,
  relations: string,
): { readonly sheets: readonly SheetEntry[]; readonly is1904: boolean } {
  const targets = new Map<string, string>();
  parseXml(relations, {
    open: (name, attribute) => {
      if (name !== 'Relationship') return;
      const target = attribute('Target') ?? '';
      targets.set(attribute('Id') ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target}`);
    },
  });
  const sheets: SheetEntry[] = [];
  let is1904 = false;
  parseXml(workbook, {
    open: (name, attribute) => {
      if (name === 'workbookPr') is1904 = /^(?:1|true)$/.test(attribute('date1904') ?? '');
      if (name !== 'sheet') return;
      const part = targets.get(attribute('id') ?? '') ?? '';
      // Chart sheets have a tab too, and no cells.
      if (!part.startsWith('xl/worksheets/')) return;
      sheets.push({ name: attribute('name') ?? '', isHidden: /hidden/i.test(attribute('state') ?? ''), part });
    },
  });
  return { sheets, is1904 };
}

/** Shared texts, rich ones joined, readings of Japanese (phonetic runs) left out. */
export function readSharedTexts(xml: string): string[] {
  const texts: string[] = [];
  let current = '';
  let isText = false;
  let phonetic = 0;
  parseXml(xml, {
    open: (name) => {
      if (name === 'si') current = '';
      else if (name === 'rPh') phonetic++;
      else if (name === 't') isText = phonetic === 0;
    },
    text: (text) => {
      if (isText) current += text;
    },
    close: (name) => {
      if (name === 't') isText = false;
      else if (name === 'rPh') phonetic--;
      else if (name === 'si') texts.push(escapedCharacters(current));
    },
  });
  return texts;
}

/** SpreadsheetML writes control characters as _x000D_. */
export function escapedCharacters(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    : text;
}

/** @returns format code by index of style */
export function readFormats(xml: string): string[] {
  const custom = new Map<number, string>();
  const codes: string[] = [];
  let isCellFormats = false;
  parseXml(xml, {
    open: (name, attribute) => {
      if (name === 'numFmt') custom.set(Number(attribute('numFmtId')), attribute('formatCode') ?? '');
      else if (name === 'cellXfs') isCellFormats = true;
      else if (name === 'xf' && isCellFormats) {
        const id = Number(attribute('numFmtId') ?? 0);
        codes.push(custom.get(id) ?? builtInFormat(id));
      }
    },
    close: (name) => {
      if (name === 'cellXfs') isCellFormats = false;
    },
  });
  return codes;
}

/** Only what matters here: dates, times and durations among the formats that every workbook has (ECMA-376 part 1, 18.8.30). */
function builtInFormat(id: number): string {
  if (id === 46) return '[h]:mm:ss';
  if ((id >= 18 && id <= 21) || id === 45 || id === 47) return 'h:mm:ss';
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58) ? 'yyyy-mm-dd' : 'General';
}

export function readSheetXml(xml: string, { onCell, onHiddenRow, onMerge }: SheetXml): void {
  let row = -1;
  let column = -1;
  let cell: { type: string; style: number | undefined } | undefined;
  let value = '';
  let hasFormula = false;
  let isValue = false;
  let phonetic = 0;
  parseXml(xml, {
    open: (name, attribute) => {
      if (name === 'row') {
        const number = attribute('r');
        // An address is optional: the next row, the next column.
        row = number === undefined ? row + 1 : Number(number) - 1;
        column = -1;
        // Some writers hide a row by giving it no height.
        if (/^(?:1|true)$/.test(attribute('hidden') ?? '') || Number(attribute('ht') ?? 1) === 0) onHiddenRow(row);
      } else if (name === 'c') {
        const address = attribute('r');
        if (address === undefined) column++;
        else [row, column] = placeOf(address);
        const style = attribute('s');
        cell = { type: attribute('t') ?? 'n', style: style === undefined ? undefined : Number(style) };
        value = '';
        hasFormula = false;
      } else if (name === 'f') hasFormula = true;
      else if (name === 'rPh') phonetic++;
      else if (name === 'v' || name === 't') isValue = phonetic === 0;
      else if (name === 'mergeCell') {
        const rows = /^[A-Z]+(\d+)(?::[A-Z]+(\d+))?$/.exec(attribute('ref') ?? '');
        if (rows) onMerge(Number(rows[1]) - 1, Number(rows[2] ?? rows[1]) - 1);
      }
    },
    text: (text) => {
      if (cell && isValue) value += text;
    },
    close: (name) => {
      if (name === 'v' || name === 't') isValue = false;
      else if (name === 'rPh') phonetic--;
      else if (name === 'c' && cell) {
        onCell(row, column, { ...cell, value, hasFormula });
        cell = undefined;
      }
    },
  });
}
