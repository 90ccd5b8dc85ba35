// Finds the records of delimited text (RFC 4180 and its relatives) in a stream of bytes, without building strings, and cuts one into its cells. Own code where a library
// would do less: keeping a file's bytes needs the source text of each record, and csv-parse with source text takes 13 times the CPU of this
// scanner, 6 times that of scanner and splitter together (docs/decisions/0009). Tests hold it against csv-parse.
import { InputError } from '../../engine/inputError';
import type { Checkpoint, RecordScanner, RecordSink } from '../recordFile';
import type { Dialect } from './dialect';

const quote = 0x22;
const lf = 10;
const cr = 13;

/** Bytes of a quoted cell that are looked at one by one before the native search is called. */
const shortCell = 24;

const enterCell = 0;
const plain = 1;
const quoted = 2;
const escaped = 3;
/** After a quote inside quotes: the closing one, or the first of a doubled pair. */
const closed = 4;
const closedReturn = 5;

/** `cells` of the sink counts the record's cells; blank lines are no records. */
export function scanDelimited(dialect: Dialect, label: string, sink: RecordSink, from: Checkpoint): RecordScanner {
  const delimiter = dialect.delimiter.charCodeAt(0);
  const newline = dialect.newline.charCodeAt(0);
  const escape = dialect.escape === '\\' ? 0x5c : -1;
  const opening = dialect.hasQuotes ? quote : -1;
  const skipped = dialect.skipsSpace ? 0x20 : -1;

  let state = enterCell;
  let { line } = from;
  let base = from.offset;
  let start = base;
  let startLine = line;
  let quoteLine = line;
  let cells = 1;
  /** CRs that the last chunk ended with: they may belong to a line end. */
  let trailingReturns = 0;

  const finish = (end: number, next: number) => {
    if (end > start) sink(start, end, startLine, cells);
    start = next;
    startLine = line;
    cells = 1;
    state = enterCell;
  };

  return {
    get line() {
      return line;
    },
    push(bytes) {
      const { length } = bytes;
      let now = state;
      let at = 0;
      let nextNewline = -1;
      const find = (wanted: number, from: number) => {
        const found = bytes.indexOf(wanted, from);
        return found < 0 ? length : found;
      };
      while (at < length) {
        let byte = bytes[at]!;
        // Tight loops over what cannot change the state: most bytes of most files.
        if (now === quoted) {
          const loopEnd = Math.min(length, at + shortCell);
          while (byte !== quote && byte !== newline && byte !== escape && ++at < loopEnd) byte = bytes[at]!;
          if (at === loopEnd && at < length && escape < 0) {
            // Long texts stand in quotes, and the native search passes them three times as fast as this loop.
            if (nextNewline < at) nextNewline = find(newline, at);
            const close = find(quote, at);
            for (; nextNewline < close; nextNewline = find(newline, nextNewline + 1)) line++;
            at = close;
          }
          if (at === length) break;
          byte = bytes[at]!;
        } else if (now === plain) {
          while (byte !== delimiter && byte !== newline && ++at < length) byte = bytes[at]!;
          if (at === length) break;
        }
        if (now === quoted) {
          if (byte === quote) now = closed;
          else if (byte === escape) now = escaped;
          else if (byte === newline) line++;
        } else if (byte === newline && now !== escaped) {
          const end = base + at;
          line++;
          // Most files have no CR at all, and this is done once a line.
          const isBare = at > 0 && bytes[at - 1] !== cr;
          finish(isBare ? end : withoutReturns(end, returnsBefore(bytes, at)), end + 1);
          now = enterCell;
        } else if (now === plain) {
          if (byte === delimiter) {
            cells++;
            now = enterCell;
          }
        } else if (now === enterCell) {
          if (byte === delimiter) cells++;
          else if (byte === opening) {
            now = quoted;
            quoteLine = line;
          } else if (byte !== skipped) now = plain;
        } else if (now === closed) {
          if (byte === delimiter) {
            cells++;
            now = enterCell;
          } else if (byte === quote && escape < 0) now = quoted;
          else if (byte === cr) now = closedReturn;
          else if (byte !== skipped) throw strayText(bytes[at - 2]);
        } else if (now === escaped) {
          if (byte === newline) line++;
          now = quoted;
        } else if (byte !== cr) throw strayText(undefined);
        at++;
      }
      state = now;
      trailingReturns = returnsBefore(bytes, length);
      base += length;
    },
    end() {
      if (state === quoted || state === escaped)
        throw new InputError(
          `${label}, line ${String(quoteLine)}: the quote opened here is never closed; add the closing quote, or double it ("") if it is part of the text.`,
        );
      // CRs at the very end are half of a line end, as a cut-off copy leaves it.
      finish(withoutReturns(base, trailingReturns), base);
    },
  };

  /** @param returns CRs in front of `end` */
  function withoutReturns(end: number, returns: number): number {
    return Math.max(start, end - Math.min(returns, newline === lf ? (dialect.mostReturns ?? 1) : 0));
  }

  function returnsBefore(bytes: Buffer, at: number): number {
    let first = at;
    while (first > 0 && bytes[first - 1] === cr) first--;
    return at - first + (first === 0 ? trailingReturns : 0);
  }

  function strayText(beforeQuote: number | undefined): InputError {
    const began = quoteLine === line ? '' : ` (the quoted cell began on line ${String(quoteLine)})`;
    const mend =
      beforeQuote === 0x5c ? 'write a quote inside quotes as "" instead of \\"' : 'write a quote inside quotes as ""';
    return new InputError(`${label}, line ${String(line)}: text follows a closing quote${began}; ${mend}.`);
  }
}

/** Text of one record, which has passed `scanDelimited` with the same dialect -> its cells as text, quotes removed. */
export function splitRecord(record: string, dialect: Dialect): string[] {
  const { delimiter, hasQuotes, skipsSpace } = dialect;
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    let opening = at;
    if (skipsSpace) while (record.charCodeAt(opening) === 0x20) opening++;
    if (hasQuotes && record.charCodeAt(opening) === 0x22) {
      const close = closingQuote(record, opening + 1, dialect);
      cells.push(unescaped(record.slice(opening + 1, close), dialect));
      // Only blanks can stand between the closing quote and the delimiter.
      const next = record.indexOf(delimiter, close + 1);
      if (next < 0) return cells;
      at = next + 1;
    } else {
      const next = record.indexOf(delimiter, at);
      if (next < 0) {
        cells.push(record.slice(skipsSpace ? opening : at));
        return cells;
      }
      cells.push(record.slice(skipsSpace ? Math.min(opening, next) : at, next));
      at = next + 1;
    }
  }
}

function closingQuote(record: string, from: number, { escape }: Dialect): number {
  for (let at = from; ; at++) {
    const close = record.indexOf('"', at);
    if (close < 0) return record.length;
    if (escape === '"') {
      if (record.charCodeAt(close + 1) !== 0x22) return close;
      at = close + 1;
    } else {
      let backslashes = 0;
      while (close - backslashes > from && record[close - backslashes - 1] === '\\') backslashes++;
      if (backslashes % 2 === 0) return close;
      at = close;
    }
  }
}

function unescaped(text: string, { escape }: Dialect): string {
  if (escape === '"') return text.includes('"') ? text.replaceAll('""', '"') : text;
  return text.includes('\\') ? text.replace(/\\(["\\])/g, '$1') : text;
}
