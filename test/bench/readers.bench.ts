// How long reading every row of a large file takes beside the library that is best known for its format, in pairs, one after the other on the same file:
// csv-parse, lines through JSON.parse, hyparquet, apache-arrow. Ours reads it twice: to find encoding and dialect, refuse what is broken and hash it; then its rows.
// Usage: node dist/test/bench/readers.bench.js [rows] [csv|jsonl|parquet|arrow ...] (1,000,000, all). Prints; asserts nothing.
import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as arrow from 'apache-arrow';
import { parse } from 'csv-parse';
import { openDataset } from '../../src/datasets/openDataset';
import { writeResults } from '../../src/datasets/results/writeResults';
import { writeBigDataset } from './bigDataset';

const pairs = 3;
const formats = ['csv', 'jsonl', 'parquet', 'arrow'] as const;
type Format = (typeof formats)[number];

/** Characters of the column `text`, so that no reader can be lazy. */
type Reader = (path: string) => Promise<number>;

const ours: Reader = async (path) => {
  const dataset = await openDataset(path);
  let characters = 0;
  for await (const row of dataset.rows()) characters += row.get('text')!.length;
  await dataset.close();
  return characters;
};

const theirs: Readonly<Record<Format, { readonly name: string; readonly read: Reader }>> = {
  csv: {
    name: 'csv-parse',
    read: async (path) => {
      let characters = 0;
      for await (const row of createReadStream(path).pipe(parse({ columns: true })))
        characters += (row as { text: string }).text.length;
      return characters;
    },
  },
  jsonl: {
    name: 'readline and JSON.parse',
    read: async (path) => {
      let characters = 0;
      for await (const line of createInterface({ input: createReadStream(path) }))
        characters += (JSON.parse(line) as { text: string }).text.length;
      return characters;
    },
  },
  parquet: {
    name: 'hyparquet',
    read: async (path) => {
      const { parquetReadObjects } = await import('hyparquet');
      const { compressors } = await import('hyparquet-compressors');
      const { buffer, byteOffset, byteLength } = readFileSync(path);
      const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
      const rows = await parquetReadObjects({ file, compressors });
      return rows.reduce((sum, { text }) => sum + (text as string).length, 0);
    },
  },
  arrow: {
    name: 'apache-arrow',
    read: (path) => {
      let characters = 0;
      for (const row of arrow.tableFromIPC(readFileSync(path))) characters += (row['text'] as string).length;
      return Promise.resolve(characters);
    },
  },
};

async function makeFile(folder: string, format: Format, rows: number): Promise<string> {
  const path = join(folder, `big.${format}`);
  if (format === 'csv' || format === 'jsonl') {
    writeBigDataset(path, rows, format);
    return path;
  }
  const csv = join(folder, 'made.csv');
  writeBigDataset(csv, format === 'arrow' ? Math.min(rows, 50_000) : rows, 'csv');
  const dataset = await openDataset(csv);
  if (format === 'parquet') {
    await writeResults({ dataset, outPath: path, columns: [], valuesOf: () => [] });
    return path;
  }
  // One batch again and again.
  const texts: string[] = [];
  for await (const row of dataset.rows()) texts.push(row.get('text')!);
  const { batches } = new arrow.Table({
    id: arrow.vectorFromArray(
      texts.map((_, row) => row),
      new arrow.Int32(),
    ),
    text: arrow.vectorFromArray(texts, new arrow.Utf8()),
  });
  const times = Math.max(1, Math.round(rows / texts.length));
  writeFileSync(path, arrow.tableToIPC(new arrow.Table(Array<typeof batches>(times).fill(batches).flat()), 'file'));
  return path;
}

async function seconds(read: Reader, path: string): Promise<{ seconds: number; characters: number }> {
  const began = performance.now();
  const characters = await read(path);
  return { seconds: (performance.now() - began) / 1000, characters };
}

async function main(): Promise<void> {
  const [first = '1000000', ...rest] = process.argv.slice(2);
  const wanted = formats.filter((format) => rest.length === 0 || rest.includes(format));
  for (const format of wanted) {
    const folder = mkdtempSync(join(tmpdir(), 'smart-readers-'));
    try {
      const path = await makeFile(folder, format, Number(first));
      const { name, read } = theirs[format];
      const ratios: number[] = [];
      const best = { own: Infinity, other: Infinity };
      for (let pair = 0; pair < pairs; pair++) {
        const own = await seconds(ours, path);
        const other = await seconds(read, path);
        if (own.characters !== other.characters) throw new Error(`${format}: the readers read different texts`);
        ratios.push(own.seconds / other.seconds);
        best.own = Math.min(best.own, own.seconds);
        best.other = Math.min(best.other, other.seconds);
      }
      ratios.sort((a, b) => a - b);
      console.log(
        `${format.padEnd(8)} ${Number(first).toLocaleString('en')} rows, ${(statSync(path).size / 1e6).toFixed(0)} MB: ours ${best.own.toFixed(2)} s, ${name} ${best.other.toFixed(2)} s, ` +
          `ratio ${ratios[pairs >> 1]!.toFixed(2)} (${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}), peak ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

void main();
