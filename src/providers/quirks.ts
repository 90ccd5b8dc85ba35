// What a model at an endpoint does not take or give, guessed from its name, preset by the kind of server, and learned once from the server's
// own refusals and replies, then remembered. A learned quirk costs one refused (unbilled) request per model, not one per row.
import { traitsOf } from './modelTraits';

export type Quirks = {
  readonly api: 'chat' | 'responses';
  readonly temperature: boolean;
  readonly logprobs: boolean;
  /** How labels and numbers are forced. `structured_outputs`: vLLM's own field. `tool`: a forced tool call (Anthropic). */
  readonly structured: 'json_schema' | 'structured_outputs' | 'tool' | 'none';
  readonly maxTokensField: 'max_completion_tokens' | 'max_tokens';
  readonly reasoningEffort: boolean;
  /** Whether the server reports token counts; false is told to the person, since costs are then unknown. */
  readonly usage: boolean;
};

/** Where quirks are remembered, by `endpoint model`. In memory by default; the host may persist it. */
export interface QuirkStore {
  get(key: string): Quirks | undefined;
  set(key: string, quirks: Quirks): void;
}

export function createQuirkStore(): QuirkStore {
  return new Map<string, Quirks>();
}

export function guessQuirks(modelId: string, preset: Partial<Quirks> = {}): Quirks {
  const traits = traitsOf(modelId);
  return {
    api: traits.responsesOnly ? 'responses' : 'chat',
    structured: 'json_schema',
    maxTokensField: 'max_completion_tokens',
    reasoningEffort: true,
    usage: true,
    ...preset,
    temperature: traits.temperature && (preset.temperature ?? true),
    logprobs: traits.logprobs && (preset.logprobs ?? true),
  };
}

/** The quirks without what the refusal names; undefined when it names nothing that can be left out. */
export function learnFromRefusal(quirks: Quirks, status: number, message: string): Quirks | undefined {
  if (quirks.api === 'chat' && /v1\/responses|not a chat model|use the responses api/i.test(message))
    return { ...quirks, api: 'responses' };
  if (status !== 400 && status !== 422 && status !== 404) return undefined;
  if (quirks.temperature && /temperature/i.test(message)) return { ...quirks, temperature: false };
  if (quirks.logprobs && /logprobs/i.test(message)) return { ...quirks, logprobs: false };
  if (quirks.reasoningEffort && /reasoning|effort/i.test(message)) return { ...quirks, reasoningEffort: false };
  if (quirks.maxTokensField === 'max_completion_tokens' && /max_completion_tokens/i.test(message))
    return { ...quirks, maxTokensField: 'max_tokens' };
  if (quirks.maxTokensField === 'max_tokens' && /max_tokens/i.test(message) && /max_completion_tokens/i.test(message))
    return { ...quirks, maxTokensField: 'max_completion_tokens' };
  if (
    quirks.structured !== 'none' &&
    /response_format|json_schema|structured|grammar|output_config|output_format|text\.format|schema/i.test(message)
  )
    return { ...quirks, structured: weaker(quirks.structured, message) };
  if (quirks.structured === 'tool' && /tool/i.test(message)) return { ...quirks, structured: 'none' };
  return undefined;
}

function weaker(structured: Quirks['structured'], message: string): Quirks['structured'] {
  // Only Anthropic calls it so, where a forced tool does the same.
  if (/output_config|output_format/i.test(message)) return 'tool';
  return structured === 'structured_outputs' ? 'json_schema' : 'none';
}
