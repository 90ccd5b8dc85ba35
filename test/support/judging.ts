// A judge as a local server plays it: reads the elements of its request as any judge would, and says what it is told to.
import type { ModelCall } from './answerers';

export type JudgedRequest = {
  readonly row: string;
  /** In the order in which they stand. */
  readonly answers: readonly [string, string];
};

/** @throws {RangeError} where the request does not hold exactly one row and two answers. */
export function judgedRequest(content: string): JudgedRequest {
  const only = (name: string): string => {
    const found = [...content.matchAll(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`, 'g'))];
    if (found.length !== 1) throw new RangeError(`${String(found.length)} elements ${name} in: ${content}`);
    return found[0]![1]!;
  };
  const [a, b] = content.includes('<answer_a>')
    ? ['answer_a', 'answer_b']
    : (['reference_answer', 'candidate_answer'] as const);
  return { row: only('row'), answers: [only(a!), only(b!)] };
}

/** The reply of a judge that finds two answers the same where `isSame` does. */
export function verdictReply(call: ModelCall, isSame: (request: JudgedRequest) => boolean): string {
  const field = call.content.includes('<answer_a>') ? 'same' : 'no_worse';
  return JSON.stringify({ [field]: isSame(judgedRequest(call.content)), reason: 'As the facts say.' });
}
