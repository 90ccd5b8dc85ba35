// Stands for a model that is asked about several rows in one request: it answers each as it answers it alone, in the JSON that is asked for. It reads the
// request by its elements alone, as a server that knows nothing of SMART would.
import type { Answerer, ModelAnswer, ModelCall } from './answerers';

export type PackedRow = { readonly id: number; readonly content: string; readonly answer: ModelAnswer };

export type PackOptions = {
  /** Tokens of what is sent and said. */
  readonly countTokens: (text: string) => number;
  /** What becomes of a reply to several rows; undefined: it is whole. */
  readonly spoil?: (rows: readonly PackedRow[], call: ModelCall) => Partial<ModelAnswer> | undefined;
};

const element = /<row id="(\d+)">\n?([\s\S]*?)\n?<\/row>/g;

/** Rows of a request about several; empty where it is about one. */
export function rowsOfContent(content: string): readonly { readonly id: number; readonly content: string }[] {
  return [...content.matchAll(element)].map(([, id, inner]) => ({ id: Number(id), content: inner! }));
}

export function packedText(rows: readonly { readonly id: number; readonly text: string }[]): string {
  return JSON.stringify({ answers: rows.map(({ id, text }) => ({ id, answer: text })) });
}

/** @param alone answers one row. */
export function packedAnswerer(alone: Answerer, { countTokens, spoil }: PackOptions): Answerer {
  return (call) => {
    const found = rowsOfContent(call.content);
    if (found.length === 0) return alone(call);
    const rows = found.map((row): PackedRow => ({ ...row, answer: alone({ ...call, content: row.content }) }));
    const text = packedText(rows.map(({ id, answer }) => ({ id, text: answer.text })));
    const thought = rows.reduce((sum, { answer }) => sum + (answer.reasoningTokens ?? 0), 0);
    const spoiled = spoil?.(rows, call);
    return {
      text,
      inputTokens: countTokens(call.instruction) + countTokens(call.content),
      outputTokens: thought + countTokens(spoiled?.text ?? text),
      ...(thought > 0 && { reasoningTokens: thought }),
      tokens: scored(text, rows),
      ...spoiled,
      ...(spoiled?.text !== undefined && { tokens: [{ token: spoiled.text, logprob: -0.5 }] }),
    };
  };
}

/** The reply's tokens: each answer is one, with the log-probability that it has alone. */
function scored(text: string, rows: readonly PackedRow[]): NonNullable<ModelAnswer['tokens']> {
  let at = 0;
  const tokens = rows.flatMap(({ id, answer }) => {
    const opening = `{"id":${String(id)},"answer":"`;
    const start = text.indexOf(opening, at) + opening.length;
    const before = { token: text.slice(at, start), logprob: -7 };
    at = start + JSON.stringify(answer.text).length - 2;
    return [before, { token: text.slice(start, at), logprob: answer.logprob ?? -0.01 }];
  });
  return [...tokens, { token: text.slice(at), logprob: -7 }];
}
