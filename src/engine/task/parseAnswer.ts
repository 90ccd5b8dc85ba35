// Reads a model's reply as the task's kind of answer, and says when two answers are equivalent. Whether a reply is an answer is asked first of how it
// ended, then of its text: one that was cut, filtered or broken off, or that is all thinking, is none. What cannot be read is invalid, with the reason.
import type { Equivalence } from '../answerTable';
import type { Reply } from '../provider';
import { detached } from '../text/detached';
import { parseJsonReply } from './jsonAnswer';
import { comparesInPairs, fieldsEquivalence, fieldsForJudge } from './jsonFields';
import { makeLabelReader } from './labels';
import { makeLabelSetReader } from './labelSet';
import { lossEquivalence, lossOf, type Loss, type LossBound } from './lossBound';
import { numberEquivalence, parseNumberReply } from './number';
import { bareReply, withoutEndMarks } from './replyText';
import { similarEquivalence, similarKey, wordsKey, type TextRule } from './sameText';
import type { ParsedAnswer, Task } from './task';
import { findAnswerPlace } from './thinking';

export type ReplyReader = (reply: Reply) => ParsedAnswer;

/** Make it once per run. The reason of an invalid reply is a sentence for people. Never throws. */
export function makeReplyReader(task: Task): ReplyReader {
  const parse = makeAnswerParser(task);
  return (reply) => {
    const why = whyNoAnswer(reply);
    return why === undefined ? parse(reply.text) : { type: 'invalid', reason: why };
  };
}

/** A sentence; undefined where the way that the reply ended lets it be an answer. */
export function whyNoAnswer({ finish, text, hasThought, usage }: Reply): string | undefined {
  const said = finish.raw === undefined ? '' : ` (${finish.raw})`;
  switch (finish.unified) {
    case 'length': {
      const tokens = usage.outputTokens === undefined ? '' : ` of ${String(usage.outputTokens)} tokens`;
      const isThinking = hasThought && text === '' ? ' while the model was still thinking' : '';
      return `The reply was cut at the output limit${tokens}${isThinking}${said}.`;
    }
    case 'content-filter':
      return `The provider withheld the answer, or the model refused${said}.`;
    case 'broken-off':
      return `The reply broke off before its end${said}.`;
    case 'input-cut':
      return finish.raw ?? 'The server read only a part of the prompt.';
    case 'stop':
    case 'other':
      return hasThought && text.trim() === '' ? 'The model thought and gave no answer.' : undefined;
  }
}

export type AnswerParser = (reply: string) => ParsedAnswer;

/** The reader of a task's replies; make it once per run. What a model thought is no part of its answer. Never throws. */
export function makeAnswerParser(task: Task): AnswerParser {
  const bare = makeBareParser(task);
  // Labels are the task's own texts, one for all rows; other answers are cut from replies and kept while the run lasts.
  const parse: AnswerParser = task.type === 'labels' ? bare : (reply) => apart(bare(reply));
  return (whole) => {
    const reply = withoutEndMarks(whole);
    const { start, end, isUnfinished, hasThought } = findAnswerPlace(reply);
    if (isUnfinished) return { type: 'invalid', reason: 'The reply ends while the model is still thinking.' };
    if (hasThought && start === end) return { type: 'invalid', reason: 'The model thought and gave no answer.' };
    return parse(hasThought ? reply.slice(start, end) : reply);
  };
}

function apart(parsed: ParsedAnswer): ParsedAnswer {
  if (parsed.type === 'invalid') return parsed;
  const answer = detached(parsed.answer);
  return { ...parsed, answer, key: parsed.key === parsed.answer ? answer : detached(parsed.key) };
}

function makeBareParser(task: Task): AnswerParser {
  switch (task.type) {
    case 'labels':
      return task.multiple ? makeLabelSetReader(task.labels) : makeLabelReader(task.labels);
    case 'number':
      return parseNumberReply;
    case 'json':
      return (reply) => parseJsonReply(reply, task.fields);
    case 'text':
      return textParser(task.same ?? { by: 'exact' });
  }
}

/** One reply; for many replies of a task make its parser once. */
export function parseAnswer(task: Task, reply: string): ParsedAnswer {
  return makeAnswerParser(task)(reply);
}

/** When two answers of the task are the same; the keys are those of its parser. */
export function equivalence(task: Task): Equivalence {
  const bounded = boundedLossOf(task);
  if (bounded) return lossEquivalence(bounded.bound, bounded.loss);
  switch (task.type) {
    case 'number':
      return numberEquivalence(task.absoluteTolerance, task.relativeTolerance);
    case 'json':
      return comparesInPairs(task.fields) ? fieldsEquivalence(task.fields) : sameKey;
    case 'text':
      return task.same?.by === 'similar' ? similarEquivalence(task.same.from) : sameKey;
    case 'labels':
      return sameKey;
  }
}

/** The mean loss that is promised, and how it is measured; undefined: what is promised is something else. */
function boundedLossOf(task: Task): { readonly bound: LossBound; readonly loss: Loss } | undefined {
  const bound = task.type === 'json' ? undefined : task.loss;
  return bound && { bound, loss: lossOf(bound, task.type === 'labels') };
}

const sameKey: Equivalence = (key, referenceKey) => key === referenceKey;

/** Of two answers that are not the same by rule: whether a judge decides. Undefined where the task leaves nothing to a judge. */
export function judgeRule(task: Task): Equivalence | undefined {
  if (task.type === 'text' && task.same?.by === 'judge') return () => true;
  return task.type === 'json' ? fieldsForJudge(task.fields) : undefined;
}

function textParser(rule: TextRule): AnswerParser {
  if (rule.by === 'exact' || rule.by === 'judge') return parseTextReply;
  const keyOf = rule.by === 'words' ? wordsKey : similarKey;
  return (reply) => {
    const exact = parseTextReply(reply);
    if (exact.type === 'invalid') return exact;
    // A text without words, such as an emoji, is the same as itself only; no key of words starts with a line break.
    return { ...exact, key: keyOf(exact.key) ?? `\n${exact.key}` };
  };
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
