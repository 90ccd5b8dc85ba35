// Options that say how a dataset is read, where the file itself does not show it; for every command that opens one.
import { InputError } from '../engine/inputError';
import type { Reading } from '../engine/job';
import { listOf } from '../engine/task/taskOfOptions';

export const readingOptions = {
  encoding: { type: 'string' },
  'accept-ragged': { type: 'boolean' },
  'skip-lines': { type: 'string' },
  sheet: { type: 'string' },
  cells: { type: 'string' },
} as const;

export const readingUsage = `  --encoding NAME        of the dataset's text, where it cannot be told (shift_jis, gbk, ...)
  --accept-ragged        take rows with more or fewer cells than the header
  --skip-lines N         lines above the column names that are no part of the table
  --sheet NAME|NUMBER    of a workbook; the first one that is not hidden if left out
  --cells 2,3            of a notebook: the cells whose tables are the rows, counted from 1
`;

type Given = { readonly [name in keyof typeof readingOptions]?: string | boolean };

/** @throws {InputError} naming the option */
export function readingOf(values: Given): Reading {
  const text = (name: keyof Given) => values[name] as string | undefined;
  const cells = text('cells');
  return Object.fromEntries(
    Object.entries({
      encoding: text('encoding'),
      raggedRows: values['accept-ragged'] ? 'accept' : undefined,
      skipLines: numberOf(text('skip-lines'), '--skip-lines'),
      sheet: text('sheet'),
      cells: cells === undefined ? undefined : listOf(cells, 'cells').map((cell) => numberOf(cell, '--cells')),
    }).filter(([, value]) => value !== undefined),
  );
}

/** @throws {InputError} */
export function numberOf(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new InputError(`${option} "${text}" is not a number.`);
  return value;
}
