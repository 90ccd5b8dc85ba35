// Before anything is planned: what does each candidate cost? A few planning rows tell, whatever list prices made one expect: models that think
// charge for thinking. Candidates that cost as much as the reference leave, and an order that turns out otherwise is reported.
import type { DecisionEvent } from '../events';
import { reason } from '../reasons';
import type { Step } from '../strategy';
import { cheaper, interviewAll, meanCost } from './interview';
import type { Rows, Setting } from './scene';

/** Rows that tell what a candidate costs, and rows that tell where these leave doubt. */
const firstRows = 2;
const doubtRows = 4;
/** A candidate whose first answer costs so many times what the reference's do is not asked for a second. */
const farDearer = 3;
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
  const all = models.map((_, model) => model).filter((model) => model !== reference);
  const candidates = all.filter((model) => !isSurelyDearer(setting, rows, model));
  const costOf = (model: number) => meanCost(setting, rows, model);
  const bearable = trialShare * units.heads.length;
  const spared = () =>
    bearable * costOf(reference) - candidates.reduce((sum, model) => sum + table.spentUsd[model]!, 0);
  const rowsEach = bearable < firstRows ? 1 : firstRows;
  const atOnce = Math.max(1, Math.floor(bearable / rowsEach));
  const tried: number[] = [];
  for (let from = 0; from < candidates.length && !(spared() <= 0); from += atOnce) {
    const group = candidates.slice(from, from + atOnce);
    yield* interviewAll(setting, rows, group, rows.known.slice(0, 1));
    const open = group.filter((model) => !(costOf(model) >= farDearer * costOf(reference)));
    if (rowsEach > 1) yield* interviewAll(setting, rows, open, rows.known.slice(0, rowsEach));
    tried.push(...group);
  }
  const limit = cheaper * costOf(reference);
  const isDoubtful = (model: number) =>
    costOf(model) >= limit &&
    costOf(model) < Math.min(farDearer * costOf(reference), limit * (1 + costs.relativeError(model))) &&
    costs.isMeasured(model);
  const doubtful = tried.filter(isDoubtful);
  const doubtUsd = (doubtRows - rowsEach) * doubtful.reduce((sum, model) => sum + costOf(model), 0);
  if (doubtful.length > 0 && doubtUsd <= spared())
    yield* interviewAll(setting, rows, doubtful, rows.known.slice(0, doubtRows));
  const byCost = all
    .filter((model) => tried.includes(model) || !candidates.includes(model))
    .sort((a, b) => costOf(a) - costOf(b));
  const event = reordering(setting, rows, byCost, candidates.slice(tried.length));
  if (event) yield { type: 'explain', event };
  return byCost.filter((model) => tried.includes(model) && costOf(model) < limit);
}

/**
 * Whether the candidate's cheapest answers cost more than the reference's do, or than its costliest would: then not even one row is paid to learn it.
 * Both ends count the same input, so that an error of the count hardly matters.
 */
function isSurelyDearer({ problem: { features, reference }, costs }: Setting, rows: Rows, model: number): boolean {
  let [least, most] = [0, 0];
  for (const row of rows.known) {
    const [own, other] = [features.costEnds?.(model, row), features.costEnds?.(reference, row)];
    if (!own || !other) return false;
    least += own[0];
    most += costs.isMeasured(reference) ? Math.min(other[1], costs.of(reference, row)) : other[1];
  }
  return least >= most;
}

/** Undefined where the ladder's order stands and nobody leaves. */
function reordering(
  setting: Setting,
  rows: Rows,
  byCost: readonly number[],
  untried: readonly number[],
): DecisionEvent | undefined {
  const { problem, costs } = setting;
  const { models, reference } = problem;
  const costOf = (model: number) => meanCost(setting, rows, model);
  const referenceUsd = costOf(reference);
  // One that was not asked can only be dearer, whatever is expected of it.
  const left = byCost.filter((model) => costOf(model) >= cheaper * referenceUsd || !costs.isMeasured(model));
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
