// The JSON schema of a task's answer, for providers with structured outputs; replies made by it are read back by parseAnswer.ts.
import { parsePath } from '../jsonPath';
import type { Task } from './task';

export type JsonSchema = Readonly<Record<string, unknown>>;

export type AnswerSchema = {
  readonly name: string;
  readonly schema: JsonSchema;
  /** Whether it keeps to the subset that strict decoders take: every field typed and required, no other fields. */
  readonly isStrict: boolean;
};

/** Undefined where the answer is free text. */
export function answerSchema(task: Task): AnswerSchema | undefined {
  switch (task.type) {
    case 'labels':
      return oneField('label', { type: 'string', enum: task.labels });
    case 'number':
      return oneField('answer', { type: 'number' });
    case 'json':
      return { name: 'answer', schema: fieldsSchema(task.fields.map(parsePath)), isStrict: false };
    case 'text':
      return undefined;
  }
}

function oneField(name: string, schema: JsonSchema): AnswerSchema {
  return {
    name,
    schema: { type: 'object', properties: { [name]: schema }, required: [name], additionalProperties: false },
    isStrict: true,
  };
}

/** Objects nested as the paths say; what type a leaf has is not known. A numeric step means an array, which is left open. */
function fieldsSchema(paths: readonly (readonly string[])[]): JsonSchema {
  const inner = paths.filter((path) => path.length > 0);
  if (inner.length === 0) return {};
  const names = [...new Set(inner.map((path) => path[0]!))];
  if (names.some((name) => /^\d+$/.test(name))) return {};
  const properties = Object.fromEntries(
    names.map((name) => [name, fieldsSchema(inner.filter((path) => path[0] === name).map((path) => path.slice(1)))]),
  );
  return { type: 'object', properties, required: names };
}
