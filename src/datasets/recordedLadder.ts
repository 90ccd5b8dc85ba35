// Chooses from a recorded folder the models that take part, orders them by price and keeps the rows that all of them answered.
import { InputError } from '../engine/inputError';
import type { Recorded, RecordedModel } from './recorded';

export type RecordedLadder = {
  /** By mean cost ascending, the reference last. */
  readonly models: readonly RecordedModel[];
  /** Rows of the folder that every one of the models answered. */
  readonly rows: Int32Array;
  /** Rows that lack an output of one of them. */
  readonly leftOut: number;
  /** Candidates that cost as much as the reference or more: they cannot save and take no part. */
  readonly tooDear: readonly string[];
};

/**
 * @param wanted ids of the models that take part (the reference need not be named); all where absent.
 * @param referenceId the most expensive by mean cost where absent.
 * @throws {InputError} on an unknown id, or where no cost is recorded to tell the most expensive.
 */
export function makeRecordedLadder(
  recorded: Recorded,
  wanted: readonly string[] | undefined,
  referenceId: string | undefined,
): RecordedLadder {
  const named = (id: string) => {
    const model = recorded.models.find((candidate) => candidate.id === id);
    if (model) return model;
    const ids = recorded.models.map((candidate) => candidate.id).join(', ');
    throw new InputError(`${recorded.dataset} has no model "${id}"; it has ${ids}.`);
  };
  const chosen = wanted ? [...new Set(wanted)].map(named) : recorded.models;
  const reference = referenceId === undefined ? dearest(recorded, chosen) : named(referenceId);
  const others = chosen.filter((model) => model !== reference);
  // An unknown cost stays: it cannot be called too expensive.
  const tooDear = others.filter((model) => model.meanCost >= reference.meanCost);
  const candidates = others.filter((model) => !tooDear.includes(model)).sort((a, b) => orderCost(a) - orderCost(b));
  const models = [...candidates, reference];
  const rows = Int32Array.from(recorded.ids.keys()).filter((row) =>
    models.every((model) => model.outputs[row] !== undefined),
  );
  if (rows.length === 0)
    throw new InputError(
      `${recorded.dataset} has no row that all of ${models.map(({ id }) => id).join(', ')} answered.`,
    );
  return { models, rows, leftOut: recorded.ids.length - rows.length, tooDear: tooDear.map(({ id }) => id) };
}

/** An unknown cost comes after all known ones; a cost of 0 is known. */
const orderCost = ({ meanCost }: RecordedModel) => (Number.isNaN(meanCost) ? Number.MAX_VALUE : meanCost);

function dearest(recorded: Recorded, models: readonly RecordedModel[]): RecordedModel {
  const priced = models.filter((model) => !Number.isNaN(model.meanCost));
  if (priced.length === 0)
    throw new InputError(
      `${recorded.dataset} records no costs, so the most expensive model is unknown; name the --reference.`,
    );
  return priced.reduce((dear, model) => (model.meanCost > dear.meanCost ? model : dear));
}
