// Turns a dataset of per-model figures into an experiment, as the SMART paper did: rows drawn independently, a model agrees with the reference
// on each with its given share, and every row costs a model the same.
import type { SimulationDataset } from '../datasets/simulationTable';
import type { Answer } from '../engine/answerTable';
import { InputError } from '../engine/inputError';
import type { Model } from '../engine/model';
import { makeRandom } from '../engine/random';
import type { Experiment } from './experiment';

/** The reference's answer is one of these, evenly; a model that does not agree gives one of the others, evenly: the figures tell no more. */
const labels = ['north', 'east', 'south', 'west'];

/**
 * @param referenceId the most expensive model where absent.
 * @throws {InputError} where the reference is unknown or not the answer wanted on every row (agreement 1).
 */
export function makeSimulatedExperiment(table: SimulationDataset, referenceId?: string): Experiment {
  const reference =
    referenceId === undefined ? table.models.at(-1)! : table.models.find((model) => model.id === referenceId);
  if (!reference)
    throw new InputError(
      `${table.dataset} has no model "${referenceId!}"; it has ${table.models.map(({ id }) => id).join(', ')}.`,
    );
  if (reference.agreement !== 1)
    throw new InputError(
      `${reference.id} cannot be the reference of ${table.dataset}: its conformity is ${String(reference.agreement)}, not 1.`,
    );
  const ladder = [...table.models.filter((model) => model.costUsd < reference.costUsd), reference];
  const answers = ladder.map(({ costUsd }) => labels.map((key): Answer => ({ status: 'valid', key, costUsd })));
  return {
    dataset: table.dataset,
    models: ladder.map(({ id }): Model => ({
      id,
      provider: 'simulated',
      modelId: id,
      price: { type: 'unknown' },
      settings: {},
    })),
    rowCount: table.rowCount,
    leftOut: 0,
    arrange: (seed) => {
      const given = drawAnswers(ladder, table.rowCount, seed);
      return {
        source: (model, row) => answers[model]![given[model]![row]!]!,
        features: { length: () => 0 },
        findTwins: () => undefined,
      };
    },
  };
}

/** Per model and row the place of its answer in the labels; the reference stands last. */
function drawAnswers(ladder: SimulationDataset['models'], rowCount: number, seed: number): Uint8Array[] {
  const random = makeRandom(seed, 'reference answers');
  const wanted = Uint8Array.from({ length: rowCount }, () => random.below(labels.length));
  return ladder.map(({ id, agreement }, model) => {
    if (model === ladder.length - 1) return wanted;
    const draw = makeRandom(seed, `agreement of ${id}`);
    return wanted.map((label) =>
      draw.next() < agreement ? label : (label + 1 + draw.below(labels.length - 1)) % labels.length,
    );
  });
}
