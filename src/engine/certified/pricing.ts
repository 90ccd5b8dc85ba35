// Before anything is planned: what does each candidate cost? A few planning rows tell, whatever list prices made one expect: models that think
// charge for thinking. Candidates that cost as much as the reference leave, and an order that turns out otherwise is reported.
import type { DecisionEvent } from '../events';
import { reason } from '../reasons';
import type { Step } from '../strategy';
import { interviewAll, meanCost } from './interview';
import type { Rows, Setting } from './scene';

/** A candidate must cost less than this share of the reference. */
export const cheaper = 0.97;
/** Rows that tell what a candidate costs, and rows that tell where these leave doubt. */
const firstRows = 2;
const doubtRows = 4;
/** What candidates may cost before any of them is known to save, as a share of the reference on every row. */
const trialShare = 0.01;
/** Costs that are closer than this share are taken for equal: nobody needs to know that their order changed. */
const alike = 0.05;

/**
 * Asks every candidate about the first planning rows, all that a share of the bill can bear at once.
 * @returns those that cost less than the reference, cheapest first.
 */
export function* priceCandidates(setting: Setting, rows: Rows): Generator<Step, readonly number[], void> {
  const { problem, costs, units } = setting;
  const { models, reference, table } = problem;
  const candidates = models.map((_, model) => model).filter((model) => model !== reference);
  const costOf = (model: number) => meanCost(setting, rows, model);
  const bearable = trialShare * units.heads.length;
  const spared = () =>
    bearable * costOf(reference) - candidates.reduce((sum, model) => sum + table.spentUsd[model]!, 0);
  const rowsEach = bearable < firstRows ? 1 : firstRows;
  const atOnce = Math.max(1, Math.floor(bearable / rowsEach));
  const tried: number[] = [];
  for (let from = 0; from < candidates.length && !(spared() <= 0); from += atOnce) {
    const group = candidates.slice(from, from + atOnce);
    yield* interviewAll(setting, rows, group, rows.known.slice(0, rowsEach));
    tried.push(...group);
  }
  const limit = cheaper * costOf(reference);
  const isDoubtful = (model: number) =>
    costOf(model) >= limit && costOf(model) < limit * (1 + costs.relativeError(model)) && costs.isMeasured(model);
  const doubtful = tried.filter(isDoubtful);
  const doubtUsd = (doubtRows - rowsEach) * doubtful.reduce((sum, model) => sum + costOf(model), 0);
  if (doubtful.length > 0 && doubtUsd <= spared())
    yield* interviewAll(setting, rows, doubtful, rows.known.slice(0, doubtRows));
  const byCost = [...tried].sort((a, b) => costOf(a) - costOf(b));
  const event = reordering(setting, rows, byCost, candidates.slice(tried.length));
  if (event) yield { type: 'explain', event };
  return byCost.filter((model) => costOf(model) < limit);
}

/** Undefined where the ladder's order stands and nobody leaves. */
function reordering(
  setting: Setting,
  rows: Rows,
  byCost: readonly number[],
  untried: readonly number[],
): DecisionEvent | undefined {
  const { models, reference } = setting.problem;
  const costOf = (model: number) => meanCost(setting, rows, model);
  const referenceUsd = costOf(reference);
  const left = byCost.filter((model) => costOf(model) >= cheaper * referenceUsd);
  const kept = byCost.filter((model) => !left.includes(model));
  const isMoved = kept.some((model, at) =>
    kept.slice(at + 1).some((other) => other < model && costOf(other) > (1 + alike) * costOf(model)),
  );
  const priced = (list: readonly number[]) =>
    list.map((model) => ({ model: models[model]!.id, usdPerThousandRows: 1000 * costOf(model) }));
  const why = [
    ...(isMoved ? [reason('order-by-cost', { models: priced(kept) })] : []),
    ...(left.length > 0
      ? [
          reason('dearer-left-out', {
            models: priced(left),
            reference: models[reference]!.id,
            referenceUsdPerThousandRows: 1000 * referenceUsd,
          }),
        ]
      : []),
    ...(untried.length > 0 ? [reason('not-tried', { models: untried.map((model) => models[model]!.id) })] : []),
  ];
  if (why.length === 0) return undefined;
  return {
    type: 'ladder-reordered',
    models: [...byCost, reference]
      .sort((a, b) => costOf(a) - costOf(b))
      .map((model) => ({ model: models[model]!.id, usdPerRow: costOf(model) })),
    reference: models[reference]!.id,
    leftOut: [...left, ...untried].map((model) => models[model]!.id),
    why: why.length === 1 ? why[0]! : reason('all', { reasons: why }),
  };
}
