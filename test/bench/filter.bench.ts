// `npm run bench filter` or `node dist/test/bench/filter.bench.js [--seeds 20] [--bounds recall,precision,both] [parts of folder names]`: recorded folders as filters (filterReadings.ts): what ours asks the reference for,
// what SUPG and BARGAIN make of as many calls, and what they need for the very promise that ours gives. Both bounds are --share, each at error probability .05.
// The questions differ: ours fixes no number of calls; with a recall alone every delivered "yes" is the reference's own, with a precision alone every "no" is. So
// "as many calls" compares the other measure, and "same promise" completes their set: the reference is asked about every row that it delivers, or leaves out,
// unasked; the calls that set the threshold are then the share of rows that hindsight finds cheapest for the line.
import { parseArgs } from 'node:util';
import { makeRandom } from '../../src/engine/random';
import { replay, type AnswerSource, type ReplayResult } from '../../src/engine/replay';
import { filterStrategy } from '../../src/engine/strategies/filter';
import { bargainPrecision, bargainRecall } from './bargain';
import { asFilter, readings, scoredTable } from './filterReadings';
import { defaultRoot, findFolders, openFolder } from './recordedFolders';
import { selectionOf, type ScoredTable, type Selected, type Selector } from './selecting';
import { supgPrecision, supgRecall } from './supg';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    root: { type: 'string', default: defaultRoot },
    seeds: { type: 'string', default: '20' },
    share: { type: 'string', default: '0.95' },
    bounds: { type: 'string', default: 'recall,precision,both' },
  },
});
const share = Number(values.share);
const alpha = 0.05;
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);
/** Shares of the rows that set their threshold before their set is completed. */
const settingShares = [0.02, 0.05, 0.1, 0.2, 0.4];

type Measure = 'recall' | 'precision';
const methods: readonly { readonly name: string; readonly selectors: Readonly<Record<Measure, Selector>> }[] = [
  { name: 'SUPG', selectors: { recall: supgRecall, precision: supgPrecision } },
  { name: 'BARGAIN', selectors: { recall: bargainRecall, precision: bargainPrecision } },
];

type Tally = { calls: number; recall: number; precision: number; broken: number; runs: number };
const none = (): Tally => ({ calls: 0, recall: 0, precision: 0, broken: 0, runs: 0 });
function count(tally: Tally, { calls, recall, precision }: Selected, measures: readonly Measure[]): void {
  tally.calls += calls;
  tally.recall += recall;
  tally.precision += precision;
  tally.runs++;
  if (measures.some((measure) => (measure === 'recall' ? recall : precision) < share - 1e-9)) tally.broken++;
}
const mean = ({ runs, ...sums }: Tally, of: 'calls' | Measure) => sums[of] / runs;

const folders = findFolders(values.root, positionals);
if (!folders) {
  console.log(`No recorded data at ${values.root}; nothing to measure. Name the folder of folders with --root.`);
  process.exit(0);
}

