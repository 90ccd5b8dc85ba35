// Rows as a user names them: numbers from 1, as files and pages count.
import { InputError } from '../engine/inputError';

/** @returns from 0. @throws {InputError} */
export function rowNumber(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InputError(`"${text}" is no row; rows are numbered from 1.`);
  return Number(text) - 1;
}
