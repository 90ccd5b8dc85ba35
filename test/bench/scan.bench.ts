// `npm run bench:scan -- [options] [parts of folder names]`: how near a scan's forecast of the final cost comes to what the run of the same seed then costs,
// on every recorded folder. Prints per folder and threshold the mean cost and forecast, how far the forecast lies off in the middle and at the
// eightieth of a hundred seeds, the share of seeds in which it is within 25 %, the same for a forecast that knows the median cost of these very runs, and
// how often the cost lies in the range that the scan tells.
import { parseArgs } from 'node:util';
import { AnswerTable } from '../../src/engine/answerTable';
import { scan, type Scan } from '../../src/engine/certified/scanning';
import { replay } from '../../src/engine/replay';
import { certified } from '../../src/engine/strategies/certified';
import { columnCount, type Problem } from '../../src/engine/strategy';
import { TwinGroups } from '../../src/engine/twinGroups';
import { atOnce } from '../../src/engine/turns';
import type { Arrangement } from '../../src/cli/experiment';
import { defaultRoot, findFolders, openFolder } from './recordedFolders';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    root: { type: 'string', default: defaultRoot },
    seeds: { type: 'string', default: '40' },
    accuracies: { type: 'string', default: '0.99,0.98,0.95,0.9' },
  },
});
/** A forecast is near when it is off by this share of the cost at most; wanted in so many seeds. */
const near = 0.25;
const wanted = 0.8;

function scanned(problem: Omit<Problem, 'table'>, source: Arrangement['source']): Scan {
  const table = new AnswerTable(columnCount(problem), problem.rowCount, problem.reference);
  const twins = problem.twins && atOnce(TwinGroups.of(problem.twins));
  const steps = scan({ ...problem, table });
  for (let turn = steps.next(); ; turn = steps.next()) {
    if (turn.done) return turn.value;
    if (turn.value.type !== 'ask') continue;
    for (const { model, rows } of turn.value.calls)
      for (const row of Array.from(rows)) {
        if (table.isAsked(model, row)) continue;
        const answer = source(model, row);
        table.record(model, row, answer);
        twins?.forEachOther(row, (twin) => {
          table.record(model, twin, { ...answer, costUsd: 0 });
        });
      }
  }
}

const percent = (share: number, width: number) => `${(100 * share).toFixed(0)} %`.padStart(width);

const folders = findFolders(values.root, positionals);
if (!folders) {
  console.log(`No recorded data at ${values.root}; nothing to measure. Name the folder of folders with --root.`);
  process.exit(0);
}
console.log(
  'dataset                accuracy  cost/reference  forecast/cost  off: middle  80th   within 25 %  median known  in range',
);
const shares: number[] = [];
const knownShares: number[] = [];
const ranges: number[] = [];
for (const name of folders) {
  const experiment = openFolder(values.root, name);
  const { models, rowCount } = experiment;
  const accuracies = values.accuracies.split(',').map(Number);
  const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);
  const lines = accuracies.map((accuracy) => ({ accuracy, ratios: [] as number[], costs: [] as number[], inRange: 0 }));
  for (const seed of seeds) {
    const { source, features, findTwins } = experiment.arrange(seed);
    const twins = findTwins();
    const problem = {
      ...{ models, reference: models.length - 1, rowCount, accuracy: accuracies[0]!, confidence: 0.95, seed, features },
      ...(twins && { twins }),
    };
    const { forecast } = scanned(problem, source);
    for (const line of lines) {
      const { accuracy, ratios, costs } = line;
      const { costUsd, referenceUsd } = replay(certified, { ...problem, accuracy }, source);
      const told = forecast.find((one) => one.accuracy === accuracy);
      if (told && told.lowUsd <= costUsd && costUsd <= told.highUsd) line.inRange++;
      ratios.push((told?.expectedUsd ?? NaN) / costUsd);
      costs.push(costUsd / referenceUsd);
    }
  }
  for (const { accuracy, ratios, costs, inRange } of lines) {
    const off = ratios.map((ratio) => Math.abs(ratio - 1)).sort((a, b) => a - b);
    const share = off.filter((each) => each <= near).length / off.length;
    shares.push(share);
    const median = [...costs].sort((a, b) => a - b)[costs.length >> 1]!;
    const known = costs.filter((cost) => Math.abs(median / cost - 1) <= near).length / costs.length;
    knownShares.push(known);
    ranges.push(inRange / costs.length);
    const mean = (list: readonly number[]) => list.reduce((sum, each) => sum + each, 0) / list.length;
    const at = (quantile: number) => off[Math.min(off.length - 1, Math.ceil(quantile * off.length) - 1)]!;
    console.log(
      `${name.padEnd(22)} ${String(accuracy).padEnd(8)} ${mean(costs).toFixed(3).padStart(15)} ${mean(ratios).toFixed(2).padStart(14)} ${at(0.5).toFixed(2).padStart(12)} ${at(0.8).toFixed(2).padStart(5)} ${percent(share, 13)} ${percent(known, 13)} ${percent(inRange / costs.length, 9)}`,
    );
  }
}
console.log(
  `Within ${String(100 * near)} % in at least ${String(100 * wanted)} % of ${values.seeds} seeds: ${String(shares.filter((share) => share >= wanted).length)} of ${String(shares.length)} lines; who knew the median cost of these runs would be on ${String(knownShares.filter((share) => share >= wanted).length)}. In the range that is told: ${percent(ranges.reduce((sum, share) => sum + share, 0) / ranges.length, 0)} of all runs.`,
);
