// Runs `certified` on one recorded folder and prints, as JSON, the savings per allowed share of deviating rows. A script of its own, because the engine
// that it is bundled with differs (engineVariants.ts). Arguments: root, folder, how many seeds or `first-last`, deltas, and the line-up as JSON or "all".
import { runExperiment } from '../../src/cli/experiment';
import type { Lineup } from './peers';
import { openFolder } from './recordedFolders';

export type VariantResult = {
  readonly savings: readonly number[];
  /** Per allowed share and seed: the bill over the reference's alone. */
  readonly bills: readonly (readonly number[])[];
  readonly broken: number;
  readonly runs: number;
};

const [root, folder, seeds, deltas, lineup] = process.argv.slice(2);
const experiment = openFolder(root!, folder!, lineup === 'all' ? undefined : (JSON.parse(lineup!) as Lineup));
const [first, last] = seeds!.includes('-') ? seeds!.split('-').map(Number) : [1, Number(seeds)];
const reports = deltas!.split(',').map((delta) =>
  runExperiment(
    experiment,
    { strategy: 'certified', accuracy: 1 - Number(delta), confidence: 0.95 },
    Array.from({ length: last! - first! + 1 }, (_, i) => first! + i),
  ),
);
const result: VariantResult = {
  savings: reports.map(({ mean }) => mean.savings ?? NaN),
  bills: reports.map(({ runs }) => runs.map((run) => 1 / (run.savings ?? NaN))),
  broken: reports.reduce((sum, { violations }) => sum + violations, 0),
  runs: reports.reduce((sum, { runs }) => sum + runs.length, 0),
};
process.stdout.write(`\n${JSON.stringify(result)}\n`);
