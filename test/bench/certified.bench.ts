// What `certified` computes: CPU time and peak memory of replays on simulated answers, beside `model-mix` on the same answers. Each size in a process
// of its own on one core; looking answers up is not counted. Bars: 50 ms at 5,045 rows with text and 6 candidates, 0.5 s at 56,181 rows and 1
// candidate, 10 s and 1.5 GB at 1,000,000 rows and 3. Usage: node dist/test/bench/certified.bench.js [rows ...]; with numbers of rows, one run each of two
// candidates (aim: under 4 GB at 10,000,000), without `model-mix`. Prints; asserts nothing.
import { spawnSync } from 'node:child_process';
import type { Answer } from '../../src/engine/answerTable';
import type { Model } from '../../src/engine/model';
import { makeRandom } from '../../src/engine/random';
import { replay, type AnswerSource } from '../../src/engine/replay';
import { certified } from '../../src/engine/strategies/certified';
import { modelMix } from '../../src/engine/strategies/modelMix';
import type { Problem, RowFeatures, Strategy } from '../../src/engine/strategy';

type Size = { readonly rows: number; readonly candidates: number; readonly hasText: boolean; readonly runs: number };

const sizes: readonly Size[] = [
  { rows: 5045, candidates: 6, hasText: true, runs: 40 },
  { rows: 56_181, candidates: 1, hasText: false, runs: 10 },
  { rows: 1_000_000, candidates: 3, hasText: false, runs: 3 },
];
const runsInside = '--inside';

/**
 * Rows of two labels, the rarer on one in five, each of its own difficulty in [0, 1). A candidate answers otherwise on the rows whose difficulty,
 * blurred, is above .88 to .96 (the more expensive the higher), and is the surer the easier the row. The ladder's prices rise tenfold; the reference costs
 * ten times the most expensive candidate. A text is 15 words, the first of which tells the label on nine rows of ten.
 */
function simulate({ rows, candidates, hasText }: Size, seed: number) {
  const random = makeRandom(seed, 'certified bench');
  const label = new Uint8Array(rows);
  const difficulty = new Float32Array(rows);
  const size = new Float32Array(rows);
  const blur = Array.from({ length: candidates }, () => new Float32Array(rows));
  for (let row = 0; row < rows; row++) {
    label[row] = random.next() < 0.2 ? 1 : 0;
    difficulty[row] = random.next();
    size[row] = 50 + 200 * random.next();
    for (const column of blur) column[row] = 0.2 * (random.next() - 0.5);
  }
  const textOf = (row: number) => {
    const words = Array.from({ length: 15 }, () => `word${String(Math.floor(3000 * random.next() ** 2))}`);
    words[0] = `${label[row] === 1 && difficulty[row]! < 0.9 ? 'prize' : 'hello'}${String(row % 30)}`;
    return words.join(' ');
  };
  const texts = hasText ? Array.from({ length: rows }, (_, row) => textOf(row)) : undefined;
  const price = (model: number) => (model === candidates ? 100 : 10 ** (model / candidates)) * 1e-6;
  const source: AnswerSource = (model, row): Answer => {
    const costUsd = price(model) * size[row]!;
    if (model === candidates) return { status: 'valid', key: String(label[row]!), costUsd };
    const blurred = difficulty[row]! + blur[model]![row]!;
    const isOther = blurred > 0.88 + (0.08 * (model + 1)) / candidates;
    const confidence = Math.min(1, Math.max(0.5, 1.2 - 0.6 * blurred));
    return { status: 'valid', key: String(isOther ? 1 - label[row]! : label[row]!), costUsd, confidence };
  };
  const models = Array.from({ length: candidates + 1 }, (_, model): Model => {
    const id = model === candidates ? 'reference' : `candidate ${String(model)}`;
    return { id, provider: 'simulated', modelId: id, price: { type: 'unknown' }, settings: {} };
  });
  const length = (row: number) => size[row]!;
  const features: RowFeatures = texts ? { length, text: (row) => texts[row]! } : { length };
  return { problem: { models, reference: candidates, rowCount: rows, seed, features }, source };
}

