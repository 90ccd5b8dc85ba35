// What refusals inside a batch teach about a model: the same as live ones, but thousands of rows may be refused for one parameter at once.
import { createQuirkStore, learnFromRefusal, type Quirks } from '../quirks';
import type { SdkOptions } from '../sdkOptions';
import type { BatchService } from './batchService';

export function createLessons(
  options: SdkOptions,
  guess: (modelId: string) => Quirks,
): Pick<BatchService, 'quirksOf' | 'learn'> {
  const store = options.quirks ?? createQuirkStore();
  const keyOf = (modelId: string) => `${options.baseUrl} ${modelId}`;
  const quirksOf = (modelId: string) => store.get(keyOf(modelId)) ?? guess(modelId);
  return {
    quirksOf,
    learn(modelId, sent, status, message) {
      if (!learnFromRefusal(sent, status, message)) return false;
      // Another row of the batch may have taught it already.
      const learned = learnFromRefusal(quirksOf(modelId), status, message);
      if (learned) store.set(keyOf(modelId), learned);
      return JSON.stringify(quirksOf(modelId)) !== JSON.stringify(sent);
    },
  };
}
