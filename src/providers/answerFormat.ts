// The structured form in which a task's answer is asked for where a model has one, and how the bare answer is taken out of it again.
// It does not judge the answer: reading it as the task's kind is the engine's (src/engine/task).
import type { Task } from '../engine/task/task';
import { findAnswerPlace } from '../engine/task/thinking';

export type AnswerSchema = {
  readonly type: 'object';
  readonly properties: { readonly answer: Readonly<Record<string, unknown>> };
  readonly required: readonly ['answer'];
  readonly additionalProperties: false;
};

export const answerSchemaName = 'answer';

/** Strict JSON schema of `{"answer": ...}`; undefined for tasks whose answers have no fixed form. */
export function answerSchema(task: Task): AnswerSchema | undefined {
  switch (task.type) {
    case 'labels':
      return schemaOf(
        task.multiple
          ? { type: 'array', items: { type: 'string', enum: [...task.labels] } }
          : { type: 'string', enum: [...task.labels] },
      );
    case 'number':
      return schemaOf({ type: 'number' });
    case 'json':
    case 'text':
      return undefined;
  }
}

function schemaOf(answer: Record<string, unknown>): AnswerSchema {
  return { type: 'object', properties: { answer }, required: ['answer'], additionalProperties: false };
}

/** The answer and where it stands in the reply's own text (UTF-16 offsets), for scoring its tokens alone. */
export type FoundAnswer = {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly hasThought: boolean;
};

/** Takes the answer out of what the model thought and out of `{"answer": ...}`; one in another form is taken as it stands, trimmed. */
export function findAnswer(reply: string, task: Task): FoundAnswer {
  const { start, end, hasThought } = findAnswerPlace(reply);
  const text = reply.slice(start, end);
  const wrapped =
    answerSchema(task) &&
    /^\{\s*"answer"\s*:\s*("(?:[^"\\]|\\.)*"|\[(?:"(?:[^"\\]|\\.)*"|[^"\]])*\]|[^\s",}]+)\s*\}$/s.exec(text);
  const value = wrapped && parsedScalar(wrapped[1]!);
  if (!wrapped || typeof value !== 'string') return { text, start, end, hasThought };
  const quote = wrapped[1]!.startsWith('"') ? 1 : 0;
  const from = start + text.indexOf(wrapped[1]!, text.indexOf(':')) + quote;
  return { text: value, start: from, end: from + wrapped[1]!.length - 2 * quote, hasThought };
}

function parsedScalar(json: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json);
    // A number keeps the digits that the model wrote.
    return typeof value === 'string' ? value : json;
  } catch {
    return undefined;
  }
}
