// `smart check`: what was understood of a dataset, before anything is asked or paid: format, encoding, dialect, columns, rows, oddities.
import { joinFiles } from '../datasets/files/joinFiles';
import { openDataset } from '../datasets/openDataset';
import type { OpenedDataset } from '../datasets/openedDataset';
import { previewDataset, type PreviewedColumn } from '../datasets/previewDataset';
import { InputError } from '../engine/inputError';
import { readingOptions } from '../engine/options/readingOptions';
import { withStorage } from './cliStorage';
import type { Command } from './command';
import { readCommandLine } from './commandLine';
import { argsOf, givenOptions, switchesOf, usageOf } from './switches';
import { textTable } from './textTable';

const switches = [...switchesOf(readingOptions), { name: 'json', help: 'one JSON object on stdout' }];
const usage = `Usage:
  smart check DATASET [options]   what was understood of a dataset; nothing is asked and nothing is paid

${usageOf(switches)}`;

/** Values shown of each column. */
const examplesShown = 3;
const longestExample = 60;

type Checked = {
  readonly format: string;
  /** Of text formats; null of others: every format has the same fields. */
  readonly encoding: string | null;
  /** Of delimited text, else null. */
  readonly dialect: { readonly delimiter: string; readonly hasQuotes: boolean; readonly escape: string } | null;
  readonly columns: readonly {
    readonly name: string;
    readonly type: PreviewedColumn['type'];
    readonly examples: readonly string[];
  }[];
  readonly rows: number;
  readonly warnings: readonly string[];
};

export const checkCommand: Command = async (argv, io) => {
  const line = readCommandLine('smart check', usage, argsOf(switches), argv, io);
  if (!line) return 0;
  const { values, positionals } = line;
  const [path, ...more] = positionals;
  if (path === undefined) throw new InputError('Name a dataset: smart check reviews.csv.');
  return withStorage(async (storage) => {
    const dataset = await openDataset(
      more.length > 0 ? joinFiles(positionals) : path,
      givenOptions(values, readingOptions),
      storage,
    );
    try {
      const checked = await look(dataset);
      io.stdout.write(values.json ? `${JSON.stringify(checked, undefined, 2)}\n` : textOf(checked));
      return 0;
    } finally {
      await dataset.close();
    }
  });
};

async function look(dataset: OpenedDataset): Promise<Checked> {
  const { columns, rows } = await previewDataset(dataset, 50);
  const form = dataset.text?.form;
  const examplesOf = (at: number) =>
    [...new Set(rows.map((row) => row[at]!).filter((cell) => cell.trim() !== ''))]
      .slice(0, examplesShown)
      .map((cell) => (cell.length > longestExample ? `${cell.slice(0, longestExample)}...` : cell));
  // Its tables are held as CSV, which nobody wrote.
  const isNotebook = /\.ipynb$/i.test(dataset.name);
  return {
    format: isNotebook ? 'notebook' : dataset.format,
    encoding: dataset.text?.file.layout.encoding.name ?? null,
    dialect:
      form?.kind === 'delimited' && !isNotebook
        ? { delimiter: form.dialect.delimiter, hasQuotes: form.dialect.hasQuotes, escape: form.dialect.escape }
        : null,
    columns: columns.map(({ name, type }, at) => ({ name, type, examples: examplesOf(at) })),
    rows: dataset.rowCount,
    warnings: dataset.warnings,
  };
}

function textOf({ format, encoding, dialect, columns, rows, warnings }: Checked): string {
  const how = [
    format,
    ...(encoding === null ? [] : [encoding]),
    ...(dialect ? [`delimiter ${JSON.stringify(dialect.delimiter)}`] : []),
    `${rows.toLocaleString('en')} row${rows === 1 ? '' : 's'}`,
  ].join(', ');
  const lines = textTable([['column', 'type'], ...columns.map(({ name, type }) => [name, type])]).map((line, at) =>
    at === 0
      ? `${line}  examples`
      : `${line}  ${columns[at - 1]!.examples.map((text) => JSON.stringify(text)).join(', ')}`,
  );
  return `${[how, ...lines, ...warnings].join('\n')}\n`;
}
