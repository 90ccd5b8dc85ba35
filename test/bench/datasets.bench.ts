// Rows per second and peak memory of opening, reading and writing a large CSV. Usage: node dist/test/bench/datasets.bench.js [rows]
// (default 1,000,000 rows, some 300 MB, generated beside the system's temporary files). Prints; asserts nothing.
import { mkdtempSync, rmSync, statSync, writeSync, openSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeRandom } from '../../src/engine/random';
import { openDataset } from '../../src/datasets/openDataset';
import { writeResults } from '../../src/datasets/results/writeResults';

const rowCount = Number(process.argv[2] ?? 1_000_000);
const words =
  'the a movie film was really good bad not great plot acting, "quoted" it and story I liked naïve time'.split(' ');

function generate(path: string): void {
  const random = makeRandom(1, 'bench');
  const file = openSync(path, 'w');
  let held = 'id,title,text,rating,code\n';
  for (let row = 0; row < rowCount; row++) {
    let text = '';
    const wanted = 190 + random.next() * 110;
    while (text.length < wanted) text += words[Math.floor(random.next() * words.length)]! + ' ';
    held += `${String(row)},Title ${String(row)},"${text.replaceAll('"', '""')}",${String(row % 10)},000${String(row)}\n`;
    if (held.length > 1 << 20) {
      writeSync(file, held);
      held = '';
    }
  }
  writeSync(file, held);
  closeSync(file);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'smart-bench-'));
  try {
    const path = join(folder, 'big.csv');
    generate(path);
    const megabytes = (statSync(path).size / 1e6).toFixed(0);
    console.log(`${rowCount.toLocaleString('en')} rows, ${megabytes} MB`);
    const timed = async <T>(what: string, rows: number, work: () => Promise<T>): Promise<T> => {
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
        outPath: join(folder, 'big.smart.csv'),
        columns: ['smart_answer', 'smart_model', 'smart_status'],
        valuesOf: (row) => [answers[row & 1], 'afinn', 'answered'],
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
