// A whole live run over workers: rows of some 100 bytes, a small model that is asked about many rows per request and the reference, over a local server that
// keeps a ledger. Prints seconds, requests a second, peak memory of the coordinator, and whether bill and ledger agree. Arguments: rows (100,000), workers
// (4), rows per request (50), milliseconds per reply (200).
import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeRunFixture, prices, runArguments } from '../app/runFixture';
import { smart } from '../app/smartProcess';
import { startRedis } from '../machine/redis';
import { roughTokens, syntheticAnswerer } from '../support/answerers';
import { packedAnswerer } from '../support/packedAnswerer';
import { startWorker, type WorkerProcess } from '../support/workerProcess';

const argument = (at: number, otherwise: number) => Number(process.argv[2 + at] ?? otherwise);
const [rows, workerCount, rowsPerRequest, latencyMs] = [
  argument(0, 100_000),
  argument(1, 4),
  argument(2, 50),
  argument(3, 200),
];
const slots = 8;
/** Told by the coordinator's own process when it ends. */
const tellsPeak = `data:text/javascript;base64,${Buffer.from(
  'process.on("exit", () => process.stderr.write("peak " + process.resourceUsage().maxRSS + "\\n"))',
).toString('base64')}`;

function writeRows(path: string): void {
  const file = openSync(path, 'w');
  let held = 'id,text\n';
  for (let row = 0; row < rows; row++) {
    held += `${String(row)},"message ${String(row)} ${'with a few more words in it '.repeat(1 + (row % 5))}"\n`;
    if (held.length < 1 << 20 && row < rows - 1) continue;
    writeSync(file, held);
    held = '';
  }
  closeSync(file);
}

async function main(): Promise<void> {
  const redis = await startRedis();
  const whole = (value: number) => Math.round(value).toLocaleString('en');
  const alone = syntheticAnswerer(['spam', 'ham'], { small: 0.02 });
  const arrivedMs: number[] = [];
  const fixture = await makeRunFixture(1, {
    answerer: packedAnswerer((call) => alone({ ...call, content: /message \d+/.exec(call.content)![0] }), {
      countTokens: roughTokens,
    }),
    latencyMs,
    onRequest: () => arrivedMs.push(performance.now()),
  });
  const workers: WorkerProcess[] = [];
  try {
    writeRows(fixture.dataset);
    const models = [
      { provider: 'local', id: 'small', model: 'small', price: prices['small'], rowsPerRequest },
      { provider: 'local', model: 'large', price: prices['large'] },
    ];
    const providers = { local: { type: 'openai-compatible', baseUrl: `${fixture.server.url}/v1` } };
    await writeFile(fixture.ladder, JSON.stringify({ providers, models }));
    for (let n = 0; n < workerCount; n++) workers.push(await startWorker(redis.url, { concurrency: slots }));
    const how = workerCount === 0 ? ['--concurrency', '32'] : ['--queue', redis.url];
    const beganMs = performance.now();
    const exit = await smart(runArguments(fixture, '--runs', join(fixture.folder, 'runs'), ...how), {
      env: { NODE_OPTIONS: `--import=${tellsPeak}` },
    });
    const seconds = (performance.now() - beganMs) / 1000;
    if (exit.code !== 0) throw new Error(exit.stderr);
    const outcome = JSON.parse(exit.stdout) as { output: string; spentUsd: number };
    const peaks = [...exit.stderr.matchAll(/^peak (\d+)$/gm)].map(([, kilobytes]) => Number(kilobytes) / 1024);
    const asking = (arrivedMs.at(-1)! - arrivedMs[0]!) / 1000;
    const { billedUsd } = fixture.server.ledger;
    console.log(
      `${whole(rows)} rows, ${String(workerCount)} workers, ${String(rowsPerRequest)} rows per request, ${String(latencyMs)} ms per reply: ${seconds.toFixed(1)} s; ` +
        `${whole(arrivedMs.length)} requests in ${asking.toFixed(1)} s, ${whole(arrivedMs.length / asking)}/s; ` +
        `peak memory of the coordinator ${whole(Math.max(...peaks))} MB; result ${whole(statSync(outcome.output).size / 1e6)} MB; ` +
        `bill $${outcome.spentUsd.toFixed(4)}, ledger $${billedUsd.toFixed(4)}`,
    );
  } finally {
    for (const worker of workers) await worker.end('SIGTERM');
    await fixture.close();
    await redis.close();
  }
}

void main();
