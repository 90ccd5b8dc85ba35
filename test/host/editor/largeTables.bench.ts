// How the editor behaves with big tables: the extension in a real VS Code (its server, with Chromium), fed files of 100 MB. Told are times, the extension
// host's memory and how long it was deaf, and how soon typed letters appear. `npm run bench:editor`, or of fewer rows:
// node dist/test/host/editor/largeTables.bench.js [rows] [live rows] (1,000,000 and 20,000). Prints; asserts nothing.
import { chmodSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { writeTextTable } from '../../../src/datasets/parquet/writeTable';
import { readSampleSentences } from '../../../src/providers/embedded/sampleSentences';
import { writeBigDataset } from '../../bench/bigDataset';
import { writeLargeRun } from '../../panel/largeRun';
import { syntheticAnswerer } from '../../support/answerers';
import { startLlmServer } from '../../support/llmServer';
import { projectRoot } from '../hostFolder';
import { installHost } from '../installHost';
import { makeTestWorkspace } from '../testWorkspace';
import { bigFiles, tableVariables, type Figure } from './figures';
import { writeWideTable } from './wideTable';

const prompt = 'Is this positive or negative? {{text}}';
const labels = ['positive', 'negative'];
const live = { large: 10, small: 0.5 };

/** Written before the window opens and put beside its runs at the end. */
const earlierRuns = 300;
const rowsOfEarlierRun = 100;

async function writeParquet(path: string, rows: number): Promise<void> {
  const sentences = readSampleSentences();
  async function* texts() {
    for (let row = 0; row < rows; row++)
      yield [String(row), `Title ${String(row)}`, `${sentences[row % sentences.length]!.text} ${String(row)}`];
  }
  const file = openSync(path, 'w');
  try {
    await writeTextTable(file, ['id', 'title', 'text'], texts());
  } finally {
    closeSync(file);
  }
}

async function writeTables(workspace: string, rows: number, liveRows: number): Promise<void> {
  writeBigDataset(join(workspace, bigFiles.csv), rows, 'csv');
  writeBigDataset(join(workspace, bigFiles.jsonl), Math.ceil(rows / 5), 'jsonl');
  await writeParquet(join(workspace, bigFiles.parquet), Math.ceil(0.3 * rows));
  writeWideTable(join(workspace, bigFiles.wide), Math.ceil(rows / 5000));
  writeBigDataset(join(workspace, bigFiles.live), liveRows, 'csv');
  // Other texts, so that no answer is in the cache.
  writeBigDataset(join(workspace, bigFiles.again), Math.ceil(liveRows / 10), 'csv', 2);
  const job = { prompt, labels, accuracy: 0.9, strategy: 'certified' };
  const write = (name: string, content: object) => {
    writeFileSync(join(workspace, name), JSON.stringify(content));
  };
  write(bigFiles.job, { dataset: bigFiles.csv, ...job, models: 'embedded' });
  const models = Object.entries(live).map(([model, usd]) => ({
    provider: 'local',
    model,
    price: { inputPerMillion: usd, outputPerMillion: usd },
  }));
  write(bigFiles.liveJob, { dataset: bigFiles.live, ...job, models });
  write(bigFiles.againJob, { dataset: bigFiles.again, ...job, models });
}

async function main(): Promise<void> {
  const [rows = 1_000_000, liveRows = 20_000] = process.argv.slice(2).map(Number);
  installHost();
  const executable = join(projectRoot, 'dist', 'test', 'host', 'codeHost.script.js');
  chmodSync(executable, 0o755);
  const { workspace, userData } = makeTestWorkspace();
  const folder = mkdtempSync(join(tmpdir(), 'smart-tables-'));
  const server = await startLlmServer({
    answerer: syntheticAnswerer(labels, { small: 0.02 }),
    priceOf: (model) => {
      const usd = live[model as keyof typeof live];
      return { type: 'token', inputPerMillion: usd, outputPerMillion: usd };
    },
  });
  try {
    await writeTables(workspace, rows, liveRows);
    for (let run = 0; run < earlierRuns; run++) await writeLargeRun(folder, rowsOfEarlierRun);
    const resultFile = join(folder, 'figures.json');
    process.env.VSHOST_TIMEOUT ??= '3600';
    try {
      await runTests({
        vscodeExecutablePath: executable,
        extensionDevelopmentPath: [projectRoot],
        extensionTestsPath: join(projectRoot, 'dist', 'test', 'host', 'editor', 'largeTablesSuite.run.js'),
        launchArgs: [workspace, `--user-data-dir=${userData}`],
        extensionTestsEnv: {
          SMART_TEST_RESULT: resultFile,
          [tableVariables.rows]: String(rows),
          [tableVariables.liveRows]: String(liveRows),
          [tableVariables.server]: server.url,
          [tableVariables.earlierRuns]: join(folder, 'runs'),
        },
      });
    } finally {
      // What was measured until a step failed is told as well.
      const told = existsSync(resultFile) ? (JSON.parse(readFileSync(resultFile, 'utf8')) as Figure[]) : [];
      for (const { name, value } of told) console.log(`${name.padEnd(58)} ${value}`);
    }
  } finally {
    await server.close();
    for (const made of [workspace, userData, folder]) rmSync(made, { recursive: true, force: true, maxRetries: 5 });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
});
