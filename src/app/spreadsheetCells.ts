// Cells of a file that went out and came back through a spreadsheet or a program for tables: what those make of whole numbers, and the lines that they leave blank.
import type { Row } from '../engine/dataset';
import type { AnswerParser } from '../engine/task/parseAnswer';
import type { ParsedAnswer } from '../engine/task/task';

/**
 * `7`, and `7.0` or `7,0`, which is what a program makes of it that takes a column of numbers with gaps for fractions. Not `7.000`: in some languages that is
 * seven thousand.
 */
const whole = /^(-?\d{1,10})(?:[.,]0{1,2})?$/;

/** @returns undefined where the cell holds no number from 0 on without a fraction. */
export function wholeNumberIn(cell: string | undefined): number | undefined {
  const digits = whole.exec((cell ?? '').trim())?.[1];
  return digits === undefined || digits.startsWith('-') ? undefined : Number(digits);
}

/** Reads a label by the task's parser; one that is a whole number and came back as a fraction ("3.0" of the labels 1 to 5) is read as that number. */
export function readLabelCell(parse: AnswerParser, cell: string): ParsedAnswer {
  const parsed = parse(cell);
  const digits = parsed.type === 'valid' ? undefined : whole.exec(cell.trim())?.[1];
  const again = digits === undefined ? parsed : parse(digits);
  return again.type === 'valid' ? again : parsed;
}

/** Whether nothing stands in these columns of the line, as in those that a spreadsheet writes below the last row. */
export function isBlank(line: Row, columns: readonly string[]): boolean {
  return columns.every((column) => (line.get(column) ?? '').trim() === '');
}
