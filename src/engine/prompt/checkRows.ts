// Looks at sample rows through a prompt before anything is sent: empty rows, missing fields, rows too long for a model. Warnings, never errors.
import type { Row } from '../dataset';
import type { Prompt } from './template';
import type { PromptProblem } from './promptProblem';

export type RowLimits = {
  /** Longest content that the smallest model of the ladder takes, in characters; absent: not known. */
  readonly longestCharacters?: number;
};

/** One warning per kind of oddity, naming the first rows (1-based, as people count) and how many there are. */
export function checkRows(prompt: Prompt, rows: Iterable<Row>, limits: RowLimits = {}): readonly PromptProblem[] {
  const empty: number[] = [];
  const partly = new Map<string, number[]>();
  const long: number[] = [];
  for (const row of rows) {
    const missing = prompt.missingFields(row);
    if (missing.length === prompt.fields.length) empty.push(row.index + 1);
    else for (const field of missing) partly.set(field, [...(partly.get(field) ?? []), row.index + 1]);
    if (prompt.render(row).content.length > (limits.longestCharacters ?? Infinity)) long.push(row.index + 1);
  }
  const problems: PromptProblem[] = [];
  const warn = (message: string) => problems.push({ severity: 'warning', message });
  if (empty.length > 0) {
    warn(`${listRows(empty)} ${empty.length === 1 ? 'has' : 'have'} no text in any column that the prompt uses.`);
  }
  for (const [field, missing] of partly) warn(`{{${field}}} is empty in ${listRows(missing).toLowerCase()}.`);
  if (long.length > 0) {
    const limit = String(limits.longestCharacters);
    warn(`${listRows(long)} may be too long for a model of the ladder (over ${limit} characters).`);
  }
  return problems;
}

const rowsListed = 3;

/** `Row 7`, `Rows 7 and 9`, `Rows 7, 9, 12 and 40 more`. */
function listRows(rows: readonly number[]): string {
  if (rows.length === 1) return `Row ${String(rows[0])}`;
  if (rows.length <= rowsListed) return `Rows ${rows.slice(0, -1).join(', ')} and ${String(rows.at(-1))}`;
  return `Rows ${rows.slice(0, rowsListed).join(', ')} and ${String(rows.length - rowsListed)} more`;
}
