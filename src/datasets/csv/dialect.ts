// How a delimited text file is written: its delimiter, quoting and line ends. Detected from the first records; what the detection cannot
// settle is settled by the full reading (openDelimited.ts), which tries the readings of `alternatives` when the first one fails.
import { scanDelimited } from './scanDelimited';

export type Dialect = {
  /** One ASCII character. */
  readonly delimiter: string;
  /** False: quotes are plain characters, as in many TSV files. */
  readonly hasQuotes: boolean;
  /** How a quote is written inside quotes: doubled (RFC 4180), or after a backslash (MySQL, Spark). */
  readonly escape: '"' | '\\';
  /** A blank between the delimiter and an opening quote is no part of the cell. */
  readonly skipsSpace: boolean;
  /** Byte that ends a line: \n (also of \r\n) or the lone \r of old Macs. */
  readonly newline: '\n' | '\r';
  /**
   * CRs that belong to a line end in front of its LF. 2 in CR CR LF, which Python's csv module writes on Windows to a file that was opened
   * without newline=''. @default 1
   */
  readonly mostReturns?: number;
};

export type DetectedDialect = Dialect & {
  /** Length of a first line such as `sep=;`, which Excel writes and which is no row, and of lines that the user wants skipped. */
  readonly preambleBytes: number;
  readonly preambleLines: number;
};

const delimiters = [',', '\t', ';', '|'];
/** Of Hive, SAS and old databases: taken only where every record has the same number of cells by one of them. */
const rareDelimiters = ['\x01', '\x1f', '^', '~'];

/**
 * @param sample the first bytes of the text
 * @param isWhole the sample is the whole text
 * @param extension of the file's name, a hint only
 */
export function detectDialect(sample: Buffer, isWhole: boolean, extension: string): DetectedDialect {
  const base = {
    hasQuotes: true,
    escape: '"',
    skipsSpace: false,
    ...lineEnd(sample),
    preambleBytes: 0,
    preambleLines: 0,
  } as const;
  const stated = /^(["']?)sep *=([\x20-\x7e\t])\1?\r*[\r\n]/i.exec(sample.toString('latin1', 0, 16));
  if (stated) return { ...base, delimiter: stated[2]!, preambleBytes: stated[0].length, preambleLines: 1 };

  const hinted = extension === 'tsv' || extension === 'tab' ? '\t' : undefined;
  const order = hinted ? [hinted, ...delimiters.filter((each) => each !== hinted)] : delimiters;
  let best = { delimiter: hinted ?? ',', share: 0, width: 1 };
  for (const delimiter of order) {
    const counts = cellCounts(sample, isWhole, { ...base, delimiter });
    const width = counts[0] ?? 1;
    if (width < 2) continue;
    const share = counts.filter((count) => count === width).length / counts.length;
    if (share > best.share || (share === best.share && width > best.width)) best = { delimiter, share, width };
  }
  const rare =
    best.width > 1
      ? undefined
      : rareDelimiters.find((delimiter) => {
          const [width = 1, ...others] = cellCounts(sample, isWhole, { ...base, delimiter });
          return width > 1 && others.length > 0 && others.every((count) => count === width);
        });
  return { ...base, delimiter: rare ?? best.delimiter };
}

/** What ends the lines, quoted line ends aside: LF where one ends the first line; the most CRs in front of one, since a file may have both. */
function lineEnd(sample: Buffer): Pick<Dialect, 'newline' | 'mostReturns'> {
  if (!sample.includes(13)) return { newline: '\n' };
  let isQuoted = false;
  let hasFeed = false;
  let mostReturns = 1;
  for (let at = 0; at < sample.length; at++) {
    const byte = sample[at];
    if (byte === 0x22) isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (byte === 10) hasFeed = true;
    else if (byte === 13) {
      let next = at + 1;
      while (sample[next] === 13) next++;
      // A sample may end between the two.
      if (sample[next] !== 10 && !hasFeed) return { newline: '\r' };
      if (sample[next] === 10) {
        hasFeed = true;
        mostReturns = Math.max(mostReturns, next - at);
      }
      at = next - 1;
    }
  }
  if (hasFeed) return mostReturns > 1 ? { newline: '\n', mostReturns } : { newline: '\n' };
  // A quote that never closes, perhaps a plain character.
  return { newline: sample.includes(10) ? '\n' : '\r' };
}

function cellCounts(sample: Buffer, isWhole: boolean, dialect: Dialect): number[] {
  const counts: number[] = [];
  const scanner = scanDelimited(dialect, '', (_start, _end, _line, cells) => void counts.push(cells), {
    offset: 0,
    line: 1,
  });
  try {
    scanner.push(sample);
    if (isWhole || counts.length === 0) scanner.end();
  } catch {
    // Broken quotes count against nobody here; the full reading names their line.
  }
  return counts;
}

/**
 * Other ways to read the file, for when the plain reading fails; each is accepted only if the whole file fits it.
 * @param sample shows which of them are worth a try
 */
export function alternatives(
  dialect: DetectedDialect,
  sample: Buffer,
): { readonly dialect: DetectedDialect; readonly warning: string }[] {
  const found: { dialect: DetectedDialect; warning: string }[] = [];
  // Quotes carry meaning in comma files; a tab-separated file often has none at all.
  if (dialect.delimiter === '\t')
    found.push({ dialect: { ...dialect, hasQuotes: false }, warning: 'quotes are read as plain characters' });
  if (sample.includes(`${dialect.delimiter} "`))
    found.push({
      dialect: { ...dialect, skipsSpace: true },
      warning: 'blanks between the delimiter and an opening quote are skipped',
    });
  if (sample.includes('\\"'))
    found.push({
      dialect: { ...dialect, escape: '\\' },
      warning: 'quotes inside quoted cells are escaped by a backslash',
    });
  return found;
}
