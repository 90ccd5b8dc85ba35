// The structured form in which a task's answer is asked for where a model has one, and how the bare answer is taken out of it again.
// It does not judge the answer: reading it as the task's kind is the engine's (src/engine/task).
import type { AskRequest } from '../engine/provider';
import { readPackedReply } from '../engine/task/packedReply';
import type { Task } from '../engine/task/task';
import { findAnswerPlace } from '../engine/task/thinking';
import { type ScoredToken, tokenConfidence } from './tokenConfidence';

export type AnswerSchema = {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly required: readonly string[];
  readonly additionalProperties: false;
};

/** What of a request decides the form of its reply. */
export type Answered = Pick<AskRequest, 'task' | 'rows'>;

export const answerSchemaName = 'answer';

/** Strict JSON schema of `{"answer": ...}`, or of `{"answers": [{"id": 1, "answer": ...}]}` for several rows; undefined for answers that have no fixed form. */
export function answerSchema({ task, rows = 1 }: Answered): AnswerSchema | undefined {
  // The text of one row needs no frame; those of several rows do.
  const answer = rows > 1 && task.type === 'text' ? { type: 'string' } : valueSchema(task);
  if (!answer) return undefined;
  if (rows === 1) return objectOf({ answer });
  return objectOf({ answers: { type: 'array', items: objectOf({ id: { type: 'integer' }, answer }) } });
}

function valueSchema(task: Task): Readonly<Record<string, unknown>> | undefined {
  switch (task.type) {
    case 'labels': {
      const label = { type: 'string', enum: [...task.labels] };
      return task.multiple ? { type: 'array', items: label } : label;
    }
    case 'number':
      return { type: 'number' };
    case 'json':
    case 'text':
      return undefined;
  }
}

function objectOf(properties: AnswerSchema['properties']): AnswerSchema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

/** The answer and where it stands in the reply's own text (UTF-16 offsets), for scoring its tokens alone. */
export type FoundAnswer = {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly hasThought: boolean;
};

/**
 * Takes the answer out of what the model thought and out of `{"answer": ...}`; one in another form, or of several rows, is taken as it stands,
 * trimmed.
 */
export function findAnswer(reply: string, request: Answered): FoundAnswer {
  const { start, end, hasThought } = findAnswerPlace(reply);
  const text = reply.slice(start, end);
  const wrapped =
    (request.rows ?? 1) === 1 &&
    answerSchema(request) &&
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

/** The probability that the model gives to its answer, or to each row's, where the tokens tell it. @param raw the reply's own text */
export function confidenceOf(
  tokens: readonly ScoredToken[] | null | undefined,
  raw: string,
  { start, end }: FoundAnswer,
  { rows = 1 }: Answered,
): { readonly confidence?: number; readonly confidences?: readonly (number | undefined)[] } {
  if (rows === 1) {
    const confidence = tokenConfidence(tokens, raw, start, end);
    return confidence === undefined ? {} : { confidence };
  }
  if (!tokens || tokens.length === 0) return {};
  const { answers } = readPackedReply(raw, rows);
  const confidences = Array.from({ length: rows }, (_, row) => {
    const answer = answers.get(row + 1);
    return answer && tokenConfidence(tokens, raw, answer.start, answer.end);
  });
  return confidences.some((confidence) => confidence !== undefined) ? { confidences } : {};
}
