// Header cells -> column names. Blanks around a name are dropped, an unnamed column gets a name by its place; two of one name are refused,
// since a prompt could not tell them apart.
import { InputError } from '../../engine/inputError';

/** A day with its time, with which lines of a log begin; a day alone may name a column, as in tables that are wide. */
const pointInTime = /^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;

/** @throws {InputError} for duplicate names */
export function nameColumns(
  header: readonly string[],
  label: string,
  line: number,
): { readonly columns: readonly string[]; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const unnamed: { readonly at: number; readonly invented: string }[] = [];
  const trimmed = header.map((cell) => cell.trim());
  const taken = new Map<string, number>();
  trimmed.forEach((name, at) => {
    if (name === '') return;
    const before = taken.get(name);
    if (before !== undefined)
      throw new InputError(
        `${label}, line ${String(line)}: the column name "${name}" stands twice (columns ${String(before + 1)} and ${String(at + 1)}); rename one.`,
      );
    taken.set(name, at);
  });
  const columns = trimmed.map((name, at) => {
    if (name !== '') return name;
    let invented = `column_${String(at + 1)}`;
    while (taken.has(invented)) invented += '_';
    taken.set(invented, at);
    unnamed.push({ at, invented });
    return invented;
  });
  const [first, ...more] = unnamed;
  if (first)
    warnings.push(
      more.length < 3
        ? unnamed
            .map(
              ({ at, invented }) =>
                `${label}, line ${String(line)}: column ${String(at + 1)} has no name; it is called "${invented}".`,
            )
            .join(' ')
        : `${label}, line ${String(line)}: ${String(unnamed.length)} columns have no name; they are called "${first.invented}" to "${more.at(-1)!.invented}".`,
    );
  if (trimmed.length > 1 && unnamed.length === trimmed.length - 1)
    warnings.push(
      `${label}, line ${String(line)}: only one column has a name; if the line is a title, not the column names, skip it (--skip-lines ${String(line)}).`,
    );
  const data = trimmed.find((name) => name !== '' && (Number.isFinite(Number(name)) || pointInTime.test(name)));
  if (data !== undefined)
    warnings.push(
      `${label}, line ${String(line)}: "${data}" is taken for a column's name; if the file has no header, add one.`,
    );
  return { columns, warnings };
}
