// Requests per second of one process and of 1, 2 and 4 workers (16 requests at once each) on a local server that takes its time: from the first request
// to the last one, so without the seconds in which processes start. Arguments: rows (600), milliseconds per reply (200).
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { makeRunFixture, runArguments } from '../app/runFixture';
import { smart } from '../app/smartProcess';
import { startRedis } from '../machine/redis';
import { startWorker } from '../support/workerProcess';

const latencyMs = Number(process.argv[3] ?? 200);
const slots = 16;

async function main(): Promise<void> {
  const rows = Number(process.argv[2] ?? 600);
  const redis = await startRedis();
  console.log(
    `${String(cpus().length)} cores, load ${loadOf()}; ${String(rows)} rows, the reference on every row, ${String(latencyMs)} ms per reply`,
  );
  try {
    for (const workerCount of [0, 1, 2, 4]) {
      const arrivedMs: number[] = [];
      const fixture = await makeRunFixture(rows, {
        latencyMs,
        onRequest: () => arrivedMs.push(performance.now()),
      });
      const workers = [];
      for (let n = 0; n < workerCount; n++) workers.push(await startWorker(redis.url, { concurrency: slots }));
      const how = workerCount === 0 ? ['--concurrency', String(slots)] : ['--queue', redis.url];
      const exit = await smart(runArguments(fixture, '--strategy', 'reference', ...how));
      for (const worker of workers) await worker.end('SIGTERM');
      await fixture.close();
      if (exit.code !== 0) throw new Error(exit.stderr);
      const seconds = (arrivedMs.at(-1)! - arrivedMs[0]!) / 1000;
      const who = workerCount === 0 ? 'one process, 16 at once' : `${String(workerCount)} workers of 16 at once`;
      console.log(`${who.padEnd(26)} ${(arrivedMs.length / seconds).toFixed(0)} requests/s, ${seconds.toFixed(1)} s`);
    }
  } finally {
    await redis.close();
  }
}

function loadOf(): string {
  return spawnSync('uptime', { encoding: 'utf8' }).stdout.replace(/^.*load average: ([\d.]+).*$/s, '$1');
}

void main();
