// What a strategy is given of a job: its models, what it promises, and what its rows look like and cost.
import { labelLimitOf, leastOfRound } from '../engine/drive/personsLabels';
import type { Job } from '../engine/job';
import { isPerson, type Model } from '../engine/model';
import type { Prompt } from '../engine/prompt/template';
import type { Problem } from '../engine/strategy';
import { likenessOf } from '../engine/task/likeness';
import { maxRequestCostUsd } from '../providers/budgeted';
import type { Judging } from './judging';
import type { RowLabels } from './labelColumn';
import { makeRowCosts, rowCostEnds, sharedCharacters } from './rowCosts';
import type { RowFacts } from './rowFacts';
import { verdictCost } from './verdictCosts';

/** How long requests are, instruction and row. */
export type RequestCharacters = {
  /** The usual request's. */
  readonly typical: number;
  /** A model's usual request's: its prompt may be another, its rows cut. */
  readonly ofModel: (model: Model) => number;
  readonly ofRow: (model: Model, row: number) => number;
};

export function requestCharacters(
  prompt: Prompt,
  models: readonly Model[],
  { lengths, variantLengths, characters }: RowFacts,
  rowCount: number,
): RequestCharacters {
  const typical = Math.max(1, prompt.instruction.length + characters / rowCount);
  const shared = new Map(models.map((model) => [model.id, sharedCharacters(prompt.of(model), model)]));
  return {
    typical,
    ofModel: ({ id }) => {
      const own = variantLengths.get(id);
      if (!own) return typical;
      return shared.get(id)! + own.reduce((sum, length) => sum + length, 0) / rowCount;
    },
    ofRow: ({ id }, row) => shared.get(id)! + (variantLengths.get(id) ?? lengths)[row]!,
  };
}

type Given = {
  readonly job: Job;
  /** In the ladder's order, the reference last. */
  readonly models: readonly Model[];
  readonly prompt: Prompt;
  readonly rowCount: number;
  readonly facts: RowFacts;
  readonly characters: RequestCharacters;
  readonly judging: Judging | undefined;
  /** Per row the first one identical to it; undefined: each is asked about. */
  readonly twins: Int32Array | undefined;
  readonly labels: RowLabels | undefined;
};

export function problemOf(given: Given): Omit<Problem, 'table'> {
  const { job, models, rowCount, facts, characters, judging, twins, labels } = given;
  const { task } = job;
  const reference = models.length - 1;
  const strongest = models[reference]!;
  const rowCost = makeRowCosts(models, task, characters.typical, characters.ofModel);
  const labelLimit = labelLimitOf(models);
  const likeness = likenessOf(task);
  const { texts } = facts;
  const verdict = judging && verdictCost(judging.judge, task, strongest, characters.typical);
  return {
    ...{ models, reference, rowCount },
    ...(twins && { twins }),
    accuracy: job.accuracy,
    ...(job.looser && { looser: job.looser }),
    // Near a cap requests wait until the most that one can cost is left; the choice among thresholds is made before.
    ...(job.atMost !== undefined && { atMostUsd: job.atMost - (mostOfRequest(given, strongest) ?? 0) }),
    confidence: job.confidence,
    // An estimate's own where none is given: a run has drawn its seed before it plans.
    seed: job.seed ?? 0,
    ...(isPerson(strongest) && { leastRound: leastOfRound }),
    ...(labelLimit !== undefined && { labelLimit }),
    ...(job.student === false && { student: false }),
    ...(labels && { labelled: { rows: labels.rows, areRandom: labels.areRandom } }),
    features: {
      length: (row) => facts.lengths[row]!,
      ...(texts && { text: (row: number) => texts.of(row) }),
      ...(likeness && { likeness }),
      ...(verdict && { verdictCost: verdict.expectedUsd }),
      expectedCost: (model, row) => rowCost(model, characters.ofRow(models[model]!, row)),
      costEnds: (model, row) => rowCostEnds(models[model]!, task, characters.ofRow(models[model]!, row)),
    },
  };
}

/** Dollars that the longest row can cost at most, which its bytes bound; undefined where the price is unknown. */
function mostOfRequest({ prompt, facts, job }: Given, model: Model): number | undefined {
  const { instruction } = prompt.of(model);
  return maxRequestCostUsd({ model, instruction, content: 'x'.repeat(facts.longestBytes), task: job.task });
}
