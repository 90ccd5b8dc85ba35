// Who answers in a test server's place of a model: recorded answers of real models, or a seeded synthetic one whose agreement is known.
import { createHash } from 'node:crypto';
import type { Recorded } from '../../src/datasets/recorded';

export type ModelCall = {
  readonly model: string;
  readonly instruction: string;
  /** The row's part: the last user message. */
  readonly content: string;
  /** How long it is asked to think, where it is. */
  readonly effort?: string;
  /** Labels that structured output forces, where it was asked for. */
  readonly labels?: readonly string[];
};

export type ModelAnswer = {
  readonly text: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens?: number;
  readonly reasoningTokens?: number;
  /** Of the answer's token. */
  readonly logprob?: number;
  /** All of them, where the answer's alone does not say it. They spell the text. */
  readonly tokens?: readonly { readonly token: string; readonly logprob: number }[];
  /** @default 'stop' */
  readonly finish?: 'length' | 'content_filter';
};

export type Answerer = (call: ModelCall) => ModelAnswer;

/** Tokens as a rule of thumb: enough for servers that only need to bill something that grows with length. */
export function roughTokens(text: string): number {
  return Math.max(1, Math.ceil(text.length / 4));
}

/** Uniform in [0, 1), the same for the same words whatever the order of requests. */
export function seededUniform(...words: readonly (string | number)[]): number {
  return createHash('sha256').update(words.join('\u0000')).digest().readUInt32BE(0) / 2 ** 32;
}

/**
 * Every model gives the row's true label (a hash of it), but each errs on its own share of rows.
 * @param errorRates by model; 0 where absent
 */
export function syntheticAnswerer(
  labels: readonly string[],
  errorRates: Readonly<Record<string, number>> = {},
  seed = 1,
): Answerer {
  return ({ model, instruction, content }) => {
    const truth = Math.floor(seededUniform(seed, 'truth', content) * labels.length);
    const isWrong = seededUniform(seed, model, content) < (errorRates[model] ?? 0);
    const text = labels[isWrong ? (truth + 1) % labels.length : truth]!;
    return {
      text,
      inputTokens: roughTokens(instruction) + roughTokens(content),
      outputTokens: roughTokens(text),
      logprob: isWrong ? -0.8 : -0.05,
    };
  };
}

/** Answers and token counts as recorded; `undefined` outputs and unknown rows fall to the other answerer. */
export function recordedAnswerer(recorded: Recorded, otherwise: Answerer, outputTokens = 5): Answerer {
  const rowOf = new Map(recorded.texts.map((text, row) => [text, row]));
  const modelOf = new Map(recorded.models.map((model) => [model.id, model]));
  return (call) => {
    const model = modelOf.get(call.model);
    const row = rowOf.get(call.content) ?? rowOf.get(rowText(call.content));
    const text = row === undefined ? undefined : model?.outputs[row];
    if (!model || row === undefined || text === undefined) return otherwise(call);
    const known = (tokens: number, otherwise: number) => (Number.isNaN(tokens) ? otherwise : tokens);
    const [input, output] = [model.promptTokens[row]!, model.completionTokens[row]!];
    return { text, inputTokens: known(input, roughTokens(call.content)), outputTokens: known(output, outputTokens) };
  };
}

/** The row's text inside a delimited block such as `<row>\n...\n</row>`. */
export function rowText(content: string): string {
  return (/<(\w+)[^>]*>\s?([\s\S]*?)\s?<\/\1>/.exec(content)?.[2] ?? content).trim();
}
