// Reads a model's reply as the task's kind of answer, and says when two answers are equivalent. What cannot be read is invalid, with the reason.
import type { Equivalence } from '../answerTable';
import { parseJsonReply } from './jsonAnswer';
import { makeLabelReader } from './labels';
import { numberEquivalence, parseNumberReply } from './number';
import { bareReply } from './replyText';
import type { ParsedAnswer, Task } from './task';
import { findAnswerPlace } from './thinking';

export type AnswerParser = (reply: string) => ParsedAnswer;

/** The reader of a task's replies; make it once per run. What a model thought is no part of its answer. Never throws. */
export function makeAnswerParser(task: Task): AnswerParser {
  const parse = makeBareParser(task);
  return (reply) => {
    const { start, end, isUnfinished, hasThought } = findAnswerPlace(reply);
    if (isUnfinished) return { type: 'invalid', reason: 'The reply ends while the model is still thinking.' };
    if (hasThought && start === end) return { type: 'invalid', reason: 'The model thought and gave no answer.' };
    return parse(hasThought ? reply.slice(start, end) : reply);
  };
}

function makeBareParser(task: Task): AnswerParser {
  switch (task.type) {
    case 'labels':
      return makeLabelReader(task.labels);
    case 'number':
      return parseNumberReply;
    case 'json':
      return (reply) => parseJsonReply(reply, task.fields);
    case 'text':
      return parseTextReply;
  }
}

/** One reply; for many replies of a task make its parser once. */
export function parseAnswer(task: Task, reply: string): ParsedAnswer {
  return makeAnswerParser(task)(reply);
}

export function equivalence(task: Task): Equivalence {
  return task.type === 'number'
    ? numberEquivalence(task.absoluteTolerance, task.relativeTolerance)
    : (key, referenceKey) => key === referenceKey;
}

/**
 * Normalised exact text: NFC, white space collapsed, enclosing quotes and one final full stop aside. Letter case counts: the answer may be a
 * code, a name or a rewriting where it is the point. What is delivered is the reply itself, trimmed.
 */
function parseTextReply(reply: string): ParsedAnswer {
  const answer = bareReply(reply);
  const collapsed = answer.normalize('NFC').replace(/\s+/g, ' ').trim();
  const unquoted = /^(["'`])([^"'`]*)\1$|^“([^“”]*)”$/.exec(collapsed);
  const key = (unquoted?.[2] ?? unquoted?.[3] ?? collapsed).trim().replace(/(?<=[^.])\.$/, '');
  return key === '' ? { type: 'invalid', reason: 'The reply is empty.' } : { type: 'valid', key, answer };
}
