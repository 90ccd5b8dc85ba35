// How many output tokens an answer takes, before any answer is there: a prior by the kind of task and by whether the model thinks. It orders a
// ladder and makes an estimate until answers are measured; nothing that has been measured is overruled by it.
import { rowsPerRequestOf, type Model } from '../engine/model';
import type { Task } from '../engine/task/task';
import { traitsOf } from '../providers/modelTraits';
import { own } from '../engine/own';

/** Tokens of one answer: the mean that is expected, and ends between which it lies nearly always. */
export type TokenRange = { readonly low: number; readonly expected: number; readonly high: number };

/** The answer itself, in the form that is asked for. */
const answerTokens: Record<Task['type'], number> = { labels: 5, number: 6, json: 80, text: 120 };
/**
 * What a model thinks before it, at its ordinary effort. Seven models on 5,160 short messages took 29 to 102 tokens for a label (means); the same
 * models have been seen to take ten times as many on rows that are harder to judge.
 */
const thinkingTokens: Record<Task['type'], number> = { labels: 100, number: 300, json: 300, text: 400 };
const answerSpread = 2;
const thinkingSpread = 6;

/** Around the answer in a reply about several rows: `{"id":12,"answer":""},`. */
const frameTokens = 9;

/** Thinking at an effort, as a share of that at the ordinary one. */
export const efforts: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 0.05,
  low: 0.4,
  medium: 1,
  high: 3,
  xhigh: 5,
};

/** Families whose models answer without thinking unless they are asked to. */
function isPlain(name: string): boolean {
  return /gpt-[34]|chatgpt|claude|llama|gemma|mistral|mixtral|ministral|codestral|command|qwen2|phi-|gemini-(1|2\.0)|nova|titan/i.test(
    name,
  );
}

/** Whether neither the name nor a setting says if the model thinks: a deployment of its own may. */
export function mayThinkUnseen({ settings, pricedAs, modelId, price }: Model): boolean {
  const name = pricedAs ?? modelId;
  const isKnown = traitsOf(name).isReasoning || settings.reasoningEffort !== undefined || isPlain(name);
  return !isKnown && price.type === 'token';
}

export function outputTokensOf(model: Model, task: Task): TokenRange {
  const { maxOutputTokens: most = Infinity, reasoningEffort } = model.settings;
  const answer = answerTokens[task.type];
  const name = model.pricedAs ?? model.modelId;
  const isThinking = traitsOf(name).isReasoning || reasoningEffort !== undefined;
  // That a name hides a model that thinks, and one that thinks six times as long as others, are two rare things at once: the mean does for a high end
  // that is to hold nearly always.
  const mayThink = mayThinkUnseen(model) ? thinkingTokens[task.type] : 0;
  const thinking = isThinking ? thinkingTokens[task.type] * (own(efforts, reasoningEffort ?? 'medium') ?? 1) : 0;
  const frame = rowsPerRequestOf(model) > 1 ? frameTokens : 0;
  return {
    low: frame + Math.min(most, answer / answerSpread + thinking / thinkingSpread),
    expected: frame + Math.min(most, answer + thinking),
    high: frame + Math.min(most, answer * answerSpread + thinking * thinkingSpread + mayThink),
  };
}
