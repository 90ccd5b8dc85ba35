// Tables of Polars, R and Julia tell each column's type in a last line of headings, and mark texts and missing values in their cells.

const polars =
  /^(?:[iu](?:8|16|32|64|128)|f(?:16|32|64)|str|bool|date|time|cat|enum|binary|null|object|unknown|(?:datetime|duration|list|array|struct|decimal|cat|enum)\b.*)$/;
/** `<chr>`, `<I<chr>>`, `<S3: POSIXct>`. */
const r = /^<.+>$/;
const julia =
  /^(?:U?Int\d*|Float\d+|BigInt|BigFloat|Bool|Char|String\d*|SubString.*|Symbol|Any|Missing|Nothing|Date|DateTime|Time|Union.*|Vector.*|Array.*|Cat\S*|Real|Number|Abstract\w*|Rational.*)\??$/;

/** @param head texts of the lines of headings @returns the type of each column, where the last line tells nothing but types below another line */
export function typeRowOf(head: readonly (readonly string[])[]): readonly string[] | undefined {
  const last = head.at(-1);
  if (head.length < 2 || !last) return undefined;
  const told = last.filter((text) => text !== '' && text !== '…' && text !== '...');
  const isTyped = told.length > 0 && [polars, r, julia].some((types) => told.every((text) => types.test(text)));
  return isTyped ? last : undefined;
}

/** The value of a cell of Polars: texts stand in quotes, a missing value is a bare `null`. Other tables mark nothing. */
export function withoutMarks(cell: string, type: string | undefined): string {
  if (type === undefined || !polars.test(type)) return cell;
  if (cell === 'null') return '';
  if (!/^(?:str|cat|enum)/.test(type)) return cell;
  return /^"([\s\S]*)"$/.exec(cell)?.[1] ?? /^"([\s\S]*…)$/.exec(cell)?.[1] ?? cell;
}