/**
 * CPU milliseconds that the strategy computes, and how many times cheaper than the reference alone its run is. The CPU time of the whole replay times
 * the strategy's share of its wall time: asking for CPU time at each of some hundred steps would itself take a tenth of a short run.
 */
function measure(strategy: Strategy, problem: Omit<Problem, 'table'>, source: AnswerSource) {
  let computed = 0;
  const timed: Strategy = function* (whole) {
    const steps = strategy(whole);
    for (;;) {
      const began = performance.now();
      const turn = steps.next();
      computed += performance.now() - began;
      if (turn.done) return turn.value;
      yield turn.value;
    }
  };
  const cpu = process.cpuUsage();
  const began = performance.now();
  const { referenceUsd, costUsd } = replay(timed, problem, source);
  const { user, system } = process.cpuUsage(cpu);
  return { ms: ((user + system) / 1000) * (computed / (performance.now() - began)), savings: referenceUsd / costUsd };
}

/** Sizes that the command line asks for. */
const asked = (rows: number): Size => ({ rows, candidates: 2, hasText: false, runs: 1 });

function runOnce(size: Size): void {
  const { problem, source } = simulate(size, 1);
  const megabytes = () => (process.resourceUsage().maxRSS / 1024).toFixed(0);
  const before = megabytes();
  const began = performance.now();
  const { ms, savings } = measure(certified, { ...problem, accuracy: 0.95, confidence: 0.95 }, source);
  const { user, system } = process.cpuUsage();
  console.log(
    `${size.rows.toLocaleString('en').padStart(10)} rows, ${String(size.candidates + 1)} models: certified ${(ms / 1000).toFixed(1)} CPU s, ` +
      `the whole replay ${((performance.now() - began) / 1000).toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} CPU s with making the answers); ` +
      `${savings.toFixed(1)} times cheaper than the reference; peak memory ${megabytes()} MB, of which ${before} MB before it began`,
  );
}

function runSize(size: Size): void {
  const spent = { certified: [] as number[], modelMix: [] as number[] };
  let savings = 0;
  for (let seed = 1; seed <= size.runs; seed++) {
    const { problem, source } = simulate(size, seed);
    const promised = { ...problem, accuracy: 0.95, confidence: 0.95 };
    spent.modelMix.push(measure(modelMix, promised, source).ms);
    const run = measure(certified, promised, source);
    spent.certified.push(run.ms);
    savings += run.savings / size.runs;
  }
  const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;
  const [own, baseline] = [median(spent.certified), median(spent.modelMix)];
  console.log(
    `${size.rows.toLocaleString('en').padStart(9)} rows, ${String(size.candidates)} candidates${size.hasText ? ', text' : ''}: ` +
      `certified ${own.toFixed(1)} CPU ms a run (the first ${spent.certified[0]!.toFixed(0)}, the best ${Math.min(...spent.certified).toFixed(1)}), ` +
      `model-mix ${baseline.toFixed(1)}: ${(own / baseline).toFixed(1)} times; ` +
      `${savings.toFixed(1)} times cheaper than the reference; peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
  );
}

const given = process.argv.slice(2).map(Number);
if (process.argv[2] === runsInside && Number(process.argv[3]) >= sizes.length) runOnce(asked(Number(process.argv[3])));
else if (process.argv[2] === runsInside) runSize(sizes[Number(process.argv[3])]!);
else {
  const isPinned = spawnSync('taskset', ['-c', '0', 'true']).status === 0;
  const [command, ...args] = [...(isPinned ? ['taskset', '-c', '0'] : []), process.execPath, ...process.execArgv];
  for (const place of given.length > 0 ? given : sizes.keys()) {
    const { status } = spawnSync(command!, [...args, __filename, runsInside, String(place)], { stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }
}
