// Which format a file's first bytes show. The name decides only where the content leaves it open.
import { tableInside } from './json/jsonLayout';

export type BinaryFormat = 'parquet' | 'zip' | 'arrow' | 'arrow-stream';

export type BinaryKind = {
  /** Undefined for what cannot be read. */
  readonly format?: BinaryFormat;
  readonly what: string;
  readonly mend: string;
};

const save = 'save it as CSV, JSON lines or Parquet and try again';
const signatures: readonly (readonly [bytes: string, kind: BinaryKind])[] = [
  ['PAR1', { format: 'parquet', what: 'a Parquet file', mend: save }],
  ['PK\x03\x04', { format: 'zip', what: 'a ZIP archive', mend: 'unpack it and name one file in it' }],
  [
    '\xd0\xcf\x11\xe0',
    {
      what: 'an old Excel workbook (.xls), a password-protected one, or another Office file',
      mend: 'save it as .xlsx without a password, or as CSV, and try again',
    },
  ],
  ['%PDF', { what: 'a PDF', mend: save }],
  ['\x89PNG', { what: 'a PNG image', mend: 'name a table instead' }],
  ['\xff\xd8\xff', { what: 'a JPEG image', mend: 'name a table instead' }],
  ['GIF8', { what: 'a GIF image', mend: 'name a table instead' }],
  ['SQLite format 3\0', { what: 'an SQLite database', mend: 'export the table as CSV and try again' }],
  ['BZh', { what: 'packed with bzip2', mend: 'unpack it, or pack it with gzip' }],
  ['\xfd7zXZ\0', { what: 'packed with xz', mend: 'unpack it, or pack it with gzip' }],
  ['7z\xbc\xaf', { what: 'a 7-Zip archive', mend: 'unpack it and name one file in it' }],
  ['ARROW1\0\0', { format: 'arrow', what: 'an Arrow file', mend: save }],
  // A message of a stream: a mark, then the length of the schema, far below 16 MB.
  ['\xff\xff\xff\xff', { format: 'arrow-stream', what: 'an Arrow stream', mend: save }],
  [
    'FEA1\0',
    { what: 'a Feather file of version 1', mend: 'write it anew with pandas, which writes version 2, or as Parquet' },
  ],
  ['ORC', { what: 'an ORC file', mend: save }],
  ['Obj\x01', { what: 'an Avro file', mend: save }],
  ['\x89HDF', { what: 'an HDF5 file', mend: save }],
  ['$FL2@(#)', { what: 'an SPSS file', mend: save }],
  ['$FL3@(#)', { what: 'an SPSS file', mend: save }],
  ['<stata_dta>', { what: 'a Stata file', mend: save }],
  ['\x93NUMPY', { what: 'a NumPy array', mend: save }],
  ['\x80\x04\x95', { what: 'a Python pickle', mend: save }],
  ['\x80\x05\x95', { what: 'a Python pickle', mend: save }],
  ['\x7fELF', { what: 'a program', mend: 'name a table instead' }],
];

/** Undefined for what may be text. */
export function binaryKind(head: Buffer): BinaryKind | undefined {
  const start = head.toString('latin1', 0, 16);
  return signatures.find(([bytes]) => start.startsWith(bytes) && !isPlainText(bytes, head))?.[1];
}

