// `npm run conformance`: a real LLM server (llama.cpp's, built once) with a tiny random model, asked by the whole provider stack and by a whole
// `smart run`. Outside `npm test`. The same checks for any other server: endpoint.run.ts.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { smart } from '../app/smartProcess';
import { cacheFolder, startLlamaServer } from './llamaCpp';
import { tinyGguf } from './tinyGguf';

const seed = 20_261_122;
const rows = 40;

async function main(): Promise<boolean> {
  mkdirSync(cacheFolder, { recursive: true });
  const model = join(cacheFolder, `tiny-${String(seed)}.gguf`);
  writeFileSync(model, tinyGguf(seed));
  const server = await startLlamaServer(model);
  const folder = mkdtempSync(join(tmpdir(), 'smart-conformance-'));
  try {
    const checks = spawnSync(
      process.execPath,
      [join(__dirname, 'endpoint.run.js'), `${server.url}/v1`, 'smart-tiny-random', 'llama.cpp'],
      { stdio: 'inherit' },
    );
    return (await wholeRun(server.url, folder)) && checks.status === 0;
  } finally {
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Two variants of the model as a ladder; a random model agrees with itself on everything or nothing, the run has to end either way. */
async function wholeRun(url: string, folder: string): Promise<boolean> {
  const dataset = join(folder, 'messages.csv');
  const ladder = join(folder, 'ladder.json');
  const texts = Array.from({ length: rows }, (_, row) => `message ${String(row)}, call ${String(row * 7919)} now`);
  writeFileSync(dataset, `text\n${texts.map((text) => `"${text}"`).join('\n')}\n`);
  const model = (id: string, temperature: number, inputPerMillion: number) => ({
    id,
    provider: 'real',
    model: 'smart-tiny-random',
    temperature,
    price: { inputPerMillion, outputPerMillion: 4 * inputPerMillion },
  });
  const providers = { real: { type: 'openai-compatible', server: 'llama.cpp', baseUrl: `${url}/v1` } };
  writeFileSync(ladder, JSON.stringify({ providers, models: [model('small', 0, 0.1), model('large', 0.1, 10)] }));
  const args = ['run', dataset, '--prompt', 'Is this ham or spam? {{text}}', '--labels', 'ham,spam'];
  const { code, stdout, stderr } = await smart([...args, '--models', ladder, '--no-cache', '--json', '--budget', '5']);
  const done = JSON.parse(stdout === '' ? '{}' : stdout) as { output?: string; spentUsd?: number; failedRows?: number };
  const cells: Record<string, string>[] =
    done.output === undefined ? [] : parse(readFileSync(done.output, 'utf8'), { columns: true });
  const answered = cells.filter((row) => /^(ham|spam)$/.test(row['smart_answer'] ?? '')).length;
  const isGood = code === 0 && cells.length === rows && answered === rows && (done.spentUsd ?? 0) > 0;
  console.log(
    `${isGood ? 'ok  ' : 'FAIL'} a whole smart run: exit ${String(code)}, ${String(answered)} of ${String(rows)} rows answered, billed ${String(done.spentUsd)} dollars${isGood ? '' : `\n${stderr}`}`,
  );
  return isGood;
}

main().then(
  (isGood) => {
    process.exitCode = isGood ? 0 : 1;
  },
  (error: unknown) => {
    console.error((error as Error).message);
    process.exitCode = 1;
  },
);
