// What a promise that is not made yet says of a person in the ladder.
import { labelLimitOf } from '../engine/drive/personsLabels';
import { isPerson, type Model } from '../engine/model';
import type { PlannedPromise } from '../engine/promise/clauses';

export function personPromise(models: readonly Model[]): Pick<PlannedPromise, 'asksPerson' | 'labelLimit'> {
  if (!models.some(isPerson)) return {};
  const labelLimit = labelLimitOf(models);
  return { asksPerson: true, ...(labelLimit !== undefined && { labelLimit }) };
}
