// The folder that host tests open in VS Code, made anew for each run: labelled sentences as CSV and JSONL, a notebook, a job file.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const sentenceCount = 60;

const openings = ['The food was', 'Our room was', 'This phone is', 'The plot was', 'Service here is', 'The battery is'];
const opinions = ['wonderful', 'terrible', 'great', 'awful', 'a delight', 'a waste of money', 'superb', 'horrible'];

/** Sentence of a row, all different; every second opinion is a good one. */
function sentence(row: number): string {
  return `${openings[row % openings.length]!} ${opinions[row % opinions.length]!}, visit ${String(row + 1)}.`;
}

const csvNames = [
  'reviews.csv',
  'tab.csv',
  'title.csv',
  'palette.csv',
  'job.csv',
  'control.csv',
  'tool.csv',
  'try.csv',
  'key.csv',
  'editor.csv',
  'wizard.csv',
  'queue-a.csv',
  'queue-b.csv',
];

const jobFile = {
  dataset: 'job.csv',
  prompt: 'From a job file: is this positive or negative? {{text}}',
  labels: ['positive', 'negative'],
  examples: [{ values: { text: 'A solved row.' }, answer: 'positive' }],
  accuracy: 0.9,
};

/** @returns the folder to open and a user-data folder with settings of the tests. */
export function makeTestWorkspace(): { readonly workspace: string; readonly userData: string } {
  const workspace = mkdtempSync(join(tmpdir(), 'smart-workspace-'));
  const userData = mkdtempSync(join(tmpdir(), 'smart-user-'));
  const rows = Array.from({ length: sentenceCount }, (_, row) => ({ id: row + 1, text: sentence(row) }));
  // One for each test that runs to the end, so that none finds another's results.
  for (const name of csvNames)
    writeFileSync(
      join(workspace, name),
      `id,text\n${rows.map(({ id, text }) => `${String(id)},"${text}"`).join('\n')}\n`,
    );
  writeFileSync(join(workspace, 'sentiment.smart.json'), JSON.stringify(jobFile, null, 2));
  writeFileSync(join(workspace, 'reviews.jsonl'), `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`);
  writeFileSync(join(workspace, 'notes.txt'), 'not a dataset\n');
  writeFileSync(join(workspace, 'broken.csv'), 'id,text\n1,"never closed\n2,next\n');
  writeFileSync(join(workspace, 'frame.ipynb'), JSON.stringify(cutNotebook(rows.map(({ text }) => text))));
  writeFileSync(join(workspace, 'cells.ipynb'), JSON.stringify(notebook(rows.slice(0, 12).map(({ text }) => text))));
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(join(userData, 'User', 'settings.json'), '{}');
  return { workspace, userData };
}

/** A notebook with a heading and a code cell whose output is a data frame, as pandas draws it. */
function notebook(texts: readonly string[]): object {
  const rows = texts.map((text, row) => frameRow(String(row), text)).join('');
  return notebookOf('reviews.head(12)', frameTable(rows));
}

/** The same of a longer frame, of which pandas draws the ends; then a cell that has not been run. */
function cutNotebook(texts: readonly string[]): object {
  const drawn = texts.map((text, row) => frameRow(String(row), text));
  const rows = [...drawn.slice(0, 5), frameRow('...', '...'), ...drawn.slice(-5)].join('');
  const html = `<div>${frameTable(rows)}<p>${String(texts.length)} rows × 1 columns</p></div>`;
  const unrun = { cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source: ['print(reviews)'] };
  const made = notebookOf('reviews', html);
  return { ...made, cells: [...made.cells, unrun] };
}

const frameRow = (label: string, text: string) => `<tr><th>${label}</th><td>${text}</td></tr>`;
const frameTable = (rows: string) =>
  `<table border="1" class="dataframe"><thead><tr style="text-align: right;"><th></th><th>text</th></tr></thead><tbody>${rows}</tbody></table>`;

function notebookOf(source: string, html: string): { readonly cells: readonly object[] } {
  const data = { 'text/html': [html], 'text/plain': ['...'] };
  const output = { output_type: 'execute_result', execution_count: 1, metadata: {}, data };
  return {
    cells: [
      { cell_type: 'markdown', metadata: {}, source: ['# Reviews'] },
      { cell_type: 'code', execution_count: 1, metadata: {}, outputs: [output], source: [source] },
    ],
    ...{ metadata: { language_info: { name: 'python' } }, nbformat: 4, nbformat_minor: 5 },
  };
}
