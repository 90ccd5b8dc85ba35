// A few bytes of a columnar file may claim any number of rows, which reading would then make.
import { limits } from '../../engine/limits';

/** Columns of one value, or of none, take no bytes per row. */
const rowsPerByte = 256;

/** @param size of the file in bytes @returns more rows than that are damage, an attack, or too many to read */
export function mostRows(size: number): number {
  return Math.min(limits.columnarRows, (1 << 20) + rowsPerByte * size);
}
