// Lines of a table that are read as rows, or as one column, and were probably not meant so: told, never changed, since only whoever wrote the file knows.
const shownRows = 20;
const longestCell = 60;

/** The first rows of a table and how often its names come again, gathered while it is read. */
export type Doubts = {
  /** Cells of the first rows. */
  readonly rows: string[][];
  /** Rows that say the names once more, as in files that were put one behind the other. */
  repeats: number;
  firstRepeat: number;
};

export const newDoubts = (): Doubts => ({ rows: [], repeats: 0, firstRepeat: 0 });

export const wantsRow = ({ rows }: Doubts): boolean => rows.length < shownRows;

const mark = Buffer.from('\ufeff');

/** Whether a record is the header once more, perhaps behind a byte order mark. Called for every row: lengths and first bytes are compared first. */
export function repeatsHeader(bytes: Buffer, start: number, end: number, header: Buffer): boolean {
  const length = end - start;
  if (length === header.length)
    return bytes[start] === header[0] && bytes.compare(header, 0, header.length, start, end) === 0;
  return (
    length === header.length + mark.length &&
    bytes[start] === mark[0] &&
    bytes.compare(mark, 0, mark.length, start, start + mark.length) === 0 &&
    bytes.compare(header, 0, header.length, start + mark.length, end) === 0
  );
}

/** @param place file and line of the names @param line of the first row @returns sentences */
export function doubtsOf(
  { rows, repeats, firstRepeat }: Doubts,
  header: readonly string[],
  name: string,
  line: number,
): string[] {
  const warnings: string[] = [];
  if (repeats > 0)
    warnings.push(
      `${name}, line ${String(firstRepeat)}: ${repeats === 1 ? 'a row repeats' : `${repeats.toLocaleString('en')} rows repeat`} the column names, as in files put one behind the other; ${repeats === 1 ? 'it is' : 'they are'} read as ${repeats === 1 ? 'a row' : 'rows'}. Remove ${repeats === 1 ? 'it' : 'them'} if that is not meant.`,
    );
  const described = rows.slice(0, 3).findLastIndex((cells) => cells.some((cell) => cell.startsWith('{"ImportId":')));
  const numeric = described < 0 ? columnUnderUnits(rows) : undefined;
  if (described >= 0)
    warnings.push(
      `${name}, line ${String(line)}: the first ${described === 0 ? 'row describes' : `${String(described + 1)} rows describe`} the columns, as Qualtrics exports them, and ${described === 0 ? 'is read as a row' : 'are read as rows'}; remove ${described === 0 ? 'it' : 'them'}.`,
    );
  else if (numeric !== undefined)
    warnings.push(
      `${name}, line ${String(line)}: the first row looks like a second line of headings, such as units: in the column "${header[numeric] ?? ''}" it says "${short(rows[0]![numeric]!)}" and all below are numbers. It is read as a row; remove it if that is not meant.`,
    );
  const [only] = header;
  if (header.length === 1 && only !== undefined) {
    const sign = signBetween(only, rows);
    if (sign !== undefined)
      warnings.push(
        `${name}: there is one column, "${short(only)}"; if its cells stand apart by ${sign}, save it with commas, semicolons, tabs or | between them.`,
      );
  }
  return warnings;
}

const isNumber = (cell: string) => /^\s*[-+]?[\d.,'\u00a0\u202f ]*\d[\d.,]*\s*%?\s*$/.test(cell);
const isMissing = (cell: string) =>
  /^\s*(?:|n\/?a|#n\/a|nan|null|none|nil|-+|\?+|\.+|missing|unknown|nd|n\.d\.)\s*$/i.test(cell);

/** A column of numbers whose first cell is a word, in a first row without any number. */
function columnUnderUnits([first, ...others]: readonly (readonly string[])[]): number | undefined {
  if (!first || others.length < 2 || first.some(isNumber)) return undefined;
  const place = first.findIndex((cell, at) => {
    const below = others.map((row) => row[at] ?? '').filter((other) => !isMissing(other));
    return !isMissing(cell) && below.length >= 2 && below.every(isNumber);
  });
  return place < 0 ? undefined : place;
}

/** What stands between the cells of a table that is read as one column; undefined where nothing shows that it is more. */
function signBetween(name: string, rows: readonly (readonly string[])[]): string | undefined {
  const texts = rows.map(([cell = '']) => cell);
  const sameCount = (pattern: RegExp) => {
    const count = (text: string) => (text.trim().match(pattern) ?? []).length;
    const wanted = count(name);
    return wanted > 0 && texts.length >= fewestRows && texts.every((text) => count(text) === wanted);
  };
  if (/\S {2,}\S/.test(name) || sameCount(/ +/g)) return 'blanks';
  if (/^[\w ]+(?::[\w ]+)+$/.test(name) && sameCount(/:/g)) return 'colons';
  return undefined;
}

/** Fewer rows may look alike by chance. */
const fewestRows = 2;

const short = (text: string) => (text.length > longestCell ? `${text.slice(0, longestCell)}...` : text);
