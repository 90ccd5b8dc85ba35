// The most memory that the command line takes for a live run, by the system's own count, server and bench being processes of their own: rows of messages, a
// cheap model that errs on 3 %, 64 requests at once, replies after 20 ms, no answers kept beside the run. Prints; asserts nothing.
// Usage: npm run bench memory, or node dist/test/bench/memory.bench.js [rows] [characters of a row] [characters of its other columns] (300,000, 90, 0).
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const usdPerMillion = { small: [0.1, 0.4], large: [10, 40] } as const;
const concurrency = 64;

const [rows = 300_000, characters = 90, otherCharacters = 0] = process.argv.slice(2).map(Number);

/** The path of a ladder for the server. */
function writeJob(folder: string, url: string): string {
  const filler = ' lorem ipsum dolor sit amet, consectetur adipiscing elit'.repeat(Math.ceil(characters / 50));
  const other = 'x'.repeat(otherCharacters);
  const lines = Array.from({ length: rows }, (_, row) => {
    const text = `message ${String(row)}${filler}`.slice(0, characters);
    return `${String(row)},"${text}",${other}`;
  });
  writeFileSync(join(folder, 'messages.csv'), `id,text,other\n${lines.join('\n')}\n`);
  const models = Object.entries(usdPerMillion).map(([model, [inputPerMillion, outputPerMillion]]) => ({
    provider: 'local',
    model,
    price: { inputPerMillion, outputPerMillion },
    maxOutputTokens: 8,
  }));
  const ladder = join(folder, 'ladder.json');
  const providers = { local: { type: 'openai-compatible', baseUrl: `${url}/v1` } };
  writeFileSync(ladder, JSON.stringify({ providers, models }));
  return ladder;
}

/** When the process ends it tells the most memory that it had, in kilobytes. */
const teller =
  'data:text/javascript,import{writeSync}from"node:fs";process.on("exit",()=>writeSync(3,String(process.resourceUsage().maxRSS)))';

async function run(folder: string, ladder: string): Promise<{ peakMb: number; seconds: number; stdout: string }> {
  const job = ['--prompt', 'spam or ham? {{text}}', '--labels', 'spam,ham', '--models', ladder, '--accuracy', '0.95'];
  const how = ['--seed', '1', '--no-cache', '--json', '--concurrency', String(concurrency)];
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [
      ...['--import', teller, join(__dirname, '../../cli.js')],
      ...['run', join(folder, 'messages.csv'), ...job, ...how, '--runs', join(folder, 'runs')],
    ],
    { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
  );
  const told = ['', '', '', ''];
  for (const stream of [1, 2, 3])
    (child.stdio[stream] as NodeJS.ReadableStream).on('data', (part: Buffer) => (told[stream] += part.toString()));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`exit code ${String(code)}: ${told[2]!.slice(-500)}`);
  return { peakMb: (Number(told[3]) * 1024) / 1e6, seconds: (performance.now() - began) / 1000, stdout: told[1]! };
}

async function measure(server: ChildProcess): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'smart-memory-'));
  try {
    const [{ url }] = (await once(server, 'message')) as [{ url: string }];
    const { peakMb, seconds, stdout } = await run(folder, writeJob(folder, url));
    const { state, perModel } = JSON.parse(stdout) as { state: string; perModel: Record<string, { asked: number }> };
    const asked = Object.entries(perModel).map(([id, totals]) => `${id} ${totals.asked.toLocaleString('en')}`);
    console.log(
      `${rows.toLocaleString('en')} live rows of ${String(characters)} characters${otherCharacters > 0 ? ` and ${String(otherCharacters)} in other columns` : ''}: ` +
        `peak ${peakMb.toFixed(0)} MB (10^6 bytes), ${seconds.toFixed(0)} s, ${state}; asked ${asked.join(', ')}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const options = { labels: ['ham', 'spam'], errorRates: { small: 0.03 }, latencyMs: 20, prices: usdPerMillion };
  const server = fork(join(__dirname, '../support/llmServer.script.js'), [JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    await measure(server);
  } finally {
    server.kill('SIGKILL');
  }
}

void main();
