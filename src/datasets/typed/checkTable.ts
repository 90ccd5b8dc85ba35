// What a table of typed columns must have, whatever its format.
import { InputError } from '../../engine/inputError';
import { NoRows } from '../noRows';

type TypedTable = { readonly columns: readonly string[]; readonly rowCount: number };

/** @throws {InputError} where no column can be read, there is no row, or a column name stands twice */
export function checkTable(label: string, { columns, rowCount }: TypedTable): void {
  if (columns.length === 0)
    throw new InputError(`${label} has no column that can be read; write it anew, e.g. as Parquet or CSV.`);
  if (rowCount === 0) throw new NoRows(`${label} has columns but no rows; a dataset needs at least one row.`);
  const twice = columns.find((column, at) => columns.indexOf(column) !== at);
  if (twice !== undefined) throw new InputError(`${label}: the column name "${twice}" stands twice; rename one.`);
}
