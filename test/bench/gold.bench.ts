// `npm run bench gold` or `node dist/test/bench/gold.bench.js [--seeds 20] [--deltas 0.02,0.05,0.1] [parts of folder names]`: recorded folders with right answers, whose
// labels are the reference and all models candidates: labels that `certified` saves, beside PAC labels (goldLabels.ts) with as many labels bought before the
// threshold is set. PAC labels are shown twice: with the best model, vote and uncertainty that hindsight finds on that line, and with those that a third
// of the bought labels chooses. Rows in the order of the file; the seed draws.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readRecorded } from '../../src/datasets/recorded';
import { makeRandom, shuffle } from '../../src/engine/random';
import { replay } from '../../src/engine/replay';
import { certified } from '../../src/engine/strategies/certified';
import { allowedDeviations } from '../../src/engine/strategy';
import { goldTable, leastLabels, pacLabels, scoredRows, type Labelled, type ScoredRows } from './goldLabels';
import { defaultRoot, findFolders } from './recordedFolders';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    root: { type: 'string', default: defaultRoot },
    seeds: { type: 'string', default: '20' },
    deltas: { type: 'string', default: '0.02,0.05,0.1' },
  },
});
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);
/** Of the bought labels, what chooses model and uncertainty; the rest sets the threshold. */
const choosing = 1 / 3;

const folders = existsSync(values.root) ? findFolders(values.root, positionals) : undefined;
if (!folders) {
  console.log(`No recorded data at ${values.root}; nothing to measure. Name the folder of folders with --root.`);
  process.exit(0);
}
console.log('Shares of the rows whose label is saved; broken promises of as many runs');
console.log(
  'dataset                delta   bought  ours  broken   PAC: hindsight  broken  chosen  broken  perfect  ahead  hindsight took',
);
type Tally = { labels: number; broken: number };
const lines: {
  readonly ours: number;
  readonly hindsight: number;
  readonly chosen: number;
  readonly perfect: number;
}[] = [];
for (const name of folders) {
  const table = goldTable(readRecorded(join(values.root, name)));
  if (!table) continue;
  const { rowCount, source, problem } = table;
  const ways = scoredRows(table);
  for (const delta of values.deltas.split(',').map(Number)) {
    const allowed = allowedDeviations(1 - delta, rowCount);
    const none = (): Tally => ({ labels: 0, broken: 0 });
    const [ours, chosen, each] = [none(), none(), ways.map(none)];
    const count = (tally: Tally, { labels, deviating }: Labelled) => {
      tally.labels += labels;
      if (deviating > allowed) tally.broken++;
    };
    let bought = 0;
    for (const seed of seeds) {
      const run = replay(certified, { ...problem, accuracy: 1 - delta, seed }, source);
      count(ours, { labels: run.asked.at(-1)!, deviating: run.deviating });
      bought += run.profiled;
      const order = shuffle(
        Int32Array.from({ length: rowCount }, (_, row) => row),
        makeRandom(seed, 'PAC labels'),
      );
      const sample = order.subarray(0, run.profiled);
      ways.forEach((way, i) => {
        count(each[i]!, pacLabels(way, sample, delta));
      });
      const few = sample.subarray(0, Math.floor(choosing * sample.length));
      count(chosen, pacLabels(mostPromising(ways, few, delta), sample.subarray(few.length), delta, few));
    }
    const saved = ({ labels }: Tally) => 1 - labels / (seeds.length * rowCount);
    const best = each.reduce((one, other) => (other.labels < one.labels ? other : one));
    const line = {
      ...{ ours: saved(ours), hindsight: saved(best), chosen: saved(chosen) },
      perfect: 1 - leastLabels(table, allowed) / rowCount,
    };
    lines.push(line);
    const share = (value: number, width: number) => value.toFixed(3).padStart(width);
    console.log(
      `${name.padEnd(22)} ${String(delta).padEnd(6)} ${(bought / seeds.length).toFixed(0).padStart(7)} ${share(line.ours, 5)} ${String(ours.broken).padStart(7)} ${share(line.hindsight, 16)} ${String(best.broken).padStart(7)} ${share(line.chosen, 7)} ${String(chosen.broken).padStart(7)} ${share(line.perfect, 8)} ${(line.ours > line.hindsight ? 'yes' : line.ours > line.chosen ? 'of chosen' : 'no').padStart(6)}  ${ways[each.indexOf(best)]!.name}`,
    );
  }
}
const captured = (of: (line: (typeof lines)[number]) => number) =>
  (lines.reduce((sum, line) => sum + of(line), 0) / lines.reduce((sum, line) => sum + line.perfect, 0)).toFixed(3);
console.log(
  `Ours saves more than PAC labels chosen with hindsight on ${String(lines.filter(({ ours, hindsight }) => ours > hindsight).length)} of ${String(lines.length)} lines, than those chosen by labels on ${String(lines.filter(({ ours, chosen }) => ours > chosen).length)}; of the perfect saving captured: ours ${captured(({ ours }) => ours)}, PAC labels ${captured(({ hindsight }) => hindsight)} and ${captured(({ chosen }) => chosen)}.`,
);

/** The way that the labels show to go furthest before the mean error exceeds what is wanted. */
function mostPromising(ways: readonly ScoredRows[], labels: Int32Array, epsilon: number): ScoredRows {
  const isLabelled = new Uint8Array(ways[0]!.isWrong.length);
  for (const row of labels) isLabelled[row] = 1;
  const reach = ({ rows, isWrong }: ScoredRows) => {
    const [allowed, seen] = [epsilon * labels.length, { wrong: 0 }];
    const end = rows.findIndex((row) => isLabelled[row] === 1 && (seen.wrong += isWrong[row]!) > allowed);
    return end < 0 ? rows.length : end;
  };
  return ways.reduce((one, other) => (reach(other) > reach(one) ? other : one));
}
