// Turns a recorded folder into an experiment: rows in file order or shuffled by the seed, answers looked up.
import { findContradictions } from '../datasets/contradictions';
import { makeRecordedLadder, type RecordedLadder } from '../datasets/recordedLadder';
import type { Recorded } from '../datasets/recorded';
import type { Answer, Verdict } from '../engine/answerTable';
import type { Model } from '../engine/model';
import { makeRandom, shuffle } from '../engine/random';
import { likenessOf } from '../engine/task/likeness';
import { findTwins } from '../engine/twinGroups';
import type { Experiment } from './experiment';

const likeness = likenessOf({ type: 'text', same: { by: 'judge' } });

export type RowOrder = 'file' | 'shuffled';

export type RecordedExperiment = Experiment & {
  /** Candidates that cost as much as the reference or more. */
  readonly tooDear: readonly string[];
  /** Rows with the text of another that was answered differently: each is asked on its own. */
  readonly contradicting: number;
};

/** @throws {InputError} where the models do not fit the folder. */
export function makeRecordedExperiment(
  recorded: Recorded,
  order: RowOrder,
  wanted?: readonly string[],
  reference?: string,
): RecordedExperiment {
  const ladder = makeRecordedLadder(recorded, wanted, reference);
  const verdicts = verdictsOf(recorded, ladder);
  const answers = ladder.models.map((_, model) => answersOf(ladder, model, verdicts));
  const texts = Array.from(ladder.rows, (row) => recorded.texts[row]!);
  const hasTexts = texts.some((text) => text !== '');
  const outputs = ladder.models.map((model) => Array.from(ladder.rows, (row) => model.outputs[row]));
  const said = (verdicts ?? []).map((of) => of.map((verdict) => verdict && String(verdict.same)));
  const isContradicting = findContradictions(texts, [...outputs, ...said]);
  // Rows whose text is unknown, or does not tell what was asked, are no twins of each other.
  const identities = texts.map((text, row) => (text === '' || isContradicting[row] ? `\0${String(row)}` : text));
  const twins = hasTexts ? findTwins(identities) : undefined;
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
    contradicting: isContradicting.reduce((sum, one) => sum + one, 0),
    arrange: (seed) => {
      const places = Int32Array.from(texts.keys());
      if (order === 'shuffled') shuffle(places, makeRandom(seed, 'row order'));
      const text = (row: number) => texts[places[row]!]!;
      return {
        source: (model, row) => answers[model]![places[row]!]!,
        features: {
          ...(hasTexts ? { length: (row) => text(row).length, text } : { length: () => 0 }),
          // Answers that somebody judged are texts, as in the run that they are recorded for.
          ...(verdicts && likeness && { likeness }),
        },
        ...(verdicts && {
          equality: {
            equivalence: (key, referenceKey) => key === referenceKey,
            isForJudge: () => true,
            // Without one nothing was judged, and other texts are other answers.
            verdict: (model, row) => verdicts[model]![places[row]!] ?? { same: false, costUsd: 0 },
          },
        }),
        findTwins: () => twins && firstsInOrder(twins, places),
      };
    },
  };
}

/** Identical rows in another order: per place the first place that holds a row of the same text. */
function firstsInOrder(twins: Int32Array, places: Int32Array): Int32Array {
  const firstOf = new Int32Array(twins.length).fill(-1);
  return places.map((row, place) => {
    const head = twins[row]!;
    if (firstOf[head]! < 0) firstOf[head] = place;
    return firstOf[head]!;
  });
}

/** Per model of the ladder and row; undefined: the folder has none. */
function verdictsOf({ verdicts }: Recorded, { models, rows }: RecordedLadder): (Verdict | undefined)[][] | undefined {
  return (
    verdicts &&
    models.map(({ id }) => {
      const of = verdicts.get(id);
      return Array.from(rows, (row): Verdict | undefined => {
        const same = of?.same[row];
        const costUsd = of?.costs[row] ?? NaN;
        return same === undefined ? undefined : { same, ...(!Number.isNaN(costUsd) && { costUsd }) };
      });
    })
  );
}

/** No output has it: a key that is no other's. */
const unlike = '\0unlike';

function answersOf(
  { models, rows }: RecordedLadder,
  model: number,
  verdicts: readonly (readonly (Verdict | undefined)[])[] | undefined,
): Answer[] {
  const { outputs, costs, confidences } = models[model]!;
  const wanted = models.at(-1)!.outputs;
  return Array.from(rows, (row, place): Answer => {
    const costUsd = costs[row]!;
    const confidence = confidences[row]!;
    return {
      status: 'valid',
      // A verdict takes the place of comparing texts, also where they are equal.
      key:
        verdicts?.[model]![place]?.same === false && outputs[row] === wanted[row]
          ? outputs[row]! + unlike
          : outputs[row]!,
      ...(Number.isNaN(costUsd) ? {} : { costUsd }),
      ...(Number.isNaN(confidence) ? {} : { confidence }),
    };
  });
}
