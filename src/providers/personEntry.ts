// A person's entry of the ladder: `{"id": "me", "provider": "person", "price": {"perAnswer": 0.25}}`, or `"limit": 300`, or both.
import { InputError } from '../engine/inputError';
import type { Model } from '../engine/model';
import type { Provider } from '../engine/provider';

/** What may stand in the entry. */
export type PersonEntry = {
  readonly id?: string | undefined;
  readonly provider: string;
  readonly price?: unknown;
  readonly limit?: number | undefined;
};

const fields: Record<keyof PersonEntry, true> = { id: true, provider: true, price: true, limit: true };

/** @param place of the entry, for messages. @throws {InputError} on fields that only say how a model is asked */
export function readPerson(entry: PersonEntry, place: string): Model {
  const other = Object.entries(entry).find(([name, value]) => value !== undefined && !(name in fields));
  if (other)
    throw new InputError(
      `${place} is a person, who is shown the row and its columns; "${other[0]}" is for models only. Remove it.`,
    );
  const { id = 'me', provider, price, limit } = entry;
  if (price !== undefined && !isPerAnswer(price))
    throw new InputError(
      `${place}.price: a person is paid per label; write "price": {"perAnswer": 0.25}, or leave the price out.`,
    );
  return {
    id,
    provider,
    modelId: 'person',
    price: {
      type: 'answer',
      ...(price !== undefined && { perAnswerUsd: price.perAnswer }),
      ...(limit !== undefined && { limit }),
    },
    settings: {},
  };
}

function isPerAnswer(price: unknown): price is { readonly perAnswer: number } {
  return typeof price === 'object' && price !== null && 'perAnswer' in price;
}

/** Labels come between the sessions of a run (engine/drive/personsLabels.ts), so nobody may ask for one as of a model. */
export function personProvider(name: string): Provider {
  return {
    name,
    ask: ({ model }) => Promise.reject(new Error(`${model.id} is a person and cannot be sent a request`)),
  };
}
