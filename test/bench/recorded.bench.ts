// `npm run bench:recorded -- [options] [parts of folder names]`: strategies on every recorded folder, beside the measured peers where their table is
// there, and `certified` beside the certified oracle and PAC labels (oneLook.ts). Prints per dataset and delta the savings, the worst run's, how far
// runs spread (bill of the tenth most expensive in a hundred over that of the tenth cheapest), broken promises, the planner's forecast error, computing time
// and where the money goes (billParts.ts, in hundredths of what the reference alone costs), and writes a page with plots. Peers' candidates and reference are ours where their table names them; `--all-models` takes all.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runExperiment, type ExperimentReport } from '../../src/cli/experiment';
import { renderPlot } from '../../src/cli/plotHtml';
import { allowedDeviations, strategyNames, type StrategyName } from '../../src/engine/strategy';
import { partNames, withParts, type BillParts } from './billParts';
import { findPaths } from './hindsightPaths';
import { bestLook, certifiedRule, pacRule } from './oneLook';
import { readPeers, summarise, type Line } from './peers';
import { defaultPeers, defaultRoot, findFolders, openFolder } from './recordedFolders';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    root: { type: 'string', default: defaultRoot },
    peers: { type: 'string', default: defaultPeers },
    seeds: { type: 'string', default: '20' },
    deltas: { type: 'string', default: '0.01,0.02,0.05,0.1' },
    strategies: { type: 'string', default: strategyNames.join() },
    'all-models': { type: 'boolean', default: false },
    /** Spares the time that the oracle takes. */
    'no-oracle': { type: 'boolean', default: false },
    plots: { type: 'string', default: join(__dirname, 'recorded') },
  },
});
const confidence = 0.95;
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);
const strategies = values.strategies.split(',') as StrategyName[];
const peers = existsSync(values.peers) ? readPeers(readFileSync(values.peers, 'utf8')) : undefined;
const folders = findFolders(values.root, positionals);
if (!folders) {
  console.log(`No recorded data at ${values.root}; nothing to measure. Name the folder of folders with --root.`);
  process.exit(0);
}
const lines: Line[] = [];
mkdirSync(values.plots, { recursive: true });

console.log(
  'dataset                delta strategy       savings  worst  spread  broken  forecast error  ms  planning  calls  sample  rest    peer   limit    PAC  oracle  ours/oracle  the oracle takes',
);
for (const dataset of folders) {
  const experiment = openFolder(values.root, dataset, values['all-models'] ? undefined : peers?.lineups.get(dataset));
  const hindsight = values['no-oracle'] ? undefined : findPaths(experiment);
  const reports: ExperimentReport[] = [];
  for (const delta of values.deltas.split(',').map(Number)) {
    const peer = peers?.lines.get(`${dataset} ${String(delta)}`);
    const hidden = allowedDeviations(1 - delta, experiment.rowCount);
    const oracle =
      hindsight && bestLook(hindsight, hidden, certifiedRule(experiment.rowCount, hidden, 1 - confidence), true);
    const pac = hindsight && bestLook(hindsight, hidden, pacRule(delta, 1 - confidence), false);
    for (const strategy of strategies) {
      const parts: BillParts = { planning: 0, calls: 0, sample: 0, rest: 0 };
      const promised = { strategy, accuracy: 1 - delta, confidence };
      const report = runExperiment(experiment, promised, seeds, undefined, (each) => withParts(each, parts));
      const aloneUsd = report.runs.reduce((sum, run) => sum + (run.referenceCost ?? NaN), 0);
      const [planning, calls, sample, rest] = partNames.map((name) => (100 * parts[name]) / aloneUsd);
      reports.push(report);
      const isOurs = strategy === 'certified';
      if (isOurs) lines.push({ report, ...(peer && { peer }), ...(oracle && { oracle: oracle.savings }) });
      const worst = Math.min(...report.runs.map((run) => run.savings ?? NaN));
      const ms = report.runs.reduce((sum, run) => sum + run.planningMs, 0) / seeds.length;
      const beside =
        isOurs && hindsight
          ? ` ${number(pac?.savings, 6)} ${number(oracle?.savings, 7)} ${number((report.mean.savings ?? NaN) / (oracle?.savings ?? NaN), 12)}  ${oracle ? `${oracle.name}, ${String(oracle.size)} rows` : '-'}`
          : '';
      console.log(
        `${dataset.padEnd(22)} ${String(delta).padEnd(5)} ${strategy.padEnd(13)} ${number(report.mean.savings, 8)} ${number(worst, 6)} ${number(spread(report), 7)}  ${String(report.violations).padStart(2)}/${String(seeds.length).padEnd(3)} ${number(forecastError(report), 13)}  ${number(ms, 6, 0)} ${number(planning, 9, 1)} ${number(calls, 6, 1)} ${number(sample, 7, 1)} ${number(rest, 5, 1)} ${number(peer?.better, 7)} ${number(peer?.limit, 7)}${beside}`,
      );
    }
  }
  writeFileSync(join(values.plots, `${dataset}.html`), renderPlot(reports));
}
console.log(summarise(lines));
console.log('What each tuned constant is worth on folders that it was not tuned on: npm run bench:unseen');
console.log(`Plots, a page per dataset: ${values.plots}`);

function number(value: number | undefined, width: number, digits = 2): string {
  return (value === undefined || Number.isNaN(value) ? '-' : value.toFixed(digits)).padStart(width);
}

/** Bill of the run that a tenth of the runs are more expensive than, over that of the run that a tenth are cheaper than. */
function spread({ runs }: ExperimentReport): number {
  const bills = runs.map(({ cost }) => cost ?? NaN).sort((a, b) => a - b);
  const tenth = Math.floor(bills.length / 10);
  return bills.at(-1 - tenth)! / bills[tenth]!;
}

/** Mean of |ln(cost / expected cost)|: .1 is about 10 % off. */
function forecastError({ runs }: ExperimentReport): number {
  const errors = runs.flatMap(({ cost, forecast }) =>
    cost !== undefined && forecast ? [Math.abs(Math.log(cost / forecast.expected))] : [],
  );
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}
