// How large the table is that an output draws a part of, as its own words tell: a footer, a caption, a line before or after.

export type TableShape = {
  readonly rows?: number;
  /** Without the index. */
  readonly columns?: number;
  /** More than is shown, and nobody says how much. */
  readonly isCut?: true;
};

const number = String.raw`(\d+(?:[,_ \u202f\u00a0]\d{3})*)\s*`;
const shapes = [
  // pandas: "5000 rows × 2 columns"; DuckDB: "5000 rows (40 shown) 2 columns"
  new RegExp(String.raw`${number}rows?\s*(?:[×x]|\([^)]*\))\s*${number}columns?`, 'iu'),
  // Polars: "shape: (5_000, 2)"
  new RegExp(String.raw`shape:\s*\(${number}(?:,\s*${number})?,?\)`, 'iu'),
  // R: "A data.frame: 5000 × 2", "A tibble: 5,000 × 2"
  new RegExp(String.raw`A [\w.]+[^:]{0,80}:\s*${number}[×x]\s*${number}`, 'u'),
  // Julia: "5000×2 DataFrame"
  new RegExp(String.raw`${number}×\s*${number}\s*\w*DataFrame`, 'u'),
];
// Spark
const topOnly = /only showing top \d+ rows?/i;

/** @param text beside the table, its cells left out */
export function shapeIn(text: string): TableShape {
  for (const shape of shapes) {
    const found = shape.exec(text);
    if (found === null) continue;
    const [rows, columns] = [found[1], found[2]].map((digits) => digits && Number(digits.replace(/\D/g, '')));
    return {
      ...(typeof rows === 'number' && { rows }),
      ...(typeof columns === 'number' && { columns }),
    };
  }
  return topOnly.test(text) ? { isCut: true } : {};
}
