// A judge as a local server plays it: reads the elements of its request as any judge would, and says what it is told to.
import { seededUniform, type Answerer, type ModelCall } from './answerers';

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

/** A server's models that sum reports up, each in its own words, and whoever judges them. `Report N` in a row's text says which it is. */
export const summaryUsd = { small: 0.2, large: 5, judge: 1 } as const;
export type SummaryModel = keyof typeof summaryUsd;
export const summaryTokens: Readonly<Record<SummaryModel, readonly [input: number, output: number]>> = {
  small: [400, 60],
  large: [400, 60],
  judge: [650, 25],
};

/** What the small model gets wrong, not only says otherwise. */
export const errs = (row: number) => seededUniform('wrong', row) < 0.02;
export const reportOf = (text: string) => Number(/Report (\d+)/.exec(text)![1]);
const factsOf = (answer: string) => /(\d+) crates/.exec(answer)?.[1];
export const isRight = ({ answers: [a, b] }: JudgedRequest) => factsOf(a) === factsOf(b);

/** @param says what the judge does with a request; text is its whole reply. */
export function summaryAnswerer(
  says: (request: JudgedRequest, call: ModelCall) => string | boolean = isRight,
): Answerer {
  return (call) => {
    const [inputTokens, outputTokens] = summaryTokens[call.model as SummaryModel];
    return { text: textOf(call, says), inputTokens, outputTokens };
  };
}

function textOf(call: ModelCall, says: (request: JudgedRequest, call: ModelCall) => string | boolean): string {
  if (call.content.includes('<row>')) {
    const said = says(judgedRequest(call.content), call);
    return typeof said === 'string' ? said : verdictReply(call, () => said);
  }
  const row = reportOf(call.content);
  const crates = 10 * row + (call.model === 'small' && errs(row) ? 1 : 0);
  return call.model === 'small'
    ? `In short: ${String(crates)} crates came to the depot.`
    : `The depot received ${String(crates)} crates.`;
}

export const summaryPrice = (model: string) => {
  const input = summaryUsd[model as SummaryModel];
  return { inputPerMillion: input, outputPerMillion: 4 * input };
};
