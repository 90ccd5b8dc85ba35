// The port to a table of rows, whatever its format. Cells are text as they stand in the file; nothing is converted.

export type Row = {
  /** 0-based position in file order. */
  readonly index: number;
  /** 1-based line in the file where the row starts, where the format has lines. */
  readonly line?: number;
  /** Text of a column, or of a dotted path into a nested value; undefined where the row has none. */
  get(column: string): string | undefined;
};

export interface Dataset {
  /** What people see: the file's name. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rowCount: number;
  /** Of the whole content; a changed dataset has another. */
  readonly hash: string;
  /** Oddities met while reading that do not stop a run, each a sentence. */
  readonly warnings: readonly string[];
  /** All rows, or those of ascending indices, in file order. Memory stays bounded. */
  rows(indices?: ArrayLike<number>): AsyncIterable<Row>;
  close(): Promise<void>;
}
