// `smart models suggest`: cheaper ways to ask that a ladder lacks, and what each would spare. Nothing is asked and nothing is paid.
import { makeJob } from '../app/makeJob';
import { usageOfRuns } from '../app/measuredUsage';
import { openLadder } from '../app/openLadder';
import { planJob } from '../app/planJob';
import { suggestVariants, type Suggestion } from '../app/suggestVariants';
import { InputError } from '../engine/inputError';
import type { Model } from '../engine/model';
import { formatPercent, formatUsd } from '../engine/text/figures';
import { withStorage } from './cliStorage';
import type { Command } from './command';
import { readExamples } from './exampleFile';
import { parseRunOptions } from './runOptions';

const usage = `Usage:
  smart models suggest JOB.smart.json
  smart models suggest DATASET --prompt "... {{column}}" --models FILE [options of smart run]

Says which cheaper ways to ask the ladder lacks and what each would spare per row: several rows per request where the instruction outweighs the
rows, a lower reasoning effort where a model thinks. Nothing is asked and nothing is paid. --json prints one JSON object.
`;

export const modelsCommand: Command = async ([action, ...argv], io) => {
  if (action === undefined || action === '--help' || action === '-h' || action === 'help') {
    (action === undefined ? io.stderr : io.stdout).write(usage);
    return action === undefined ? 2 : 0;
  }
  if (action !== 'suggest')
    throw new InputError(`There is no "smart models ${action}"; there is "smart models suggest".`);
  const options = parseRunOptions(argv);
  if (!options) {
    io.stdout.write(usage);
    return 0;
  }
  const ladder = await openLadder(options.models, new Date());
  const examples =
    options.examples === undefined ? undefined : await readExamples(options.examples, options.job.prompt);
  return withStorage(async (storage) => {
    const plan = await planJob(
      makeJob({ ...options.job, ...(examples && { examples }) }, ladder.models),
      true,
      storage,
    );
    try {
      const suggestions = await suggestVariants(plan, usageOfRuns(options.runsFolder, plan));
      io.stdout.write(
        options.isJson
          ? `${JSON.stringify({ suggestions: suggestions.map(told) }, undefined, 2)}\n`
          : textOf(suggestions),
      );
      return 0;
    } finally {
      await plan.dataset.close();
    }
  });
};

function told({ beside, model, change, usdPerRow, suggestedUsdPerRow, share }: Suggestion) {
  return { beside, entry: entryOf(model, change), usdPerRow, suggestedUsdPerRow, share };
}

/** The lines of a ladder file that differ from the model's own. */
function entryOf({ id, provider, modelId, pricedAs }: Model, change: Suggestion['change']) {
  return {
    id,
    provider,
    model: pricedAs ?? modelId,
    ...(pricedAs !== undefined && { deployment: modelId }),
    ...change,
  };
}

function textOf(suggestions: readonly Suggestion[]): string {
  if (suggestions.length === 0)
    return 'Nothing to suggest: the rows outweigh the instruction, the ladder asks so already, or its prices are not known.\n';
  const lines = suggestions.flatMap(({ beside, model, change, usdPerRow, suggestedUsdPerRow, share }) => [
    `${model.id}: ${formatUsd(1000 * suggestedUsdPerRow)} per 1,000 rows beside ${formatUsd(1000 * usdPerRow)} of ${beside}, ${formatPercent(share, 2)} less.`,
    `  ${JSON.stringify(entryOf(model, change))}`,
  ]);
  return `${lines.join('\n')}\nPut an entry into the ladder beside the model, with that one's other settings. It is a candidate only: a run finds out whether its answers will do.\n`;
}
