// What decisions expect a row to cost, per model. Where a price is unknown a stand-in takes its place, so that a ladder still goes from cheap to
// expensive in the user's order. Stand-ins are no dollars: they are never billed, never told and never reserved (engine/drive/withoutMoney.ts).
import { isPerson, rowsPerRequestOf, type Model } from '../engine/model';
import { expectedCostOf } from '../engine/money/cost';
import { packedContent } from '../engine/prompt/packedRows';
import type { Prompt } from '../engine/prompt/template';
import type { Task } from '../engine/task/task';
import { charactersPerToken, expectedRowCost } from './orderLadder';
import { outputTokensOf } from './outputTokens';

/** An unknown reference is taken for so many times as expensive as the most expensive candidate whose price is known; a label that has no price, for so many times. */
const referenceFactor = 3;
const labelFactor = 1000;

/**
 * @param models candidates first, the reference last
 * @returns dollars, or a stand-in, of one row with so many characters of prompt
 */
export function makeRowCosts(
  models: readonly Model[],
  task: Task,
  typicalCharacters: number,
  charactersOf: (model: Model) => number = () => typicalCharacters,
): (model: number, characters: number) => number {
  const typical = models.map((model) => expectedRowCost(model, task, charactersOf(model)));
  const reference = models.length - 1;
  const dearest = Math.max(0, ...typical.slice(0, reference).map((usd) => usd ?? 0));
  // Any unit does where nothing is known.
  const factor = isPerson(models[reference]!) ? labelFactor : referenceFactor;
  const referenceCost = typical[reference] ?? (dearest > 0 ? factor * dearest : 1);
  // Any model is far cheaper than a label.
  const dearestUnknown = isPerson(models[reference]!) ? referenceCost / labelFactor : referenceCost;
  // Unknown candidates stand behind the known ones, in the user's order: evenly between the most expensive known one and the reference.
  const unknown = typical.slice(0, reference).filter((usd) => usd === undefined).length;
  const from = Math.min(dearest, dearestUnknown);
  let place = 0;
  const standIns = typical.map((usd, model) =>
    usd !== undefined || model === reference
      ? referenceCost
      : from + ((dearestUnknown - from) * ++place) / (unknown + 1),
  );
  return (model, characters) =>
    expectedRowCost(models[model]!, task, characters) ??
    standIns[model]! * (isPerson(models[model]!) ? 1 : characters / typicalCharacters);
}

/** Of the characters that a row is charged for, those that are no part of it: the instruction, or its share of one that several rows share. */
export function sharedCharacters(prompt: Prompt, model: Model): number {
  const rows = rowsPerRequestOf(model);
  if (rows === 1) return prompt.instruction.length;
  return prompt.renderTogether([]).instruction.length / rows + packedContent(['']).length;
}

/** Ends of what one row with so many characters of prompt costs, in dollars; undefined where the price is unknown or a measured stand-in. */
export function rowCostEnds(
  model: Model,
  task: Task,
  characters: number,
): readonly [leastUsd: number, mostUsd: number] | undefined {
  if (model.price.type === 'answer' && model.price.perAnswerUsd !== undefined)
    return [model.price.perAnswerUsd, model.price.perAnswerUsd];
  if (model.price.type !== 'token') return undefined;
  const { low, high } = outputTokensOf(model, task);
  const usd = (outputTokens: number) => expectedCostOf(characters / charactersPerToken, outputTokens, model.price)!;
  return [usd(low), usd(high)];
}

export function unpricedIds(models: readonly Model[]): string[] {
  return models.flatMap(({ id, price }) => (price.type === 'unknown' ? [id] : []));
}
