// Texts that a spreadsheet takes for formulas when it opens a CSV file (OWASP, CSV injection). The rule of SMART: data stay as they are, and it
// is told where such texts are; an apostrophe before them only where the user wants it (docs/decisions/0074-formulas-in-results.md).

/** Signs that begin a formula, in full width as well, which Excel takes for the same; and blanks that it skips before them. */
const beginning = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const plainNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?%?$/;

export function isFormula(text: string): boolean {
  return beginning.test(text) && !plainNumber.test(text);
}

/** With an apostrophe before it, which spreadsheets take for "this is text". */
export function escapeFormula(text: string): string {
  return isFormula(text) ? `'${text}` : text;
}

/** An ASCII letter or digit, with which no formula begins and nearly every cell does; NaN for an empty text is none. */
const isOrdinary = (code: number) =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a);

const mostNamed = 5;

/** Gathers the rows in which a result holds formulas. A row may be looked at more than once: results are written anew in another encoding. */
export class FormulaWatch {
  private last = -1;
  private count = 0;
  private readonly named: number[] = [];

  /** @param row 0-based, ascending in each pass */
  look(row: number, cells: readonly unknown[]): void {
    if (row <= this.last) return;
    this.last = row;
    for (const cell of cells) {
      if (typeof cell !== 'string' || isOrdinary(cell.charCodeAt(0)) || !isFormula(cell)) continue;
      this.count++;
      if (this.named.length < mostNamed) this.named.push(row + 1);
      return;
    }
  }

  /** A sentence for the user; undefined: there were none. */
  note(what: string, mend: string): string | undefined {
    if (this.count === 0) return undefined;
    const more = this.count - this.named.length;
    const rows = `row${this.count === 1 ? '' : 's'} ${this.named.join(', ')}${more > 0 ? ` and ${more.toLocaleString('en')} more` : ''}`;
    return `${what} of ${rows} begin like a formula of a spreadsheet (=, +, -, @) and stand as they are; ${mend}`;
  }
}
