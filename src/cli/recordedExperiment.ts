// Turns a recorded folder into an experiment: rows in file order or shuffled by the seed, answers looked up.
import { makeRecordedLadder, type RecordedLadder } from '../datasets/recordedLadder';
import type { Recorded } from '../datasets/recorded';
import type { Answer } from '../engine/answerTable';
import type { Model } from '../engine/model';
import { makeRandom, shuffle } from '../engine/random';
import { findTwins } from '../engine/twinGroups';
import type { Experiment } from './experiment';

export type RowOrder = 'file' | 'shuffled';

/** @throws {InputError} where the models do not fit the folder. */
export function makeRecordedExperiment(
  recorded: Recorded,
  order: RowOrder,
  wanted?: readonly string[],
  reference?: string,
): Experiment & { readonly tooDear: readonly string[] } {
  const ladder = makeRecordedLadder(recorded, wanted, reference);
  const answers = ladder.models.map((_, model) => answersOf(ladder, model));
  const texts = Array.from(ladder.rows, (row) => recorded.texts[row]!);
  const hasTexts = texts.some((text) => text !== '');
  return {
    dataset: recorded.dataset,
    models: ladder.models.map(({ id }): Model => ({
      id,
      provider: 'recorded',
      modelId: id,
      price: { type: 'unknown' },
      settings: {},
    })),
    rowCount: ladder.rows.length,
    leftOut: ladder.leftOut,
    tooDear: ladder.tooDear,
    arrange: (seed) => {
      const places = Int32Array.from(texts.keys());
      if (order === 'shuffled') shuffle(places, makeRandom(seed, 'row order'));
      const text = (row: number) => texts[places[row]!]!;
      return {
        source: (model, row) => answers[model]![places[row]!]!,
        features: hasTexts ? { length: (row) => text(row).length, text } : { length: () => 0 },
        // Rows whose text is unknown are no twins of each other.
        findTwins: () => (hasTexts ? findTwins(texts.map((_, row) => text(row) || `\0${String(row)}`)) : undefined),
      };
    },
  };
}

function answersOf({ models, rows }: RecordedLadder, model: number): Answer[] {
  const { outputs, costs, confidences } = models[model]!;
  return Array.from(rows, (row): Answer => {
    const costUsd = costs[row]!;
    const confidence = confidences[row]!;
    return {
      status: 'valid',
      key: outputs[row]!,
      ...(Number.isNaN(costUsd) ? {} : { costUsd }),
      ...(Number.isNaN(confidence) ? {} : { confidence }),
    };
  });
}
