// The structured form in which a task's answer is asked for where a model has one, and how the bare answer is taken out of it again.
// It does not judge the answer: reading it as the task's kind is the engine's (src/engine/task).
import type { Task } from '../engine/task/task';

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
      return schemaOf({ type: 'string', enum: [...task.labels] });
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
export type FoundAnswer = { readonly text: string; readonly start: number; readonly end: number };

/** Takes the answer out of `{"answer": ...}`; a reply in another form is taken as it stands, trimmed. */
export function findAnswer(reply: string, task: Task): FoundAnswer {
  const wrapped = answerSchema(task) && /^\s*\{\s*"answer"\s*:\s*("(?:[^"\\]|\\.)*"|[^\s",}]+)\s*\}\s*$/s.exec(reply);
  if (wrapped) {
    const value = parsedScalar(wrapped[1]!);
    if (value !== undefined) {
      const isQuoted = wrapped[1]!.startsWith('"');
      const start = reply.indexOf(wrapped[1]!, reply.indexOf(':')) + (isQuoted ? 1 : 0);
      return { text: value, start, end: start + wrapped[1]!.length - (isQuoted ? 2 : 0) };
    }
  }
  const text = reply.trim();
  const start = reply.indexOf(text);
  return { text, start, end: start + text.length };
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
