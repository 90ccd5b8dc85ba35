// What is fuzzed: each kind of file that may lie in a stranger's folder, and what a user does with it on the command line. Nothing here
// needs a provider; a dry run goes as far as a run does before it asks.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { readOwnCheck } from '../../../src/app/ownCheckFigures';
import { writeReports } from '../../../src/app/writeReports';
import { isDeeperThan } from '../../../src/engine/limits';
import { readDelivery } from '../../../src/store/deliveryFile';
import { checkedLines } from '../../../src/store/journalFile';
import { JournalLines } from '../../../src/store/journalLine';
import { runSmart } from '../../support/runSmart';
import { hostileText, pick } from './hostileValues';
import { mutateBytes, mutateJson, mutateXml, type Mutation } from './mutate';
import { notebookSeed, workbookSeed } from './seeds';

export type Target = {
  readonly name: string;
  /** Writes the case's file into the folder and does what a user does; everything that is written to the terminal. */
  readonly run: (folder: string, mutation: Mutation) => Promise<Told[]>;
};

export type Told = { readonly code: number; readonly stdout: string; readonly stderr: string };

const csv = `text,id\n${Array.from({ length: 24 }, (_, row) => `"${row % 2 === 0 ? 'good' : 'awful'} film ${String(row)}",${String(row)}`).join('\n')}\n`;
const prompt = 'Good or bad? {{text}}';
const job = {
  dataset: 'x.csv',
  prompt,
  labels: ['positive', 'negative'],
  models: 'embedded',
  examples: [{ values: { text: 'fine' }, answer: 'positive' }],
  columns: { answer: 'a', model: 'm' },
  accuracy: 0.9,
  seed: 1,
  limit: 20,
  out: 'y.csv',
  escapeFormulas: false,
  reading: { skipLines: 0 },
};
const ladder = {
  providers: { local: { type: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1', keyEnv: 'SMART_NO_KEY' } },
  models: [
    { provider: 'local', model: 'a', price: 'free', maxOutputTokens: 5, headers: { 'x-a': 'b' }, body: { top_p: 1 } },
    { id: 'b', provider: 'openai', model: 'gpt-4.1', price: { inputPerMillion: 1, outputPerMillion: 2 } },
    { provider: 'anthropic', model: 'claude-sonnet-4-5', batch: true, price: { discount: 0.5 } },
  ],
};

/** A run with all its files, made once by running it with the built command line. */
export function makeSeedRun(folder: string): void {
  writeFileSync(join(folder, 'x.csv'), csv);
  execFileSync(
    process.execPath,
    [
      ...[resolve(__dirname, '../../../cli.js'), 'run', join(folder, 'x.csv'), '--prompt', prompt],
      ...['--labels', 'positive,negative', '--models', 'embedded', '--seed', '1', '--runs', join(folder, 'seed')],
    ],
    { stdio: 'pipe' },
  );
}

/** The folder of a run with one of its files mutated, and everything that reads a run without asking anybody. */
async function onRun(folder: string, mutate: (run: string) => void): Promise<Told[]> {
  const runs = join(folder, 'runs');
  const run = join(runs, 'r1');
  rmSync(runs, { recursive: true, force: true });
  mkdirSync(runs);
  cpSync(seedRun(folder), run, { recursive: true });
  mutate(run);
  const out = join(folder, 'export.csv');
  rmSync(out, { force: true });
  const at = ['--runs', runs];
  const told = [
    await runSmart('runs', ...at),
    await runSmart('runs', 'show', 'r1', ...at),
    await runSmart('runs', 'show', 'r1', '--json', ...at),
    await runSmart('runs', 'export', 'r1', '--out', out, ...at),
    await runSmart(
      ...['run', join(folder, 'x.csv'), '--prompt', prompt, '--labels', 'positive,negative', '--models', 'embedded'],
      ...['--dry-run', '--answers-of', 'r1', '--trust-answers', ...at],
    ),
    await runSmart(
      ...['run', join(folder, 'x.csv'), '--prompt', prompt, '--labels', 'positive,negative', '--models', 'embedded'],
      ...['--resume', 'r1', '--trust-answers', '--no-cache', '--out', join(folder, 'z.csv'), ...at],
    ),
  ];
  await readDelivery(run);
  await writeReports(run, await readOwnCheck(run));
  return told;
}

function seedRun(folder: string): string {
  const runs = join(folder, 'seed');
  return join(
    runs,
    readdirSync(runs).find((name) => existsSync(join(runs, name, 'manifest.json')))!,
  );
}

const document = (name: string): Target => ({
  name,
  run: (folder, mutation) =>
    onRun(folder, (run) => {
      const path = join(run, name);
      writeFileSync(path, mutateJson(JSON.parse(readFileSync(path, 'utf8')), mutation));
    }),
});

const journal: Target = {
  name: 'journal',
  run: (folder, mutation) =>
    onRun(folder, (run) => {
      const { random } = mutation;
      const path = join(run, 'journal.smartlog');
      const lines = [...checkedLines(path)].map(({ json }) => json?.toString('utf8') ?? '{}');
      for (let times = 1 + random.below(3); times > 0; times--) {
        const at = random.below(lines.length);
        const changed = mutateJson(parsed(lines[at]!), mutation);
        // An empty line could not carry a checksum, and one with a line end would be two.
        if (changed !== '' && !changed.includes('\n')) lines.splice(at, random.below(3) === 0 ? 0 : 1, changed);
      }
      const signed = new JournalLines();
      for (const line of lines) signed.add(line);
      const bytes = Buffer.from(signed.take());
      writeFileSync(path, random.below(5) === 0 ? mutateBytes(bytes, random) : bytes);
    }),
};

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isDeeperThan(value, 1000) ? {} : value;
  } catch {
    return {};
  }
}

