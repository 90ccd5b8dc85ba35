// A whole run over a large CSV with the lexicon ladder (afinn, then vader as the reference), as `smart run` does it, on one core: rows per
// second (of CPU time too, which other work on the machine disturbs less), peak memory and where the time went. Usage: node dist/test/bench/million.bench.js [rows] [strategy] [accuracy] [stop] (1,000,000, certified, 0.8).
// With a fourth argument, a share of the rows, the run is cancelled when so many are asked about and gone on with by another process: how long until its first new answer.
// The file (some 300 bytes a row), the run's folder and the results stand among the system's temporary files and are removed. Prints; asserts nothing.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkJob } from '../../src/app/jobFile';
import { makeJob } from '../../src/app/makeJob';
import { openProviders } from '../../src/app/openProviders';
import { runJob } from '../../src/app/runJob';
import type { RunEvent } from '../../src/engine/events';
import { strategyByName } from '../../src/engine/strategies/strategyByName';
import type { Strategy, StrategyName } from '../../src/engine/strategy';
import { embeddedModel } from '../../src/providers/embedded/embeddedLadder';
import { createEmbeddedProvider } from '../../src/providers/embedded/embeddedProvider';
import { builtInProviders } from '../../src/providers/providerConfig';
import { systemClock } from '../../src/providers/systemClock';
import { listRuns } from '../../src/store/runList';
import { writeBigDataset } from './bigDataset';

const mediaFolder = join(__dirname, '../../../media/embedded');
const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const megabytes = (path: string) => Math.round(statSync(path).size / 1e6).toLocaleString('en');
const runsInside = '--inside';
const seconds = (from: number, to: number) => (to - from) / 1000;

/** The same strategy, with the time it computes added up. */
function timed(strategy: Strategy, spent: { ms: number }): Strategy {
  return function* (problem) {
    const steps = strategy(problem);
    for (;;) {
      const began = performance.now();
      const turn = steps.next();
      spent.ms += performance.now() - began;
      if (turn.done) return turn.value;
      yield turn.value;
    }
  };
}

async function runInside(folder: string, name: StrategyName, accuracy: number, stopAt: number): Promise<void> {
  const dataset = join(folder, 'big.csv');
  const planning = { ms: 0 };
  const entry = strategyByName[name];
  Object.assign(strategyByName, { [name]: { ...entry, strategy: timed(entry.strategy, planning) } });
  const file = checkJob(
    {
      dataset,
      prompt: 'Is this positive or negative? {{text}}',
      labels: ['positive', 'negative'],
      strategy: name,
      accuracy,
      seed: 1,
    },
    'The bench',
  );
  const models = [embeddedModel('afinn'), embeddedModel('vader')];
  const at = new Map<string, number>();
  const stop = new AbortController();
  const runsFolder = join(folder, 'runs');
  const earlier = existsSync(runsFolder) ? listRuns(runsFolder)[0]?.runId : undefined;
  let callsDone: number | undefined;
  let firstCpu = 0;
  const emit = (event: RunEvent) => {
    const key = event.type === 'phase-started' ? event.phase : event.type;
    if (!at.has(key) || event.type === 'progressed') at.set(key, performance.now());
    if (event.type !== 'progressed') return;
    callsDone ??= event.callsDone;
    if (event.callsDone > callsDone && !at.has('first new answer')) {
      at.set('first new answer', performance.now());
      firstCpu = cpuSeconds();
    }
    if (event.callsDone >= stopAt) stop.abort(new Error('stopped by the bench'));
  };
  const beganMs = performance.now();
  const result = await runJob(
    makeJob(file, models),
    {
      openProvider: openProviders(builtInProviders, {
        keys: [],
        clock: systemClock,
        today: new Date(),
        seed: 1,
        concurrency: 16,
        others: () => Promise.resolve(createEmbeddedProvider({ mediaFolder, cpuSeconds })),
      }),
      clock: systemClock,
      now: () => new Date().toISOString(),
      runsFolder,
      emit,
      signal: stop.signal,
      concurrency: 16,
    },
    earlier === undefined ? {} : { resume: earlier },
  );
  const endedMs = performance.now();
  const { finished } = result;
  const peak = `peak memory ${Math.round(process.resourceUsage().maxRSS / 1024).toLocaleString('en')} MB`;
  const first = at.get('first new answer');
  if (earlier !== undefined && first !== undefined)
    console.log(
      `resumed: first new answer after ${seconds(beganMs, first).toFixed(1)} s (${firstCpu.toFixed(1)} CPU s)`,
    );
  if (result.state === 'cancelled') {
    console.log(`cancelled after ${seconds(beganMs, endedMs).toFixed(1)} s, ${peak}`);
    return;
  }
  if (!finished || !result.output) throw new Error(result.message ?? 'not finished');
  const total = seconds(beganMs, endedMs);
  const rows = finished.promise.rows;
  const parts: readonly (readonly [string, number])[] = [
    ['open, check and hash (two readings)', seconds(beganMs, at.get('run-started')!)],
    ['ask and journal', seconds(at.get('run-started')!, at.get('progressed')!) - planning.ms / 1000],
    [`plan (${name})`, planning.ms / 1000],
    ['write results and reports', seconds(at.get('progressed')!, endedMs)],
  ];
  const asked = Object.entries(finished.perModel).map(([id, totals]) => `${id} ${totals.asked.toLocaleString('en')}`);
  const whole = (value: number) => Math.round(value).toLocaleString('en');
  console.log(
    `${name}: ${whole(rows)} rows in ${total.toFixed(1)} s: ${whole(rows / total)} rows/s; ${cpuSeconds().toFixed(1)} CPU s: ${whole(rows / cpuSeconds())} rows a CPU second; ` +
      `${peak}; asked ${asked.join(', ')}; journal ${megabytes(join(result.folder, 'journal.smartlog'))} MB, ` +
      `delivery ${megabytes(join(result.folder, 'delivery.json'))} MB, result ${megabytes(result.output)} MB`,
  );
  for (const [what, spent] of parts)
    console.log(
      `  ${what.padEnd(38)} ${spent.toFixed(2).padStart(7)} s ${((100 * spent) / total).toFixed(0).padStart(4)} %`,
    );
}

function main(): void {
  const [rowsText = '1000000', strategy = 'certified', accuracy = '0.8', stopShare] = process.argv.slice(2);
  const folder = mkdtempSync(join(tmpdir(), 'smart-million-'));
  try {
    const path = join(folder, 'big.csv');
    writeBigDataset(path, Number(rowsText), 'csv');
    console.log(`${Number(rowsText).toLocaleString('en')} rows, ${(statSync(path).size / 1e6).toFixed(0)} MB`);
    const run = [...process.execArgv, __filename, runsInside, folder, strategy, accuracy];
    const stops = stopShare === undefined ? [] : [String(Number(stopShare) * Number(rowsText))];
    const isPinned = spawnSync('taskset', ['-c', '0', 'true']).status === 0;
    console.log(isPinned ? 'One core (taskset).' : 'taskset is not here: the run may use more than one core.');
    for (const stop of [...stops, 'Infinity']) {
      const { status } = isPinned
        ? spawnSync('taskset', ['-c', '0', process.execPath, ...run, stop], { stdio: 'inherit' })
        : spawnSync(process.execPath, [...run, stop], { stdio: 'inherit' });
      process.exitCode = status ?? 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === runsInside)
  void runInside(process.argv[3]!, process.argv[4] as StrategyName, Number(process.argv[5]), Number(process.argv[6]));
else main();
