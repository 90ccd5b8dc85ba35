// Replays every strategy on recorded folders and prints savings, violations and computing time beside the peers.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readRecorded } from '../../src/datasets/recorded';
import { replay } from '../../src/engine/replay';
import { certified } from '../../src/engine/strategies/certified';
import { recordedCase } from './recordedProblem';

const shared = process.env.SMART_SHARED ?? resolve(__dirname, '../../../..', 'shared');
const seeds = Number(process.env.SEEDS ?? 5);
const only = process.argv.slice(2);
const folder = join(shared, 'data', 'recorded');
if (!existsSync(folder)) {
  console.log(`No recorded data at ${folder}; nothing to measure. Name the folder that holds data/ with SMART_SHARED.`);
  process.exit(0);
}
const peers = new Map<string, { better: number; limit: number }>();
for (const line of readFileSync(join(shared, 'peers.csv'), 'utf8').split('\n').slice(1)) {
  const [dataset, , , , delta, method, savings] = line.split(',');
  if (!savings) continue;
  const key = `${dataset!} ${delta!}`;
  const entry = peers.get(key) ?? { better: 0, limit: NaN };
  if (method === 'limit') entry.limit = Number(savings);
  else entry.better = Math.max(entry.better, Number(savings));
  peers.set(key, entry);
}
let logRatio = 0,
  lines = 0,
  logSavings = 0,
  logLimit = 0,
  broken = 0,
  runs = 0;
for (const dataset of readdirSync(folder)) {
  if (only.length && !only.some((part) => dataset.includes(part))) continue;
  const recorded = readRecorded(join(folder, dataset));
  const rows = (process.env.DELTAS ?? '0.01,0.02,0.05,0.1').split(',').map((delta) => ({
    delta,
    cost: 0,
    ref: 0,
    bad: 0,
    ms: 0,
    worst: Infinity,
    text: '',
  }));
  for (let seed = 1; seed <= seeds; seed++) {
    const { problem, source } = recordedCase(recorded, seed);
    for (const row of rows) {
      const began = process.cpuUsage();
      const result = replay(certified, { ...problem, accuracy: 1 - Number(row.delta), confidence: 0.95, seed }, source);
      row.ms += process.cpuUsage(began).user / 1000;
      row.cost += result.costUsd;
      row.ref += result.referenceUsd;
      row.worst = Math.min(row.worst, result.referenceUsd / result.costUsd);
      if (result.deviating > result.allowed) row.bad++;
      row.text = `prof ${String(result.profiled)} asked ${result.asked.join()} `;
    }
  }
  for (const row of rows) {
    const peer = peers.get(`${dataset} ${row.delta}`)!;
    const savings = row.ref / row.cost;
    const ratio = savings / peer.better;
    runs += seeds;
    broken += row.bad;
    if (peer.limit >= 1.2) {
      lines++;
      logRatio += Math.log(ratio);
      logSavings += Math.log(savings);
      logLimit += Math.log(peer.limit);
    }
    const flag = ratio < 0.75 || savings < 0.97 ? ' !!' : '';
    console.log(
      `${dataset.padEnd(22)} ${row.delta.padEnd(5)} ours ${savings.toFixed(2).padStart(6)} worst ${row.worst.toFixed(2)} peer ${peer.better.toFixed(2).padStart(6)} limit ${peer.limit.toFixed(2).padStart(6)} ratio ${ratio.toFixed(2)} capt ${(Math.log(savings) / Math.log(peer.limit)).toFixed(2)} bad ${row.bad}/${seeds} ${(row.ms / seeds).toFixed(0)} ms ${row.text}${flag}`,
    );
  }
}
console.log(
  `lines ${lines} geomean ratio ${Math.exp(logRatio / lines).toFixed(3)} captured ${(logSavings / logLimit).toFixed(3)} violations ${broken}/${runs}`,
);
