// Models and requests for provider tests: the shortest way to say what matters in a test.
import type { Model, Price } from '../../src/engine/model';
import type { AskRequest } from '../../src/engine/provider';
import type { Task } from '../../src/engine/task/task';

export const testPrice: Price = { type: 'token', inputPerMillion: 2, outputPerMillion: 8, cachedInputPerMillion: 0.5 };
export const spamTask: Task = { type: 'labels', labels: ['ham', 'spam'] };

export function testModel(id = 'test-model', changes: Partial<Model> = {}): Model {
  return { id, provider: 'test', modelId: id, price: testPrice, settings: {}, ...changes };
}

export function testRequest(content = 'Win a prize now', changes: Partial<AskRequest> = {}): AskRequest {
  return {
    model: testModel(),
    instruction: 'Say ham or spam.',
    content,
    task: spamTask,
    ...changes,
  };
}

export const never = new AbortController().signal;
