// Cheaper ways to ask that a ladder lacks: several rows per request where the instruction outweighs the rows, and a lower reasoning effort where a model
// thinks. Each would stand beside the model as it is, as one more candidate; whether its answers will do, a run finds out.
import { isVariant, type Model } from '../engine/model';
import type { VariantChange } from '../engine/options/modelSettings';
import { own } from '../engine/own';
import { traitsOf } from '../providers/modelTraits';
import { usualId } from '../providers/ladder';
import { tokenCounterFor } from '../providers/tokenCount';
import { expectedCosts } from './expectedCosts';
import type { MeasuredUsage } from './measuredUsage';
import { efforts } from './outputTokens';
import type { JobPlan } from './planJob';

export type Suggestion = {
  /** Id of the model that it would stand beside. */
  readonly beside: string;
  /** The candidate as it would stand in the ladder. */
  readonly model: Model;
  /** What is changed, as fields of a ladder file's entry. */
  readonly change: VariantChange;
  /** Dollars that a row is expected to cost, asked as now and as suggested. */
  readonly usdPerRow: number;
  readonly suggestedUsdPerRow: number;
  /** Share of the cost of a row that is saved, in (0, 1). */
  readonly share: number;
};

/** Rows that a request holds as a rule, and tokens of rows beyond which answers about many at once get worse. */
const usualRows = 10;
const mostRowTokens = 8000;
/** A candidate more costs its planning: it must spare this share of a row. */
const leastShare = 0.2;
const lowEffort = 'low';

/** @returns the largest saving first; empty where nothing is to be had, or no price is known. */
export async function suggestVariants(plan: JobPlan, measured?: MeasuredUsage): Promise<readonly Suggestion[]> {
  const wanted: { readonly of: Model; readonly model: Model; readonly change: Suggestion['change'] }[] = [];
  for (const model of plan.models) {
    if (isVariant(model) || model.price.type !== 'token') continue;
    for (const change of [await packing(plan, model), lowerEffort(model)]) {
      if (!change || has(plan.models, model, change)) continue;
      wanted.push({
        of: model,
        model: { ...model, id: variantId(model, change), settings: { ...model.settings, ...change } },
        change,
      });
    }
  }
  if (wanted.length === 0) return [];
  // As guessed before any answer, unless answers of both are there: a measured cost beside a guessed one compares nothing.
  const models = [...plan.models, ...wanted.map(({ model }) => model)];
  const known = new Map([...(measured ?? [])].filter(([id]) => wanted.some(({ model }) => model.id === id)));
  const { costs } = await expectedCosts({ ...plan, models }, known);
  const usdOf = (model: Model) => costs[models.indexOf(model)]?.expectedUsd;
  return wanted
    .flatMap(({ of, model, change }): Suggestion[] => {
      const [usdPerRow, suggestedUsdPerRow] = [usdOf(of), usdOf(model)];
      if (usdPerRow === undefined || suggestedUsdPerRow === undefined || usdPerRow === 0) return [];
      const share = 1 - suggestedUsdPerRow / usdPerRow;
      return share < leastShare ? [] : [{ beside: of.id, model, change, usdPerRow, suggestedUsdPerRow, share }];
    })
    .sort((a, b) => b.share - a.share);
}

/** Undefined where a row is longer than the instruction: then little is shared. */
async function packing(
  { prompt, problem, dataset }: JobPlan,
  model: Model,
): Promise<{ readonly rowsPerRequest: number } | undefined> {
  const { count } = await tokenCounterFor(model.pricedAs ?? model.modelId);
  let [tokens, rows] = [0, 0];
  const sample = Int32Array.from({ length: Math.min(problem.rowCount, 50) }, (_, at) =>
    Math.floor((at * problem.rowCount) / 50),
  );
  for await (const row of dataset.rows(Int32Array.from(new Set(sample)))) {
    tokens += count(prompt.render(row).content);
    rows++;
  }
  const perRow = tokens / Math.max(1, rows);
  if (count(prompt.instruction) < perRow) return undefined;
  const rowsPerRequest = Math.min(usualRows, Math.floor(mostRowTokens / perRow), problem.rowCount);
  return rowsPerRequest < 2 ? undefined : { rowsPerRequest };
}

function lowerEffort(model: Model): { readonly reasoningEffort: string } | undefined {
  const { reasoningEffort = 'medium' } = model.settings;
  const isReasoning = traitsOf(model.pricedAs ?? model.modelId).isReasoning;
  return isReasoning && (own(efforts, reasoningEffort) ?? 0) > efforts[lowEffort]!
    ? { reasoningEffort: lowEffort }
    : undefined;
}

/** Whether the ladder asks the model so already, whatever the number of rows. */
function has(models: readonly Model[], { provider, modelId }: Model, change: Suggestion['change']): boolean {
  return models.some(
    (other) =>
      other.provider === provider &&
      other.modelId === modelId &&
      ('rowsPerRequest' in change
        ? other.settings.rowsPerRequest !== undefined
        : other.settings.reasoningEffort === change.reasoningEffort),
  );
}

/** What a model is called that is asked so. */
export function variantId({ id }: Pick<Model, 'id'>, change: Suggestion['change']): string {
  return 'rowsPerRequest' in change ? usualId({ model: id, ...change }) : `${id} (${change.reasoningEffort} effort)`;
}
