// What a finished run delivered for each row, and by which model, for what the user does with single rows afterwards.
import { InputError } from '../engine/inputError';
import { readDelivery, type StoredDelivery } from '../store/deliveryFile';
import { readManifest } from '../store/runFiles';
import { readRunState } from '../store/runList';
import { finishedOf } from './finishedRun';
import { readAnswers } from './readAnswers';

export type DeliveredAnswer = { readonly answer: string; readonly model: string };

/** @throws {InputError} where the run is not finished. */
export async function deliveryOfFinished(folder: string): Promise<StoredDelivery> {
  finishedOf(await readRunState(folder, () => undefined));
  const delivery = await readDelivery(folder);
  if (delivery === undefined) throw new InputError('The run is not finished; go on with it first.');
  return delivery;
}

/** By row (0-based); undefined where it has no answer. @throws {InputError} where the run is not finished. */
export async function deliveredAnswers(folder: string): Promise<(row: number) => DeliveredAnswer | undefined> {
  const delivery = await deliveryOfFinished(folder);
  const table = await readAnswers(folder, delivery, readManifest(folder).job.task);
  return (row) => {
    const model = delivery.model[row] ?? -1;
    const answer = model < 0 ? undefined : table.textOf(model, row);
    return answer === undefined ? undefined : { answer, model: delivery.models[model]! };
  };
}
