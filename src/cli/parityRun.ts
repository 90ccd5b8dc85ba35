// Runs our strategies on one parity case and lists where they differ from what the published code answered.
import type { ParityCase, ParityOutcome, PublishedName } from '../datasets/parityFile';
import type { DecisionEvent } from '../engine/events';
import type { Model } from '../engine/model';
import { replay } from '../engine/replay';
import { strategyByName } from '../engine/strategies/strategyByName';
import type { StrategyName } from '../engine/strategy';

/** The published code's names of what we call by the paper's words. */
export const ourNameOf: Readonly<Record<PublishedName, StrategyName>> = {
  naive: 'reference',
  exhaustive: 'profile-all',
  efficient: 'profile-smart',
  'multi-model': 'model-mix',
};

/** Relative difference of costs that summation order may leave. */
const COST_TOLERANCE = 1e-9;

/** What our strategy answers on a case, in the published code's form. */
export function solveParityCase(parityCase: ParityCase, published: PublishedName): ParityOutcome {
  const ids = Object.keys(parityCase.models);
  const given = Object.values(parityCase.models);
  const models = ids.map((id): Model => ({
    id,
    provider: 'parity',
    modelId: id,
    price: { type: 'unknown' },
    settings: {},
  }));
  const costs = given.map(
    (model) =>
      (model.promptTokensPerItem * model.promptCostPer1k) / 1000 +
      (model.completionTokensPerItem * model.completionCostPer1k) / 1000,
  );
  const answers = costs.map((costUsd) => [
    { status: 'valid', key: 'differs', costUsd } as const,
    { status: 'valid', key: 'agrees', costUsd } as const,
  ]);
  const reference = ids.indexOf(parityCase.reference);
  const result = replay(
    strategyByName[ourNameOf[published]]!.strategy,
    {
      models,
      reference,
      rowCount: parityCase.n,
      accuracy: 1 - parityCase.accuracyDiff,
      confidence: parityCase.confidence,
      seed: 0,
      features: { length: () => 0 },
    },
    (model, row) => answers[model]![given[model]!.conforms.charCodeAt(row) === 49 ? 1 : 0]!,
  );
  return {
    cost: result.costUsd,
    answered: Object.fromEntries(ids.map((id, model) => [id, result.asked[model]!])),
    status: statuses(ids, parityCase.reference, published, result.events),
  };
}

function statuses(
  ids: readonly string[],
  reference: string,
  published: PublishedName,
  events: readonly DecisionEvent[],
) {
  const status = new Map<string, ParityOutcome['status'][string]>([[reference, 'satisfied']]);
  if (published !== 'naive') for (const id of ids) if (id !== reference) status.set(id, 'unknown');
  for (const event of events) {
    // What we call pruned, the published code calls invalid as well.
    if (event.type === 'model-profiled') status.set(event.model, event.status === 'pruned' ? 'invalid' : event.status);
  }
  return Object.fromEntries(status);
}

/** One line per difference; none where the outcomes are equal. */
export function differences(wanted: ParityOutcome, given: ParityOutcome): string[] {
  const lines: string[] = [];
  if (!(Math.abs(given.cost - wanted.cost) <= COST_TOLERANCE * Math.abs(wanted.cost)))
    lines.push(`cost ${String(given.cost)}, published ${String(wanted.cost)}`);
  for (const id of new Set([...Object.keys(wanted.answered), ...Object.keys(given.answered)])) {
    const [ours, theirs] = [given.answered[id] ?? 0, wanted.answered[id] ?? 0];
    if (ours !== theirs) lines.push(`${id} answered ${String(ours)} rows, published ${String(theirs)}`);
  }
  for (const id of new Set([...Object.keys(wanted.status), ...Object.keys(given.status)])) {
    const [ours, theirs] = [given.status[id] ?? 'absent', wanted.status[id] ?? 'absent'];
    if (ours !== theirs) lines.push(`${id} ${ours}, published ${theirs}`);
  }
  return lines;
}
