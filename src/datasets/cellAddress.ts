// Addresses of cells in a sheet, `BC12`, and the names of its columns.

/** `BC12` -> row 11, column 54, counted from 0. */
export function placeOf(address: string): [row: number, column: number] {
  const [, letters = '', digits = ''] = /^([A-Z]{0,7})(\d{0,15})/.exec(address)!;
  const column = [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);
  return [Number(digits) - 1, column - 1];
}

/** 0 -> A, 26 -> AA. */
export function columnName(column: number): string {
  let name = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}