const lines: { readonly ours: number; readonly theirs: readonly number[] }[] = [];
const allBroken = { ours: 0, runs: 0, theirs: methods.map(() => ({ broken: 0, runs: 0 })) };
for (const [folder, label] of readings) {
  if (!folders.includes(folder)) continue;
  const experiment = openFolder(values.root, folder);
  const { models, rowCount } = experiment;
  const arrangements = seeds.map((seed) => {
    const { source, features, findTwins } = experiment.arrange(seed);
    const [asked, twins] = [asFilter(source, label), findTwins()];
    return { seed, source: asked, features, twins, table: scoredTable(asked, models.length, rowCount, twins) };
  });
  const wanted = arrangements[0]!.table.isWanted.reduce((sum, one) => sum + one, 0) / rowCount;
  console.log(`\n${folder}, "${label}": ${String(rowCount)} rows, ${(100 * wanted).toFixed(1)} % wanted`);
  for (const bounds of values.bounds.split(',')) {
    const measures: readonly Measure[] = bounds === 'both' ? ['recall', 'precision'] : [bounds as Measure];
    const asked = {
      recall: measures.includes('recall') ? share : 1,
      precision: measures.includes('precision') ? share : 1,
    };
    const ours = none();
    let bill = 0;
    const alike = methods.map(() => measures.map(none));
    const whole = methods.map(() => settingShares.map(none));
    for (const { seed, source, features, twins, table } of arrangements) {
      const run = replay(
        filterStrategy(asked),
        {
          ...{ models, reference: models.length - 1, rowCount, accuracy: 0.95, confidence: 1 - alpha, seed, features },
          ...(twins && { twins }),
        },
        source,
      );
      const own = selectedByOurs(run, source, table);
      count(ours, own, measures);
      bill += run.costUsd / run.referenceUsd;
      methods.forEach(({ name, selectors }, method) => {
        measures.forEach((measure, i) => {
          const { order, end, reference } = selectors[measure](
            table,
            { share, alpha, calls: own.calls },
            makeRandom(seed, `${name} ${measure}`),
          );
          count(alike[method]![i]!, selectionOf(table, reference, order, end), [measure]);
        });
        if (measures.length > 1) return;
        const [measure] = measures as [Measure];
        settingShares.forEach((part, i) => {
          const target = { share, alpha, calls: Math.ceil(part * rowCount) };
          const { order, end, reference } = selectors[measure](
            table,
            target,
            makeRandom(seed, `${name} ${measure} ${String(part)}`),
          );
          const rest = measure === 'recall' ? order.subarray(0, end) : order.subarray(end);
          for (const row of rest) reference.ask(row);
          count(whole[method]![i]!, selectionOf(table, reference, order, end), measures);
        });
      });
    }
    const percent = (value: number) => (100 * value).toFixed(1).padStart(5);
    const broken = ({ broken: times, runs }: Tally) => `broken ${String(times).padStart(2)} of ${String(runs)}`;
    console.log(
      `  ${bounds.padEnd(9)}  ours:     ${percent(mean(ours, 'calls') / rowCount)} % of rows asked, ${broken(ours)}, recall ${percent(mean(ours, 'recall'))}, precision ${percent(mean(ours, 'precision'))}; bill ${percent(bill / seeds.length)} % of the reference's`,
    );
    allBroken.ours += ours.broken;
    allBroken.runs += ours.runs;
    const theirs: number[] = [];
    methods.forEach(({ name }, method) => {
      measures.forEach((measure, i) => {
        const tally = alike[method]![i]!;
        allBroken.theirs[method]!.broken += tally.broken;
        allBroken.theirs[method]!.runs += tally.runs;
        console.log(
          `             ${name.padEnd(8)}, as many calls for ${measure.padEnd(9)}: ${broken(tally)}, recall ${percent(mean(tally, 'recall'))}, precision ${percent(mean(tally, 'precision'))}`,
        );
      });
      if (measures.length > 1) return;
      const costs = whole[method]!.map((tally) => mean(tally, 'calls'));
      const at = costs.indexOf(Math.min(...costs));
      const tally = whole[method]![at]!;
      theirs.push(costs[at]!);
      console.log(
        `             ${name.padEnd(8)}, same promise: ${percent(costs[at]! / rowCount)} % of rows asked (${String(100 * settingShares[at]!)} % to set the threshold), ${broken(tally)}, recall ${percent(mean(tally, 'recall'))}, precision ${percent(mean(tally, 'precision'))}`,
      );
    });
    if (theirs.length > 0) lines.push({ ours: mean(ours, 'calls'), theirs });
  }
}
console.log(
  `\nBroken targets: ours ${String(allBroken.ours)} of ${String(allBroken.runs)} runs; ${methods.map(({ name }, i) => `${name} ${String(allBroken.theirs[i]!.broken)} of ${String(allBroken.theirs[i]!.runs)}`).join('; ')}, with as many calls.`,
);
methods.forEach(({ name }, i) => {
  const ratios = lines.map(({ ours, theirs }) => theirs[i]! / ours);
  const middle = [...ratios].sort((a, b) => a - b)[ratios.length >> 1];
  console.log(
    `For the same promise ours asks less than ${name} on ${String(ratios.filter((ratio) => ratio > 1).length)} of ${String(ratios.length)} lines; ${name} asks ${(middle ?? NaN).toFixed(2)} times as much in the middle of lines.`,
  );
});

function selectedByOurs({ delivery, asked }: ReplayResult, source: AnswerSource, { isWanted }: ScoredTable): Selected {
  let [kept, right, wanted] = [0, 0, 0];
  isWanted.forEach((one, row) => {
    const isKept = source(delivery.model[row]!, row).key === 'yes';
    wanted += one;
    kept += Number(isKept);
    right += isKept ? one : 0;
  });
  return { calls: asked.at(-1)!, recall: wanted === 0 ? 1 : right / wanted, precision: kept === 0 ? 1 : right / kept };
}
