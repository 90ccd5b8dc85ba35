// A person in the ladder: labels come between the sessions of a run (engine/drive/personsLabels.ts), so nobody may ask for one as of a model.
import type { Provider } from '../engine/provider';

export function personProvider(name: string): Provider {
  return {
    name,
    ask: ({ model }) => Promise.reject(new Error(`${model.id} is a person and cannot be sent a request`)),
  };
}
