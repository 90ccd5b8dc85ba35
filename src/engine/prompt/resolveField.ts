// Turns a placeholder's name into a column, or a column and a path into its nested value, and reads the row's text there.
// A column whose name holds dots or brackets wins over a path; nested values come from the dataset, or from JSON text in the cell.
import type { Row } from '../dataset';
import { textOfValue, valueAt } from '../jsonPath';
import { nearestName } from '../nearestName';

export type FieldSource = {
  /** As written between the braces. */
  readonly name: string;
  readonly column: string;
  /** Path below the column, absent for the column itself. */
  readonly path?: string;
};

/**
 * Two names that look the same may be of different characters: macOS writes an accent as a letter of its own, spreadsheets and web pages leave
 * hard blanks and marks that cannot be seen, keyboards of East Asia write wide letters.
 */
const looks = (name: string) =>
  name
    .normalize('NFKC')
    .replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

/** The longest column that the name is, or that it continues with `.` or `[`; undefined when there is none. */
export function resolveField(name: string, columns: readonly string[]): FieldSource | undefined {
  if (columns.includes(name)) return { name, column: name };
  const alike = columns.filter((column) => looks(column) === looks(name));
  if (alike.length === 1) return { name, column: alike[0]! };
  let column: string | undefined;
  for (const candidate of columns) {
    const next = name[candidate.length];
    if (name.startsWith(candidate) && (next === '.' || next === '[') && candidate.length > (column?.length ?? 0)) {
      column = candidate;
    }
  }
  if (column === undefined) return undefined;
  return { name, column, path: name.slice(column.length).replace(/^\./, '') };
}

/** The row's text at the field; undefined where it has none. */
export function readField(row: Row, field: FieldSource): string | undefined {
  const direct = row.get(field.path === undefined ? field.column : field.name);
  if (direct !== undefined || field.path === undefined) return direct;
  const cell = row.get(field.column);
  if (cell === undefined || !/^\s*[[{]/.test(cell)) return undefined;
  try {
    return textOfValue(valueAt(JSON.parse(cell), field.path));
  } catch {
    return undefined; // Not JSON: the row has no such nested value.
  }
}

const namesListed = 12;

/** The sentence for a name that is no column. */
export function unknownColumnMessage(name: string, columns: readonly string[]): string {
  // `{{row.text}}` and `{{row["text"]}}`, as templates of other tools have it, mean the column "text".
  const last = /\[\s*["'](.+)["']\s*\]$/.exec(name)?.[1] ?? name.split('.').at(-1);
  const nearest = nearestName(name, columns) ?? columns.find((column) => column === last);
  const listed = columns.slice(0, namesListed).join(', ');
  const more = columns.length > namesListed ? ` and ${String(columns.length - namesListed)} more` : '';
  const have = columns.length === 0 ? 'The dataset has no columns.' : `The dataset has ${listed}${more}.`;
  const mend = nearest === undefined ? '' : ` Did you mean {{${nearest}}}?`;
  return `There is no column "${name}". ${have}${mend}`;
}
