// `npm run bench:recorded -- [options] [parts of folder names]`: strategies on every recorded folder, beside the measured peers where their table is
// there. Prints per dataset and delta the savings, broken promises, the planner's forecast error and computing time, and writes a page with plots.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runExperiment, type ExperimentReport } from '../../src/cli/experiment';
import { renderPlot } from '../../src/cli/plotHtml';
import { makeRecordedExperiment } from '../../src/cli/recordedExperiment';
import { readRecorded } from '../../src/datasets/recorded';
import { strategyNames, type StrategyName } from '../../src/engine/strategy';
import { readPeers, summarise, type Line } from './peers';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    root: { type: 'string', default: resolve(__dirname, '../../../..', 'shared/data/recorded') },
    peers: { type: 'string', default: resolve(__dirname, '../../../..', 'shared/peers.csv') },
    seeds: { type: 'string', default: '20' },
    deltas: { type: 'string', default: '0.01,0.02,0.05,0.1' },
    strategies: { type: 'string', default: strategyNames.join() },
    plots: { type: 'string', default: join(__dirname, 'recorded') },
  },
});
if (!existsSync(values.root)) {
  console.log(`No recorded data at ${values.root}; nothing to measure. Name the folder of folders with --root.`);
  process.exit(0);
}
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);
const strategies = values.strategies.split(',') as StrategyName[];
const peers = existsSync(values.peers) ? readPeers(readFileSync(values.peers, 'utf8')) : undefined;
const lines: Line[] = [];
mkdirSync(values.plots, { recursive: true });

console.log('dataset                delta strategy       savings  worst  broken  forecast error  ms     peer   limit');
for (const dataset of readdirSync(values.root)) {
  if (positionals.length > 0 && !positionals.some((part) => dataset.includes(part))) continue;
  const recorded = readRecorded(join(values.root, dataset));
  // What a run costs is unknown as soon as one model's price is.
  const unpriced = recorded.models.filter(({ outputs, costs }) =>
    outputs.some((output, row) => output !== undefined && Number.isNaN(costs[row]!)),
  );
  const priced = recorded.models.filter((model) => !unpriced.includes(model)).map(({ id }) => id);
  if (unpriced.length > 0)
    console.log(`${dataset}: left out, since their costs are unknown: ${unpriced.map(({ id }) => id).join(', ')}`);
  const experiment = makeRecordedExperiment(recorded, 'shuffled', priced);
  const reports: ExperimentReport[] = [];
  for (const delta of values.deltas.split(',').map(Number)) {
    const peer = peers?.get(`${dataset} ${String(delta)}`);
    for (const strategy of strategies) {
      const report = runExperiment(experiment, { strategy, accuracy: 1 - delta, confidence: 0.95 }, seeds);
      reports.push(report);
      if (strategy === 'certified') lines.push({ report, ...(peer ? { peer } : {}) });
      const number = (value: number | undefined, width: number, digits = 2) =>
        (value === undefined || Number.isNaN(value) ? '-' : value.toFixed(digits)).padStart(width);
      const worst = Math.min(...report.runs.map((run) => run.savings ?? NaN));
      const ms = report.runs.reduce((sum, run) => sum + run.planningMs, 0) / seeds.length;
      console.log(
        `${dataset.padEnd(22)} ${String(delta).padEnd(5)} ${strategy.padEnd(13)} ${number(report.mean.savings, 8)} ${number(worst, 6)}  ${String(report.violations).padStart(2)}/${String(seeds.length).padEnd(3)} ${number(forecastError(report), 13)}  ${number(ms, 6, 0)} ${number(peer?.better, 7)} ${number(peer?.limit, 7)}`,
      );
    }
  }
  writeFileSync(join(values.plots, `${dataset}.html`), renderPlot(reports));
}
console.log(summarise(lines));
console.log(`Plots, a page per dataset: ${values.plots}`);

/** Mean of |ln(cost / expected cost)|: .1 is about 10 % off. */
function forecastError({ runs }: ExperimentReport): number {
  const errors = runs.flatMap(({ cost, forecast }) =>
    cost !== undefined && forecast ? [Math.abs(Math.log(cost / forecast.expected))] : [],
  );
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}