const webPage = 'a web page, perhaps an error or sign-in page saved under this name';
/** Texts that are no tables, whatever their name says. */
const textSignatures: readonly (readonly [start: RegExp, what: string, mend: string])[] = [
  [
    /^version https:\/\/(?:git-lfs|hawser)\.github\.com\//,
    'a Git LFS pointer, not the file itself',
    'run "git lfs pull" and try again',
  ],
  [
    /^(?:\.\.\/)*\.git\/annex\/objects\/|^\/annex\/objects\//,
    'a git-annex pointer, not the file itself',
    'run "git annex get" and try again',
  ],
  [
    /^outs:\s*\n- (?:md5|etag|hash)/,
    'a DVC pointer, not the file itself',
    'run "dvc pull" and name the file that it brings',
  ],
  [
    /^(?:<!--(?:(?!-->)[\s\S])*-->\s*)*<(?:!doctype html|(?:html|head|body|table|div|script|meta|title|style|center|h1)[\s>])/i,
    webPage,
    'download the table itself, or save it as CSV',
  ],
  [
    /^<\?xml[^>]*\?>\s*(?:<\?mso-application[^>]*\?>\s*)?<(?:\w+:)?Workbook/i,
    'an Excel 2003 XML workbook',
    'save it as .xlsx or CSV and try again',
  ],
  [/^(?:<!doctype|<\?xml)/i, 'an XML file', save],
  [/^(?:%[^\n]*\n\s*)*@relation\s/i, 'an ARFF file (Weka)', 'save it as CSV and try again'],
  [/^\x1e\s*[{[]/, 'a JSON text sequence (RFC 7464)', 'remove the record separators (U+001E), which leaves JSON lines'],
  [/^```/, 'Markdown with a code fence', 'remove the lines with ``` and try again'],
  [/^\{\\rtf/, 'an RTF document', save],
  [/^\[InternetShortcut\]/i, 'a shortcut to a web page', 'download the table itself'],
  [/^bplist00/, 'a placeholder of a file in the cloud', 'download the file and try again'],
  [
    /^(?:(?:var|let|const)\s+\w+\s*=|window\.[\w.]+\s*=|module\.exports|export default|[\w.]+\(\s*[[{]|\)\]\}',?\s*[[{])/,
    'JavaScript, not JSON',
    'remove what stands around the JSON and try again',
  ],
  [
    /^\{"(?:url|doc_id|open_url)":[^{}]*"(?:doc_id|resource_key|email)"[^{}]*\}\s*$/,
    'a pointer to a Google document',
    'export the table as CSV',
  ],
  [
    /^(?:From |(?:Return-Path|Received|MIME-Version|Delivered-To|From|To|Subject|Date|Message-ID):) ?[^\n,]*\n[\w-]+:(?: |\r?\n)/i,
    'an e-mail',
    save,
  ],
  // No comment is begun inside another, so that there is one way to read them.
  [
    /^(?:(?:--[^\n]*\n|\/\*(?:(?!\*\/)[\s\S])*\*\/;?)\s*)*(?:INSERT (?:IGNORE )?INTO|REPLACE INTO|CREATE (?:TEMPORARY )?TABLE|DROP TABLE|LOCK TABLES|BEGIN TRANSACTION|PRAGMA \w+=|SET @?\w+ ?= ?[^\n;]*;|USE `)/i,
    'SQL, as a dump of a database has it',
    'export the table as CSV',
  ],
  [/^\\(?:documentclass|begin|usepackage|input)\s*[{[]/, 'a LaTeX document', 'save the table as CSV'],
  [/^BEGIN:V(?:CARD|CALENDAR)\r?\n/i, 'contacts or a calendar', 'export it as CSV'],
  [/^(?:---\s*\n)?- [\w"' -]{1,60}:(?: [^\n]*)?\r?\n {2,}[\w"'-]/, 'YAML', 'write it as JSON lines or CSV'],
  [/^ID;P\w*(?:;[NE])*\r?\n(?:P;P|[BC];[XY]\d|F;[PWMDFXY]|O;)/, 'a SYLK sheet (.slk)', 'save it as .xlsx or CSV'],
  [/^TABLE\r?\n0,1\r?\n"/, 'a DIF sheet', 'save it as .xlsx or CSV'],
  [/^\[[\w. -]{1,60}\]\r?\n[\w. -]{1,60}\s?=/, 'a file of settings (INI)', save],
  [/^(?:WEBVTT\b|1\r?\n\d\d:\d\d:\d\d[,.]\d{3} --> )/, 'subtitles', 'write their texts as a table'],
  [/^@(?:article|book|misc|inproceedings|string|comment)\s?\{/i, 'a BibTeX file', 'export it as CSV'],
  [/^TY {2}- /, 'a list of references (RIS)', 'export it as CSV'],
  [/^(?:diff --git |--- a\/[^\n]*\n\+\+\+ b\/)/, 'a patch', 'name a table instead'],
  [/^<[a-z][\w:.-]*(?:\s[^<>\n]*)?>\s*<[a-z][\w:.-]*[\s/>]/i, 'an XML file', save],
];

/**
 * A line of a table that is drawn with characters: Markdown, psql, MySQL, Org, reStructuredText. Two dashes at least: a cell of delimited
 * text may hold one for "none".
 */
const ruler =
  /^[ \t]*(?:[|+](?:[ \t]*:?(?:-{2,}|={2,}):?[ \t]*[|+])+[ \t]*|:?-{2,}:?(?:[ \t]*[|+][ \t]*:?-{2,}:?)+|={2,}(?:[ \t]+={2,})+|[┌├└╭╞╒╔╠╟][─━═┬┼╪╤╦╬┐┤╮╡╕╗╣│]+[ \t]*)\r*$/m;

/** @param head first characters @returns what the text is instead of a table, and what to do about it; undefined: it may be one */
export function noTable(head: string): { readonly what: string; readonly mend: string } | undefined {
  const start = head.slice(0, 4096).trimStart();
  const found = textSignatures.find(([pattern]) => pattern.test(start));
  if (found) return { what: found[1], mend: found[2] };
  const drawn = ruler.exec(start.split('\n', linesOfRuler).join('\n'));
  // A quote above it may have opened a cell that holds such a table.
  return drawn && !start.slice(0, drawn.index).includes('"')
    ? { what: 'a table drawn with characters, as in Markdown', mend: 'save it as CSV and try again' }
    : undefined;
}

/** Above the ruler stand the names, perhaps a heading. */
const linesOfRuler = 4;

/** `BZh` and `ORC` could be the first letters of a column's name; then no control characters follow. */
function isPlainText(signature: string, head: Buffer): boolean {
  return /^[A-Za-z]+$/.test(signature) && !/[\0-\x08\x0e-\x1f]/.test(head.toString('latin1', 0, 256));
}

/**
 * @param head first characters of the text
 * @param isWhole the head is all there is
 * @returns `object` for a single JSON object over several lines, or a notebook
 */
export function textKind(head: string, extension: string, isWhole: boolean): 'delimited' | 'jsonl' | 'json' | 'object' {
  const text = head.trimStart();
  const isLinesName = ['jsonl', 'ndjson'].includes(extension);
  const isJsonName = isLinesName || ['json', 'geojson'].includes(extension);
  if (extension === 'ipynb') return 'object';
  if (text.startsWith('[')) {
    if (/^\[\s*(\{|\]|$)/.test(text)) return 'json';
    if (extension === 'json' && /^\[\s*["[]/.test(text)) return 'object';
    return isLinesName ? 'jsonl' : isJsonName ? 'json' : 'delimited';
  }
  if (text.startsWith('{')) {
    const line = firstLine(text);
    if (isJson(line))
      return isWhole && line.length === text.trimEnd().length && tableInside(line) && !isLinesName ? 'object' : 'jsonl';
    if (isWhole && isJson(text)) return 'object';
    if (/^\{\s*[\r\n]/.test(text)) return isLinesName ? 'jsonl' : 'object';
    // A first line that goes on behind the head: one long record, or a whole document on one line.
    if (!isWhole && line.length === text.length && extension === 'json') return 'object';
    return isJsonName || /^\{\s*"/.test(text) ? 'jsonl' : 'delimited';
  }
  // No table of one column calls itself JSON: let the reader of JSON say what is wrong.
  return isLinesName || (isJsonName && !/[,;\t|]/.test(firstLine(head.replace(/^[\r\n]+/, ''))))
    ? 'jsonl'
    : 'delimited';
}

function firstLine(text: string): string {
  return /^[^\r\n]*/.exec(text)![0];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
