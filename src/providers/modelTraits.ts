// What is known of models by their names before the first request, so that fewer of them are wasted on a refusal. Only a first guess:
// what a server answers overrules it (quirks.ts). Sources: the vendors' model pages, and test/providers/oddities.test.ts.

export type ModelTraits = {
  /** Thinks before it answers: output tokens include the thinking. */
  readonly isReasoning: boolean;
  /** Accepts `temperature`. */
  readonly temperature: boolean;
  /** Gives log-probabilities. */
  readonly logprobs: boolean;
  /** Answers on OpenAI's Responses API only. */
  readonly responsesOnly: boolean;
};

export function traitsOf(modelId: string): ModelTraits {
  const name = bareName(modelId);
  const isReasoning =
    /^(o[1-9]|gpt-[5-9]|gpt-oss)(?![a-z])/.test(name) && !/chat/.test(name)
      ? true
      : /(-r1|reason|think|qwq)/.test(name);
  const isOpenAiReasoning = isReasoning && /^(o[1-9]|gpt-[5-9])/.test(name);
  return {
    isReasoning,
    temperature: !isOpenAiReasoning,
    logprobs: !isOpenAiReasoning,
    responsesOnly:
      /^(o\d|gpt-\d[\d.]*)(-[a-z0-9]+)*-(pro|codex|deep-research)(-|$)/.test(name) || name.startsWith('codex'),
  };
}

/** `openai/gpt-5-mini` and `ft:gpt-4o-mini:acme` -> the model's own name. */
export function bareName(modelId: string): string {
  return modelId.toLowerCase().replace(/^ft:/, '').replace(/^.*\//, '');
}
