// How a dataset is read, where the file itself does not show it: the options of every command that opens one, and "reading" in a job file.
import type { Reading } from '../job';
import type { Option } from './option';

export const readingOptions = {
  encoding: {
    domain: { kind: 'text' },
    description: 'Encoding of the text, where it cannot be recognised: shift_jis, gbk.',
    switch: {
      name: 'encoding',
      value: 'NAME',
      help: "of the dataset's text, where it cannot be recognised (shift_jis, gbk, ...)",
    },
    onResume: 'same',
  },
  raggedRows: {
    domain: { kind: 'choice', values: ['refuse', 'accept'] },
    description: 'Rows with more or fewer cells than the header: refused, or missing cells are absent and others kept.',
    switch: { name: 'accept-ragged', means: 'accept', help: 'take rows with more or fewer cells than the header' },
    onResume: 'same',
  },
  skipLines: {
    domain: { kind: 'whole', least: 0 },
    description: 'Lines above the column names that are no part of the table, such as a title.',
    switch: { name: 'skip-lines', value: 'N', help: 'lines above the column names that are no part of the table' },
    onResume: 'same',
  },
  sheet: {
    domain: { kind: 'either', of: [{ kind: 'text' }, { kind: 'whole', least: 1 }] },
    description: 'Sheet of a workbook, by name or number from 1. Without one, the first that is not hidden.',
    switch: {
      name: 'sheet',
      value: 'NAME|NUMBER',
      help: 'of a workbook; the first one that is not hidden if left out',
    },
    onResume: 'same',
  },
  cells: {
    domain: { kind: 'list', of: { kind: 'whole', least: 1 }, least: 1 },
    description: 'Cells of a notebook whose tables are the rows, counted from 1.',
    switch: {
      name: 'cells',
      value: '2,3',
      help: 'of a notebook: the cells whose tables are the rows, counted from 1',
    },
    onResume: 'same',
  },
} as const satisfies { readonly [K in keyof Reading]-?: Option<NonNullable<Reading[K]>> };
