// Says which rows a reply to several of them answers: by how it ended, by the ids that stand in it, and by what each answer says.
import type { Reply } from '../provider';
import { whyNoAnswer } from './judgeReply';
import { readPackedReply } from './packedReply';
import { makeAnswerParser } from './parseAnswer';
import type { ParsedAnswer, Task } from './task';

type Valid = Extract<ParsedAnswer, { type: 'valid' }>;

export type JudgedPack = {
  /** Per row; undefined where there is no answer that can be read. */
  readonly answers: readonly (Valid | undefined)[];
  /** Why rows have none, a sentence. */
  readonly problem?: string;
};

/** Make it once per run. Never throws. */
export function makePackJudge(task: Task): (reply: Reply, rows: number) => JudgedPack {
  const parse = makeAnswerParser(task);
  return (reply, rows) => {
    const why = whyNoAnswer(reply);
    // What was cut still holds the rows before the cut whole. What was withheld, or answers to a part of the request, is none.
    if (why !== undefined && reply.finish.unified !== 'length')
      return { answers: new Array<undefined>(rows).fill(undefined), problem: why };
    const { answers: given, problem: unread } = readPackedReply(reply.text, rows);
    let problem = why ?? unread;
    const answers = Array.from({ length: rows }, (_, row): Valid | undefined => {
      const answer = given.get(row + 1);
      if (!answer || (task.type === 'text' && !answer.isString)) return undefined;
      const parsed = parse(answer.text);
      if (parsed.type === 'valid') return parsed;
      problem ??= parsed.reason;
      return undefined;
    });
    if (task.type === 'text' && answers.some((answer) => !answer)) problem ??= 'An answer is no text.';
    return { answers, ...(problem !== undefined && { problem }) };
  };
}
