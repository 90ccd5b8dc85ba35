// The cell that shows a run's results in a notebook: the code that loads the result file, and a table of the first rows as its output.
import { extensionOf } from '../formats';

export type NewCell = {
  readonly kind: 'code' | 'markdown';
  readonly text: string;
  /** What the cell shows, by MIME type, as if it had been run; code cells only. */
  readonly output?: Readonly<Record<string, string>>;
};

export type ResultCellRequest = {
  /** Path of the result file as the notebook's kernel will find it. */
  readonly outPath: string;
  /** Kernel language; others than Python and R get a comment that names the file. */
  readonly language: string;
  readonly columns: readonly string[];
  /** First rows, to be shown. */
  readonly rows: readonly (readonly string[])[];
  readonly rowCount: number;
};

export function resultCell(request: ResultCellRequest): NewCell {
  const { columns, rows, rowCount } = request;
  const shape = `${String(rowCount)} rows × ${String(columns.length)} columns`;
  const line = (tag: string, cells: readonly string[]) =>
    `    <tr>\n${cells.map((cell) => `      <${tag}>${escapeHtml(cell)}</${tag}>\n`).join('')}    </tr>\n`;
  const html = `<table border="1" class="dataframe">\n  <thead>\n${line('th', columns)}  </thead>\n  <tbody>\n${rows.map((row) => line('td', row)).join('')}  </tbody>\n</table>\n<p>${shape}</p>`;
  const plain = [columns, ...rows].map((cells) => cells.join('\t')).join('\n') + `\n\n[${shape}]`;
  return { kind: 'code', text: loadingCode(request), output: { 'text/html': html, 'text/plain': plain } };
}

function loadingCode({ outPath, language }: ResultCellRequest): string {
  const path = JSON.stringify(outPath.replaceAll('\\', '/'));
  const extension = extensionOf(outPath);
  if (language === 'python') {
    // Text stays text: leading zeros and long numbers survive.
    const call: Record<string, string> = {
      tsv: `pd.read_csv(${path}, sep="\\t", dtype=str, keep_default_na=False)`,
      jsonl: `pd.read_json(${path}, lines=True)`,
      json: `pd.read_json(${path})`,
      parquet: `pd.read_parquet(${path})`,
    };
    return `import pandas as pd\n\nsmart = ${call[extension] ?? `pd.read_csv(${path}, dtype=str, keep_default_na=False)`}\nsmart.head()`;
  }
  if (language.toLowerCase() === 'r') {
    if (extension === 'jsonl') return `smart <- jsonlite::stream_in(file(${path}))\nhead(smart)`;
    if (extension === 'json') return `smart <- jsonlite::fromJSON(${path})\nhead(smart)`;
    if (extension === 'parquet') return `smart <- arrow::read_parquet(${path})\nhead(smart)`;
    const separator = extension === 'tsv' ? ', sep = "\\t"' : '';
    return `smart <- read.csv(${path}${separator}, colClasses = "character")\nhead(smart)`;
  }
  return `# Results: ${outPath}`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
