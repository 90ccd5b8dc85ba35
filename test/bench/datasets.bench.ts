// Rows per second and peak memory of opening, reading and writing a large CSV or JSON-lines file, and our scanner beside csv-parse. Usage:
// node dist/test/bench/datasets.bench.js [rows] [csv|jsonl] (default 1,000,000 rows, some 300 MB, among the system's temporary files).
// Prints; asserts nothing.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { scanDelimited, splitRecord } from '../../src/datasets/csv/scanDelimited';
import { textStart } from '../../src/datasets/recordFile';
import { openDataset } from '../../src/datasets/openDataset';
import { writeResults } from '../../src/datasets/results/writeResults';
import { writeBigDataset } from './bigDataset';

const rowCount = Number(process.argv[2] ?? 1_000_000);
const format = process.argv[3] === 'jsonl' ? 'jsonl' : 'csv';

type Timed = <T>(what: string, rows: number, work: () => Promise<T>) => Promise<T>;

/** The same rows through csv-parse with and without source text, and through our scanner and splitter. */
async function compareParsers(path: string, timed: Timed): Promise<void> {
  const text = readFileSync(path).subarray(0, 30_000_000);
  const bytes = text.subarray(0, text.lastIndexOf('\n') + 1);
  let rows = 0;
  const dialect = { delimiter: ',', hasQuotes: true, escape: '"', skipsSpace: false, newline: '\n' } as const;
  const scan = (sink: (start: number, end: number) => void) => {
    const scanner = scanDelimited(dialect, path, sink, textStart);
    scanner.push(bytes);
    scanner.end();
  };
  scan(() => rows++);
  await timed('scanner alone', rows, async () => {
    scan(() => undefined);
  });
  await timed('scanner and splitter', rows, async () => {
    scan((start, end) => void splitRecord(bytes.toString('utf8', start, end), dialect));
  });
  await timed('csv-parse', rows, async () => void parse(bytes));
  await timed('csv-parse with source text', rows, async () => void parse(bytes, { raw: true, info: true }));
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'smart-bench-'));
  try {
    const path = join(folder, `big.${format}`);
    writeBigDataset(path, rowCount, format);
    const megabytes = (statSync(path).size / 1e6).toFixed(0);
    console.log(`${rowCount.toLocaleString('en')} rows, ${megabytes} MB`);
    const timed: Timed = async (what, rows, work) => {
      const start = process.hrtime.bigint();
      const cpu = process.cpuUsage();
      const result = await work();
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      const used = process.cpuUsage(cpu);
      console.log(
        `${what.padEnd(28)} ${seconds.toFixed(2).padStart(7)} s ${((used.user + used.system) / 1e6).toFixed(2).padStart(7)} CPU s ${Math.round(
          rows / seconds,
        )
          .toLocaleString('en')
          .padStart(11)} rows/s  peak ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
      );
      return result;
    };
    if (format === 'csv') await compareParsers(path, timed);
    const dataset = await timed('open (pass 1)', rowCount, () => openDataset(path));
    await timed('read all (pass 2)', rowCount, async () => {
      let characters = 0;
      for await (const row of dataset.rows()) characters += row.get('text')!.length;
      return characters;
    });
    const sample = Array.from({ length: 1000 }, (_, at) => Math.floor((at * rowCount) / 1000));
    await timed('read 1,000 spread rows', sample.length, async () => {
      let characters = 0;
      for await (const row of dataset.rows(sample)) characters += row.get('text')!.length;
      return characters;
    });
    const answers = ['positive', 'negative'];
    await timed('write with 3 columns', rowCount, () =>
      writeResults({
        dataset,
        outPath: join(folder, `big.smart.${format}`),
        columns: ['smart_answer', 'smart_model', 'smart_status'],
        valuesOf: (row) => [answers[row & 1], 'afinn', 'answered'],
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