const lock: Target = {
  name: 'lock',
  run: (folder, mutation) =>
    onRun(folder, (run) => {
      const { random } = mutation;
      const number = pick(random, ['1', '2', '9007199254740992', '1000000000', '-1', '1e9', '9'.repeat(200), '01', '']);
      const holder = { pid: 1, host: 'h', startedAt: 'now', boot: 'b', start: 's' };
      writeFileSync(join(run, `lock.${number}`), mutateJson(holder, mutation));
    }),
};

const jobFile: Target = {
  name: 'job file',
  async run(folder, mutation) {
    writeFileSync(join(folder, 'a.smart.json'), mutateJson(job, mutation));
    return [
      await runSmart('run', join(folder, 'a.smart.json'), '--dry-run', '--runs', join(folder, 'runs')),
      await runSmart('run', join(folder, 'a.smart.json'), '--dry-run', '--json', '--models', 'embedded'),
    ];
  },
};

const ladderFile: Target = {
  name: 'ladder',
  async run(folder, mutation) {
    writeFileSync(join(folder, 'ladder.json'), mutateJson(ladder, mutation));
    writeFileSync(join(folder, 'b.smart.json'), JSON.stringify({ ...job, models: 'ladder.json' }));
    return [await runSmart('run', join(folder, 'b.smart.json'), '--dry-run', '--runs', join(folder, 'runs'))];
  },
};

const examples: Target = {
  name: 'examples',
  async run(folder, mutation) {
    const solved = [
      { text: 'fine', answer: 'positive' },
      { text: 'bad', answer: 'negative' },
    ];
    writeFileSync(join(folder, 'solved.json'), mutateJson(solved, mutation));
    return [
      await runSmart(
        ...['run', join(folder, 'x.csv'), '--prompt', prompt, '--labels', 'positive,negative', '--models', 'embedded'],
        ...['--dry-run', '--examples', join(folder, 'solved.json')],
      ),
    ];
  },
};

/** What is understood of a dataset, and what a run of it would be. */
async function onDataset(path: string): Promise<Told[]> {
  return [
    await runSmart('check', path),
    await runSmart('run', path, '--prompt', prompt, '--models', 'embedded', '--task', 'text', '--dry-run'),
  ];
}

const notebook: Target = {
  name: 'notebook',
  run(folder, mutation) {
    const { random } = mutation;
    const seed = notebookSeed(random.below(3) === 0 ? (html) => mutateXml(html, mutation) : (html) => html);
    writeFileSync(join(folder, 'n.ipynb'), mutateJson(seed, mutation));
    return onDataset(join(folder, 'n.ipynb'));
  },
};

const jsonTable: Target = {
  name: 'JSON table',
  run(folder, mutation) {
    const rows = [
      { text: 'good', a: 1, __proto: null },
      { text: 'bad', a: { b: [1] } },
    ];
    const isLines = mutation.random.below(2) === 0;
    const path = join(folder, isLines ? 't.jsonl' : 't.json');
    writeFileSync(path, isLines ? rows.map((row) => mutateJson(row, mutation)).join('\n') : mutateJson(rows, mutation));
    return onDataset(path);
  },
};

const workbook: Target = {
  name: 'workbook',
  run(folder, mutation) {
    const { random } = mutation;
    const parts = new Map(Object.entries(workbookSeed));
    const name = pick(random, [...parts.keys()]);
    switch (random.below(6)) {
      case 0:
        parts.delete(name);
        break;
      case 1:
        // The packer, unlike others', keeps its names in an object.
        parts.set(`${hostileText(random, mutation.outside).slice(0, 200)}.xml`, parts.get(name)!);
        break;
      case 2:
        // A part that is small in the archive and large beside it.
        parts.set(name, parts.get(name)! + ' '.repeat(pick(random, [1 << 20, 40 << 20])));
        break;
      default:
        parts.set(name, mutateXml(parts.get(name)!, mutation));
    }
    let bytes = Buffer.from(
      zipSync(Object.fromEntries([...parts].map(([part, xml]) => [part, strToU8(xml)])), { level: 1 }),
    );
    // Sizes that the archive states: in the local header at 22, in the central one at 24.
    if (random.below(4) === 0) {
      const signature = pick(random, ['PK\x03\x04', 'PK\x01\x02']);
      const at = bytes.indexOf(Buffer.from(signature, 'latin1'));
      bytes.writeUInt32LE(
        pick(random, [0, 1, 0x7fffffff, 0xffffffff, 600 << 20]),
        at + (signature[2] === '\x03' ? 22 : 24),
      );
    }
    if (random.below(8) === 0) bytes = Buffer.from(mutateBytes(bytes, random));
    writeFileSync(join(folder, 'w.xlsx'), bytes);
    return onDataset(join(folder, 'w.xlsx'));
  },
};

export const targets: readonly Target[] = [
  { ...document('manifest.json'), name: 'manifest' },
  journal,
  jobFile,
  ladderFile,
  notebook,
  workbook,
  jsonTable,
  examples,
  document('delivery.json'),
  document('origin.json'),
  lock,
];
