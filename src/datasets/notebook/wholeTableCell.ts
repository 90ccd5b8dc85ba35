// The code of a cell that writes the whole of a table of which an output shows a part.

export type WholeTableRequest = {
  /** Source of the cell whose output shows the table. */
  readonly source: string;
  /** Of the kernel. */
  readonly language: string;
  /** File name or path as the kernel will find it. */
  readonly file: string;
  /** Number of the cell's run, where it is known: IPython keeps what it put out by it. */
  readonly run?: number;
  /** What the output says of its library. @default pandas, in Python */
  readonly isPolars?: boolean;
};

/** Undefined: for this language, or of this cell, nobody can say. */
export function wholeTableCode({
  source,
  language,
  file,
  run,
  isPolars = false,
}: WholeTableRequest): string | undefined {
  const path = JSON.stringify(file);
  const last = lastLine(source);
  switch (language.toLowerCase()) {
    case 'python': {
      const shown = /^(?:display|print)\((.+)\)$/.exec(last)?.[1] ?? last;
      // Anything else might do its work a second time.
      const frame = pythonFrame.test(shown) ? shown : run === undefined ? undefined : `Out[${String(run)}]`;
      if (frame === undefined) return undefined;
      // The index becomes a column, so that the answers join back to the frame by it.
      return isPolars ? `${frame}.write_csv(${path})` : `${frame}.reset_index().to_csv(${path}, index=False)`;
    }
    case 'r':
      return rFrame.test(last) ? `write.csv(${last}, ${path}, row.names = FALSE)` : undefined;
    case 'julia':
      return juliaFrame.test(last) ? `using CSV\nCSV.write(${path}, ${last})` : undefined;
    default:
      return undefined;
  }
}

/** A frame by its name, or an end of it. */
const pythonFrame = /^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*(?:\.(?:head|tail)\(\s*\d*\s*\))?$/u;
const rFrame =
  /^(?:(?:head|tail)\(\s*)?[\p{L}.][\p{L}\p{N}._]*(?:\$[\p{L}\p{N}._]+)*(?:\s*(?:,\s*(?:n\s*=\s*)?\d+)?\s*\))?$/u;
const juliaFrame = /^(?:(?:first|last)\(\s*)?[\p{L}_][\p{L}\p{N}_]*(?:\s*,\s*\d+\s*\))?$/u;

/** The last statement, without what follows it. */
function lastLine(source: string): string {
  const lines = source.split('\n').filter((line) => !/^\s*(?:#|$)/.test(line));
  return (lines.at(-1) ?? '').replace(/;\s*$/, '').trim();
}
