// What a model at an endpoint does not take or give, guessed from its name, preset by the kind of server, and learned once from the server's
// own refusals and replies, then remembered. A learned quirk costs one refused (unbilled) request per model, not one per row.
import type { AskRequest } from '../engine/provider';
import { traitsOf } from './modelTraits';

export type Quirks = {
  readonly api: 'chat' | 'responses';
  readonly temperature: boolean;
  readonly logprobs: boolean;
  /** How labels and numbers are forced. `structured_outputs`: vLLM's own field. `tool`: a forced tool call (Anthropic). */
  readonly structured: 'json_schema' | 'structured_outputs' | 'tool' | 'none';
  readonly maxTokensField: 'max_completion_tokens' | 'max_tokens';
  readonly reasoningEffort: boolean;
  /** Who speaks the instruction; `user` for chat templates that know no system role: it stands before the row then. */
  readonly instruction: 'system' | 'user';
  /** Whether the server reports token counts; false is told to the user, since costs are then unknown. */
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
    instruction: 'system',
    usage: true,
    ...preset,
    temperature: traits.temperature && (preset.temperature ?? true),
    logprobs: traits.logprobs && (preset.logprobs ?? true),
  };
}

/** Of the key, the account, the traffic or the size: nothing that another form of the request would change. */
const noLesson: ReadonlySet<number> = new Set([401, 402, 408, 413, 425, 429]);
/** Of any other status than these a refusal must say that it refuses; the name of a parameter alone is no reason. */
const plainRefusals: ReadonlySet<number> = new Set([400, 404, 422]);
const refusing =
  /unsupported|\bnot\b.{0,40}(support|allow|permit|enabl|accept|available|recogni|compatible|one of)|n't support|unknown|unrecogni[sz]ed|unexpected|extra.?(forbidden|inputs)|invalid|deprecated|unavailable|\b(must|only|cannot|can't|incompatible|removed|disabled)\b|no longer/i;

/** A template, or the validation of a server, that knows the roles user and assistant only. */
const systemRole = new RegExp(
  [
    String.raw`\b(system|developer)\b['"\s]*(role|message|prompt|instruction)s?.{0,80}(\bnot\b|n't\b|\bunsupported|\bdisabled|\binvalid|\bunknown)`,
    String.raw`(\bnot\b|n't\b|\bunsupported|\binvalid|\bunknown|\bunexpected).{0,60}\b(system|developer)\b['"\s]*(role|message|prompt|instruction)`,
    String.raw`roles? must alternate`,
    String.raw`only ['"]?user['"]?(,| and) ['"]?(assistant|model)`,
    String.raw`\brole['"\]\s:]*.{0,60}\b(system|developer)\b`,
    String.raw`\b(unknown|invalid|unexpected|unsupported)( message)? role`,
    String.raw`\b(should be|must be|one of|expected).{0,40}['"]?user['"]?.{0,20}['"]?(assistant|model)\b`,
  ].join('|'),
  'i',
);
/** One answer that did not come out as its schema wants; the schema itself is taken. */
const failedAnswer =
  /json_validate_failed|tool_use_failed|failed_generation|not match the expected schema|failed to (generate|validate|parse)|(generated|output|response) (json|text|content)?.{0,40}(not match|invalid|not valid)/i;
const tooLong =
  /too (large|long|many|big|high)|context.?(length|window)|maximum context|reduce the length|exceed|at most/i;

/** Whether a refusal is about the answer that the model gave to one row, after it was generated. */
export function isFailedAnswer(status: number, message: string): boolean {
  return (status === 400 || status === 422 || status >= 500) && failedAnswer.test(message);
}

/**
 * The quirks without what the refusal names; undefined when it names nothing that can be left out. For live requests and those of a batch alike.
 * @param message the server's own words, without those of the row
 */
export function learnFromRefusal(quirks: Quirks, status: number, message: string): Quirks | undefined {
  if (noLesson.has(status) || isFailedAnswer(status, message)) return undefined;
  if (quirks.api === 'chat' && /v1\/responses|not a chat model|use the responses api/i.test(message))
    return { ...quirks, api: 'responses' };
  if (quirks.api === 'responses' && (status === 404 || status === 405) && !/model|deployment/i.test(message))
    return { ...quirks, api: 'chat' };
  if (!plainRefusals.has(status) && !refusing.test(message)) return undefined;
  if (quirks.instruction === 'system' && systemRole.test(message)) return { ...quirks, instruction: 'user' };
  if (quirks.temperature && /temperature/i.test(message)) return { ...quirks, temperature: false };
  if (quirks.logprobs && /log.?probs/i.test(message)) return { ...quirks, logprobs: false };
  if (quirks.reasoningEffort && /reasoning|effort/i.test(message)) return { ...quirks, reasoningEffort: false };
  const otherField = tooLong.test(message) ? undefined : otherTokensField(quirks.maxTokensField, message);
  if (otherField) return { ...quirks, maxTokensField: otherField };
  if (
    quirks.structured !== 'none' &&
    /response.?format|json.?(schema|object|mode)|structured|grammar|guided|output_config|output_format|text\.format|schema/i.test(
      message,
    )
  )
    return { ...quirks, structured: weaker(quirks.structured, message) };
  if (quirks.structured === 'tool' && /tool/i.test(message)) return { ...quirks, structured: 'none' };
  return undefined;
}

function otherTokensField(field: Quirks['maxTokensField'], message: string): Quirks['maxTokensField'] | undefined {
  if (field === 'max_completion_tokens') return /max_completion_tokens/i.test(message) ? 'max_tokens' : undefined;
  const isNamed = /max_tokens/i.test(message) && (/max_completion_tokens/i.test(message) || refusing.test(message));
  return isNamed ? 'max_completion_tokens' : undefined;
}

function weaker(structured: Quirks['structured'], message: string): Quirks['structured'] {
  // Only Anthropic calls it so, where a forced tool does the same.
  if (/output_config|output_format/i.test(message)) return 'tool';
  return structured === 'structured_outputs' ? 'json_schema' : 'none';
}

/** What the user says: the row, after the instruction where nobody else may speak it. */
export function userText({ instruction, content }: AskRequest, quirks: Quirks): string {
  return quirks.instruction === 'user' && instruction !== '' ? `${instruction}\n\n${content}` : content;
}
