// `smart import-answers`: takes back what a cluster answered of an exported plan.
import { resolve } from 'node:path';
import { takeAnswers, type TakenAnswers } from '../app/cluster/takeAnswers';
import { InputError } from '../engine/inputError';
import { countOf, formatCount, formatUsd } from '../engine/text/figures';
import { oneLine } from '../engine/text/plainText';
import { userInstallation } from '../store/installation';
import { withStorage } from './cliStorage';
import type { Command } from './command';
import { readCommandLine, switchesOfRuns } from './commandLine';
import { resumeCommand } from './jobOfRun';
import { namedRun } from './namedRun';
import { splitRun } from './splitRun';

const usage = `Usage:
  smart import-answers RUN DIR      take the answers in DIR/answers into the run; DIR is what export-plan made

  RUN              its id, or "last"
  --trust-answers  also where this installation did not export the plan: you know whose answers they are
  --runs FOLDER    where runs are kept (default: .smart/runs)
  --json           one JSON object on stdout
`;

const switches = {
  'trust-answers': { type: 'boolean', default: false },
  ...switchesOfRuns,
} as const;

export const importAnswersCommand: Command = async (argv, io) => {
  const line = readCommandLine('smart import-answers', usage, switches, argv, io);
  if (!line) return 0;
  const { values, positionals } = line;
  const [run, folder, ...more] = positionals;
  if (folder === undefined || more.length > 0)
    throw new InputError('Name the run and the folder of its plan: smart import-answers RUN plan.');
  const { runsFolder, runId } = splitRun(namedRun(run === undefined ? [] : [run], values.runs));
  const counts = await withStorage((storage) =>
    takeAnswers(runsFolder, runId, resolve(folder), {
      installation: userInstallation(),
      trustAnswers: values['trust-answers'],
      storage,
    }),
  );
  for (const problem of counts.problems) io.stderr.write(`${oneLine(problem)}\n`);
  io.stdout.write(
    values.json ? `${JSON.stringify({ runId, ...counts })}\n` : takenText(resumeCommand(runId, runsFolder), counts),
  );
  if (counts.problems.length === 0 || counts.missing === 0) return 0;
  // A disk that failed once must not make the run pay again for what the cluster was paid for.
  io.stderr.write(
    `smart import-answers: What is missing may lie in what could not be read. Mend that and give this command again; with --resume ${runId} the run asks it anew.\n`,
  );
  return 2;
};

/** What the counts mean, each with its number; those that are 0 go unsaid. */
function takenText(goOn: string, counts: TakenAnswers): string {
  const { planned, taken, missing, known, unpriced, billedUsd } = counts;
  const others: readonly [number, string][] = [
    [known, 'were answered in the run already'],
    [counts.failed, 'failed where they were asked'],
    [counts.unreadable, 'have a reply that is no answer; what it cost is billed'],
    [counts.wrongId, 'have an id that the plan does not ask this model about'],
    [counts.wrongHash, 'have the prompt_hash of another question'],
    [counts.wrongModel, 'are of a model that the plan does not ask'],
    [counts.repeated, 'are about a row that was taken already'],
  ];
  const unknown = unpriced === 0 ? '' : ` and what ${countOf(unpriced, 'answer')} cost that nobody told`;
  return [
    `${formatCount(taken)} of ${countOf(planned, 'answer')} taken, for ${formatUsd(billedUsd)}${unknown}.`,
    ...others.filter(([count]) => count > 0).map(([count, what]) => `  ${formatCount(count)} ${what}.`),
    missing === 0
      ? 'None is missing.'
      : `${formatCount(missing)} ${missing === 1 ? 'is' : 'are'} missing; the run asks ${missing === 1 ? 'it' : 'them'} itself.`,
    `Go on with: ${goOn}`,
    '',
  ].join('\n');
}
