// Findings 15 and 19 of docs/files.md: members of their classes, tables as notebooks show them.
import assert from 'node:assert/strict';
import { htmlTables } from '../../../src/datasets/notebook/htmlTable';
import { tableOf } from '../htmlTableOf';
import type { Member, Members } from './member';

type Lines = readonly (readonly string[])[];
const escaped = (lines: Lines) =>
  lines.map((line) => line.map((text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')));
const shows =
  (heads: Lines, rows: Lines, bodyIndex: number, wanted: Lines): Member =>
  () => {
    const [found] = htmlTables(tableOf(escaped(heads), escaped(rows), bodyIndex));
    assert.deepEqual([found!.columns, ...found!.rows], wanted);
  };
/** What one column of Polars holds, and what it says. */
const polars = (type: string, cells: readonly string[], wanted: readonly string[]): Member =>
  shows(
    [['x'], [type]],
    cells.map((cell) => [cell]),
    0,
    [['x'], ...wanted.map((cell) => [cell])],
  );
const keepsIndex =
  (...labels: readonly string[]): Member =>
  () =>
    shows(
      [['', 'text']],
      labels.map((label) => [label, 'x']),
      1,
      [['index', 'text'], ...labels.map((label) => [label, 'x'])],
    )();

export const notebookMembers: Members = {
  15: {
    'Polars: an enumeration, a text that looks like a number': polars('enum', ['"a"', '"1"', 'null'], ['a', '1', '']),
    'Polars: decimals and their places': polars('decimal[38,2]', ['1.50', 'null'], ['1.50', '']),
    'Polars: spans of time, fields and arrays': shows(
      [
        ['d', 's', 'a'],
        ['duration[μs]', 'struct[2]', 'array[i64, 2]'],
      ],
      [['1h 2m', '{1,"a"}', '[1, 2]']],
      0,
      [
        ['d', 's', 'a'],
        ['1h 2m', '{1,"a"}', '[1, 2]'],
      ],
    ),
    'Polars: columns that are named like types': shows(
      [
        ['str', 'date'],
        ['i64', 'str'],
      ],
      [['1', '"x"']],
      0,
      [
        ['str', 'date'],
        ['1', 'x'],
      ],
    ),
    'Polars: a text of one quote, and one of two lines': polars('str', ['"""', '"a\nb"'], ['"', 'a\nb']),
    'R: factors, logicals, times, lists': shows(
      [
        ['f', 'l', 't', 'o'],
        ['<fct>', '<lgl>', '<dttm>', '<ord>'],
      ],
      [['a', 'TRUE', '2024-01-31 10:00:00', 'low']],
      0,
      [
        ['f', 'l', 't', 'o'],
        ['a', 'TRUE', '2024-01-31 10:00:00', 'low'],
      ],
    ),
    'Julia: categories, dates, what may be missing': shows(
      [
        ['Row', 'c', 'd', 'u'],
        ['', 'Cat…', 'Date', 'Union{Missing, String}'],
      ],
      [['1', 'a', '2024-01-31', 'x']],
      1,
      [
        ['c', 'd', 'u'],
        ['a', '2024-01-31', 'x'],
      ],
    ),
  },
  19: {
    'negative numbers': keepsIndex('-1', '0', '1'),
    'numbers with a point': keepsIndex('0.0', '1.0', '2.0'),
    'numbers with zeros in front': keepsIndex('00', '01', '02'),
    'one row of a filtered frame': keepsIndex('7'),
    'every second row': keepsIndex('0', '2', '4'),
    times: keepsIndex('2024-01-31 00:00:00', '2024-01-31 01:00:00'),
    'one that only counts, but has a name': shows(
      [
        ['', 'text'],
        ['id', ''],
      ],
      [
        ['0', 'a'],
        ['1', 'b'],
      ],
      1,
      [
        ['id', 'text'],
        ['0', 'a'],
        ['1', 'b'],
      ],
    ),
    'two levels, of which one counts': shows(
      [
        ['', '', 'text'],
        ['city', 'n', ''],
      ],
      [
        ['Rome', '0', 'a'],
        ['Rome', '1', 'b'],
      ],
      2,
      [
        ['city', 'n', 'text'],
        ['Rome', '0', 'a'],
        ['Rome', '1', 'b'],
      ],
    ),
  },
};
