// What `smart replay` and `smart simulate` do once they have an experiment: every strategy at every accuracy, progress, and the output asked for.
import { InputError } from '../engine/inputError';
import { saveNamedFile } from '../files/writeFile';
import type { CommandIo } from './command';
import { runExperiment, type Experiment } from './experiment';
import type { ExperimentPlan } from './experimentOptions';
import { describeGrid, describeReport } from './experimentText';
import { renderPlot } from './plotHtml';

export type ExperimentOutput = {
  readonly json: boolean;
  readonly plot?: string | undefined;
  readonly hasGrid: boolean;
};

/** @returns the exit code. One strategy at one accuracy prints its report, several print `{reports}` or a table. */
export function printExperiment(experiment: Experiment, plan: ExperimentPlan, output: ExperimentOutput, io: CommandIo) {
  const { confidence, seeds, choice } = plan;
  const settings = plan.accuracies.flatMap((accuracy) => plan.strategies.map((strategy) => ({ strategy, accuracy })));
  const total = settings.length * seeds.length;
  let done = 0;
  const reports = settings.map(({ strategy, accuracy }) =>
    runExperiment(experiment, { strategy, accuracy, confidence, ...choice }, seeds, () => {
      done++;
      if (io.stderr.isTTY) io.stderr.write(`\r${strategy}: run ${String(done)} of ${String(total)}\x1b[K`);
    }),
  );
  if (io.stderr.isTTY) io.stderr.write('\r\x1b[K');
  if (output.plot !== undefined) writePlot(output.plot, renderPlot(reports));
  if (output.json)
    io.stdout.write(`${JSON.stringify(output.hasGrid || reports.length > 1 ? { reports } : reports[0])}\n`);
  else if (output.hasGrid || reports.length > 1) io.stdout.write(describeGrid(reports));
  else io.stdout.write(describeReport(reports[0]!));
  if (output.plot !== undefined) io.stderr.write(`Drawn to ${output.plot}\n`);
  return 0;
}

function writePlot(file: string, html: string): void {
  try {
    saveNamedFile(file, html);
  } catch (error) {
    throw new InputError(`--plot ${file} cannot be written: ${(error as Error).message}.`);
  }
}
