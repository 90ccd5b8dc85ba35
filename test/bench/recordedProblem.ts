// A recorded folder as a problem for the replay driver: rows with all models' answers, the dearest model as the reference.
import type { Answer } from '../../src/engine/answerTable';
import type { Model } from '../../src/engine/model';
import { shuffle, makeRandom } from '../../src/engine/random';
import type { AnswerSource } from '../../src/engine/replay';
import type { Problem } from '../../src/engine/strategy';
import { findTwins } from '../../src/engine/twinGroups';
import type { Recorded } from '../../src/datasets/recorded';

export type RecordedCase = {
  readonly problem: Omit<Problem, 'table' | 'accuracy' | 'confidence' | 'seed'>;
  readonly source: AnswerSource;
};

/** @param seed rows are put in a random order by it, as the peers were measured. */
export function recordedCase(recorded: Recorded, seed: number): RecordedCase {
  const models = [...recorded.models].sort((a, b) => a.meanCost - b.meanCost);
  const complete: number[] = [];
  recorded.ids.forEach((_, row) => {
    if (models.every(({ outputs }) => outputs[row] !== undefined)) complete.push(row);
  });
  shuffle(complete, makeRandom(seed, 'order'));
  const texts = complete.map((row) => recorded.texts[row]!);
  const hasTexts = texts.some((text) => text !== '');
  const twins = hasTexts ? findTwins(texts.map((text, row) => text || `\0${String(row)}`)) : undefined;
  const answers = models.map((model) =>
    complete.map((row): Answer => {
      const key = model.outputs[row]!.trim();
      const cost = model.costs[row]!;
      const confidence = model.confidences[row]!;
      return {
        status: 'valid',
        key,
        text: key,
        ...(Number.isNaN(cost) ? {} : { costUsd: cost }),
        ...(Number.isNaN(confidence) ? {} : { confidence }),
      };
    }),
  );
  return {
    problem: {
      models: models.map((model): Model => ({
        id: model.id,
        provider: 'recorded',
        modelId: model.id,
        price: { type: 'unknown' },
        settings: {},
      })),
      reference: models.length - 1,
      rowCount: complete.length,
      ...(twins ? { twins } : {}),
      features: { length: (row) => texts[row]!.length, ...(hasTexts ? { text: (row: number) => texts[row]! } : {}) },
    },
    source: (model, row) => answers[model]![row]!,
  };
}
