// Says whether a reply is an answer: first by how it ended, then by its text. A reply that was cut, filtered or broken off, or that is all
// thinking, is none, however much its text looks like one.
import type { Reply } from '../provider';
import { makeAnswerParser } from './parseAnswer';
import type { ParsedAnswer, Task } from './task';

export type ReplyJudge = (reply: Reply) => ParsedAnswer;

/** Make it once per run. The reason of an invalid reply is a sentence for people. Never throws. */
export function makeReplyJudge(task: Task): ReplyJudge {
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
