// Made-up messages and seven models that answer them, with the token counts that models which think have: half of their answers take none, a few
// very many. Models bear the names of real ones, for what is known of these by name must not decide.
import type { Price } from '../../src/engine/model';
import { seededUniform, type Answerer } from './answerers';
import { priceOf } from './sevenModels';

export type ThinkingModel = {
  /** Share of rows on which it differs from the truth. */
  readonly errs: number;
  /** Mean output tokens spent on thinking. */
  readonly thinks: number;
};

/** By model, or by model and effort: `gpt-5@minimal`. */
const models: Readonly<Record<string, ThinkingModel>> = {
  'gpt-5': { errs: 0.004, thinks: 45 },
  'gpt-5@high': { errs: 0.004, thinks: 160 },
  'gpt-5@minimal': { errs: 0.02, thinks: 0 },
  'gpt-5-mini': { errs: 0.012, thinks: 35 },
  'gpt-5-nano': { errs: 0.03, thinks: 110 },
  'gpt-4.1': { errs: 0.01, thinks: 0 },
  'gpt-4.1-mini': { errs: 0.015, thinks: 0 },
  'gpt-4o-mini': { errs: 0.03, thinks: 0 },
  // Called what nobody knows, thinks longer than any.
  'house-model': { errs: 0.02, thinks: 900 },
};

export const thinkingModelNames: readonly string[] = Object.keys(models).filter((name) => !name.includes('@'));

export const houseModel = { inputPerMillion: 1, outputPerMillion: 2 };

export function thinkingPriceOf(model: string): Price {
  return model === 'house-model' ? { type: 'token', ...houseModel } : priceOf(model);
}

const words = ['meeting', 'prize', 'lunch', 'call', 'win', 'home', 'cash', 'later', 'free', 'mum', 'urgent', 'ok'];

export function madeUpMessages(rows: number): string[] {
  return Array.from({ length: rows }, (_, row) => {
    const count = 4 + Math.floor(18 * seededUniform('length', row));
    const text = Array.from({ length: count }, (__, at) => words[Math.floor(12 * seededUniform(row, at))]!);
    return `${text.join(' ')} ${String(row)}`;
  });
}

/** What the model says to the text, and the tokens that it takes. */
export const thinkingAnswerer: Answerer = ({ model, effort, content }) => {
  const { errs, thinks } = models[effort === undefined ? model : `${model}@${effort}`] ?? models[model]!;
  const text = /<(\w+)>\s*([\s\S]*?)\s*<\/\1>/.exec(content)?.[2] ?? content;
  const truth = seededUniform('truth', text) < 0.15;
  // Hard rows are hard for all: whoever errs errs there first, and thinks longer.
  const hardness = 0.6 * seededUniform('hard', text) + 0.4 * seededUniform(model, effort ?? '', text);
  const isWrong = hardness > 1 - Math.sqrt(errs / 2) * 0.9;
  const drawn = seededUniform('thinking', model, effort ?? '', text);
  const steps = drawn < 0.35 ? 0 : drawn > 0.97 ? 8 : 1 + Math.floor(2 * hardness);
  return {
    text: truth !== isWrong ? 'spam' : 'ham',
    inputTokens: 75 + Math.ceil(text.length / 4),
    outputTokens: 6 + Math.round(0.8 * thinks * steps),
    reasoningTokens: Math.round(0.8 * thinks * steps),
  };
};
