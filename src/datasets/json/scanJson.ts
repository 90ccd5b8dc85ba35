// Finds the records of JSON lines, and of a JSON array of objects, in a stream of bytes. Finds places only: whether a record is valid JSON is
// for JSON.parse to say (openJson.ts).
import { InputError } from '../../engine/inputError';
import type { Checkpoint, RecordScanner, RecordSink } from '../recordFile';

const isBlank = (byte: number) => byte === 0x20 || byte === 9 || byte === 13 || byte === 10;

/** One record a line that is not blank, without the blanks around it. */
export function scanJsonLines(sink: RecordSink, from: Checkpoint): RecordScanner {
  let { line } = from;
  let base = from.offset;
  let start = -1;
  let end = -1;
  const finish = () => {
    if (start >= 0) sink(start, end, line, 0);
    start = -1;
  };
  return {
    get line() {
      return line;
    },
    push(bytes) {
      for (let at = 0; at < bytes.length;) {
        const feed = bytes.indexOf(10, at);
        const stop = feed < 0 ? bytes.length : feed;
        let first = at;
        while (start < 0 && first < stop && isBlank(bytes[first]!)) first++;
        let last = stop;
        while (last > first && isBlank(bytes[last - 1]!)) last--;
        if (last > first) {
          if (start < 0) start = base + first;
          end = base + last;
        }
        if (feed < 0) break;
        finish();
        line++;
        at = feed + 1;
      }
      base += bytes.length;
    },
    end: finish,
  };
}

const beforeArray = 0;
const beforeFirst = 1;
const beforeElement = 2;
const inElement = 3;
const inString = 4;
const inEscape = 5;
const afterElement = 6;
const afterArray = 7;

/** The objects of one array. A reading from a checkpoint starts at an element. */
export function scanJsonArray(label: string, sink: RecordSink, from: Checkpoint): RecordScanner {
  let { line } = from;
  let base = from.offset;
  let state = base === 0 ? beforeArray : beforeElement;
  let depth = 0;
  let start = 0;
  let startLine = line;

  const fail = (byte: number, wanted: string) => {
    const met = byte === 0x22 ? 'a text' : `"${String.fromCharCode(byte)}"`;
    const mend =
      byte === 0x5d && state === beforeElement
        ? 'remove the comma in front of it'
        : 'the file must be one array of objects';
    return new InputError(`${label}, line ${String(line)}: ${met} where ${wanted} should be; ${mend}.`);
  };

  return {
    get line() {
      return line;
    },
    push(bytes) {
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at]!;
        if (byte === 10) line++;
        if (state === inElement) {
          if (byte === 0x22) state = inString;
          else if (byte === 0x7b || byte === 0x5b) depth++;
          else if ((byte === 0x7d || byte === 0x5d) && --depth === 0) {
            sink(start, base + at + 1, startLine, 0);
            state = afterElement;
          }
        } else if (state === inString) {
          if (byte === 0x22) state = inElement;
          else if (byte === 0x5c) state = inEscape;
        } else if (state === inEscape) state = inString;
        else if (isBlank(byte)) continue;
        else if (state === beforeFirst || state === beforeElement) {
          if (byte === 0x7b) {
            state = inElement;
            depth = 1;
            start = base + at;
            startLine = line;
          } else if (byte === 0x5d && state === beforeFirst) state = afterArray;
          else throw fail(byte, 'an object');
        } else if (state === beforeArray) {
          if (byte !== 0x5b) throw fail(byte, '"["');
          state = beforeFirst;
        } else if (state === afterElement) {
          if (byte === 0x2c) state = beforeElement;
          else if (byte === 0x5d) state = afterArray;
          else throw fail(byte, '"," or "]"');
        } else throw fail(byte, 'the end of the file');
      }
      base += bytes.length;
    },
    end() {
      if (state === afterArray) return;
      if (state === inElement || state === inString || state === inEscape)
        throw new InputError(
          `${label}, line ${String(startLine)}: the object that begins here is never closed; the file may be cut off.`,
        );
      throw new InputError(
        `${label}, line ${String(line)}: the array is never closed; add "]", or the file may be cut off.`,
      );
    },
  };
}
