// Reads a judge's reply: `{"same": true, "reason": "..."}`, or `no_worse` where that was asked. What says neither true nor false is no verdict.
import type { Reply } from '../provider';
import { parseJsonReply } from '../task/jsonAnswer';
import { makeReplyReader } from '../task/parseAnswer';
import { excerpt } from '../task/replyText';
import type { ParsedAnswer, Task } from '../task/task';
import type { Judge } from './judge';

const keys = { same: 'same', different: 'different' } as const;

/** The kind of answer that a judge is asked for. */
export function verdictTask({ noWorse }: Pick<Judge, 'noWorse'>): Task {
  return { type: 'json', fields: [verdictField(noWorse), { path: 'reason', same: 'ignore' }] };
}

const verdictField = (noWorse: boolean | undefined) => (noWorse ? 'no_worse' : 'same');

/** A verdict as the answer of a reply: its key says `same` or `different`, its answer is the reason. Never throws. */
export function makeVerdictReader({ noWorse }: Pick<Judge, 'noWorse'>): (reply: Reply) => ParsedAnswer {
  const field = verdictField(noWorse);
  // How the reply ended is read as for any text.
  const readText = makeReplyReader({ type: 'text' });
  return (reply) => {
    const text = readText(reply);
    if (text.type === 'invalid') return text;
    const json = parseJsonReply(text.answer, [field]);
    if (json.type === 'invalid') return json;
    const value = JSON.parse(json.answer) as Record<string, unknown>;
    const said = truthOf(value[field]);
    if (said === undefined)
      return { type: 'invalid', reason: `"${field}" is neither true nor false: ${excerpt(json.answer)}` };
    const { reason } = value;
    return { type: 'valid', key: said ? keys.same : keys.different, answer: typeof reason === 'string' ? reason : '' };
  };
}

/** Models write truth in quotes now and then. */
function truthOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return word === 'true' || word === 'yes' ? true : word === 'false' || word === 'no' ? false : undefined;
}

export function isSame(key: string | undefined): boolean {
  return key === keys.same;
}
