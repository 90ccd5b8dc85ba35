// `npm run bench:scan -- [options] [parts of folder names]`: how near a scan's forecast of the final cost comes to what scan and run of the same seed then
// cost together, on every recorded folder. Prints per folder and threshold the mean cost; the middle of forecast / cost; how much forecasts, and costs, differ
// between seeds (standard deviation of logarithms), and how far they go together (correlation); the share of seeds in which the forecast is within 25 %, and
// the most that any one number could be, whoever knew these very costs; and how often the cost lies in the range that the scan tells.
import { parseArgs } from 'node:util';
import { AnswerTable } from '../../src/engine/answerTable';
import { scan, scannedRows, type Scan } from '../../src/engine/certified/scanning';
import { replay } from '../../src/engine/replay';
import { certified } from '../../src/engine/strategies/certified';
import { columnCount, type Problem, type Strategy } from '../../src/engine/strategy';
import { TwinGroups } from '../../src/engine/twinGroups';
import { atOnce } from '../../src/engine/turns';
import type { Arrangement } from '../../src/cli/experiment';
import { defaultRoot, findFolders, openFolder } from './recordedFolders';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    root: { type: 'string', default: defaultRoot },
    seeds: { type: 'string', default: '40' },
    /** The first seed. */
    from: { type: 'string', default: '1' },
    accuracies: { type: 'string', default: '0.99,0.98,0.95,0.9' },
  },
});
/** A forecast is near when it is off by this share of the cost at most; wanted in so many seeds. */
const near = 0.25;
const wanted = 0.8;

/** An answer that the scan paid for. */
type Paid = { readonly model: number; readonly row: number; readonly usd: number };

function scanned(
  problem: Omit<Problem, 'table'>,
  source: Arrangement['source'],
): { readonly found: Scan; readonly paid: readonly Paid[] } {
  const paid: Paid[] = [];
  const table = new AnswerTable(columnCount(problem), problem.rowCount, problem.reference);
  const twins = problem.twins && atOnce(TwinGroups.of(problem.twins));
  const steps = scan({ ...problem, table });
  for (let turn = steps.next(); ; turn = steps.next()) {
    if (turn.done) return { found: turn.value, paid };
    if (turn.value.type !== 'ask') continue;
    for (const { model, rows } of turn.value.calls)
      for (const row of Array.from(rows)) {
        if (table.isAsked(model, row)) continue;
        const answer = source(model, row);
        table.record(model, row, answer);
        paid.push({ model, row, usd: answer.costUsd ?? NaN });
        twins?.forEachOther(row, (twin) => {
          table.record(model, twin, { ...answer, costUsd: 0 });
        });
      }
  }
}

/** What the run costs with all that the scan paid: the run takes over what it asks for as well. */
function costAfter(
  paid: readonly Paid[],
  problem: Omit<Problem, 'table'>,
  source: Arrangement['source'],
): { readonly costUsd: number; readonly referenceUsd: number } {
  let unusedUsd = 0;
  const run: Strategy = function* (asked) {
    const delivery = yield* certified(asked);
    for (const { model, row, usd } of paid) if (!asked.table.isAsked(model, row)) unusedUsd += usd;
    return delivery;
  };
  const { costUsd, referenceUsd } = replay(run, { ...problem, scannedRows }, source);
  return { costUsd: costUsd + unusedUsd, referenceUsd };
}

const mean = (list: readonly number[]) => list.reduce((sum, each) => sum + each, 0) / list.length;
const middle = (list: readonly number[]) => {
  const sorted = [...list].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
};
function spread(list: readonly number[]): number {
  const centre = mean(list);
  return Math.sqrt(mean(list.map((each) => (each - centre) ** 2)));
}
function correlation(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [mean(one), mean(other)];
  const together = mean(one.map((each, i) => (each - a) * (other[i]! - b)));
  return together === 0 ? 0 : together / (spread(one) * spread(other));
}
/** Share of the costs that the best of all single numbers is near to: one that is just near enough to some cost. */
const nearest = (costs: readonly number[]) =>
  Math.max(
    ...costs.map((low) => {
      const told = low * (1 + near);
      return mean(costs.map((cost) => Number(Math.abs(told / cost - 1) <= near + 1e-12)));
    }),
  );

const percent = (share: number, width: number) => `${(100 * share).toFixed(0)} %`.padStart(width);

const folders = findFolders(values.root, positionals);
if (!folders) {
  console.log(`No recorded data at ${values.root}; nothing to measure. Name the folder of folders with --root.`);
  process.exit(0);
}
console.log(
  'dataset                accuracy  cost/reference  forecast/cost  spread of forecasts  of costs  together  within 25 %  one number  in range',
);
const shares: number[] = [];
const bestShares: number[] = [];
const ranges: number[] = [];
for (const name of folders) {
  const experiment = openFolder(values.root, name);
  const { models, rowCount } = experiment;
  const accuracies = values.accuracies.split(',').map(Number);
  const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + Number(values.from));
  const lines = accuracies.map((accuracy) => ({ accuracy, told: [] as number[], costs: [] as number[], inRange: 0 }));
  for (const seed of seeds) {
    const { source, features, findTwins } = experiment.arrange(seed);
    const twins = findTwins();
    const problem = {
      ...{ models, reference: models.length - 1, rowCount, accuracy: accuracies[0]!, confidence: 0.95, seed, features },
      ...(twins && { twins }),
    };
    const { found, paid } = scanned(problem, source);
    for (const line of lines) {
      const { accuracy } = line;
      const { costUsd, referenceUsd } = costAfter(paid, { ...problem, accuracy }, source);
      const told = found.forecast.find((one) => one.accuracy === accuracy);
      if (told && told.lowUsd <= costUsd && costUsd <= told.highUsd) line.inRange++;
      line.told.push((told?.expectedUsd ?? NaN) / referenceUsd);
      line.costs.push(costUsd / referenceUsd);
    }
  }
  for (const { accuracy, told, costs, inRange } of lines) {
    const ratios = told.map((each, i) => each / costs[i]!);
    const share = mean(ratios.map((ratio) => Number(Math.abs(ratio - 1) <= near)));
    shares.push(share);
    bestShares.push(nearest(costs));
    ranges.push(inRange / costs.length);
    const logs = [told.map(Math.log), costs.map(Math.log)] as const;
    const figures = [
      mean(costs).toFixed(3).padStart(15),
      middle(ratios).toFixed(2).padStart(14),
      spread(logs[0]).toFixed(2).padStart(20),
      spread(logs[1]).toFixed(2).padStart(9),
      correlation(...logs)
        .toFixed(2)
        .padStart(9),
      percent(share, 12),
      percent(bestShares.at(-1)!, 11),
      percent(ranges.at(-1)!, 9),
    ];
    console.log(`${name.padEnd(22)} ${String(accuracy).padEnd(8)} ${figures.join(' ')}`);
  }
}
const reached = (list: readonly number[]) => String(list.filter((share) => share >= wanted - 1e-9).length);
console.log(
  `Within ${String(100 * near)} % in at least ${String(100 * wanted)} % of ${values.seeds} seeds: ${reached(shares)} of ${String(shares.length)} lines; the best single number would be on ${reached(bestShares)}. Near in ${percent(mean(shares), 0)} of all runs; in the range that is told ${percent(mean(ranges), 0)}.`,
);
