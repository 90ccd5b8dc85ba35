// Reads what a reply says of its bill: token counts under the names of every provider family that the price table knows, and dollars where the
// provider states them itself. Counts that cannot be (no input at all) are unknown, never 0. Forms: the providers' API references and SDKs.
import type { Usage } from '../engine/provider';

type Json = Readonly<Record<string, unknown>>;

/** @param hasText an answer that has text cannot have had 0 output tokens. */
export function readUsage(body: unknown, headers?: Headers, hasText = false): Usage {
  const usage = usageObject(body);
  const statedUsd = statedDollars(usage, body, headers);
  const stated = statedUsd === undefined ? {} : { statedUsd };
  const counts = usage && countTokens(usage, headers);
  if (!counts?.input) return { ...stated, ...(usage && { raw: usage }) };
  const { input, cached, written, writtenForAnHour, output, reasoning } = counts;
  return {
    inputTokens: input,
    ...(cached !== undefined && { cachedInputTokens: cached }),
    ...(written !== undefined && { cacheWriteTokens: written }),
    ...(writtenForAnHour !== undefined && { cacheWriteHourTokens: writtenForAnHour }),
    ...(output !== undefined && !(output === 0 && hasText) && { outputTokens: output }),
    ...(reasoning !== undefined && { reasoningTokens: reasoning }),
    ...stated,
    raw: usage,
  };
}

/** Groq puts it under `x_groq`, Moonshot into the choice, Gemini calls it `usageMetadata`, Cohere `meta`. */
function usageObject(body: unknown): Json | undefined {
  const places: readonly string[][] = [
    ['usage'],
    ['x_groq', 'usage'],
    ['choices', '0', 'usage'],
    ['usageMetadata'],
    ['meta'],
    ['message', 'usage'],
  ];
  for (const place of places) {
    const found = at(body, ...place);
    if (isObject(found)) return found;
  }
  return undefined;
}

const names = {
  input: 'prompt_tokens input_tokens billed_units.input_tokens tokens.input_tokens promptTokenCount inputTokens',
  output:
    'completion_tokens output_tokens billed_units.output_tokens tokens.output_tokens candidatesTokenCount outputTokens',
  total: 'total_tokens totalTokenCount totalTokens',
  reasoning:
    'completion_tokens_details.reasoning_tokens output_tokens_details.reasoning_tokens completion_tokens_details.thinking_tokens output_tokens_details.thinking_tokens reasoning_tokens thoughtsTokenCount',
  cached:
    'prompt_tokens_details.cached_tokens input_tokens_details.cached_tokens prompt_tokens_details.cache_read_tokens prompt_cache_hit_tokens cached_tokens num_cached_tokens cachedContentTokenCount cache_read_input_tokens cacheReadInputTokens',
  written:
    'cache_creation_input_tokens cacheWriteInputTokens prompt_tokens_details.cache_write_tokens prompt_tokens_details.cache_creation_tokens input_tokens_details.cache_write_tokens',
  writtenForMinutes:
    'cache_creation.ephemeral_5m_input_tokens prompt_tokens_details.cache_creation_token_details.ephemeral_5m_input_tokens',
  writtenForAnHour:
    'cache_creation.ephemeral_1h_input_tokens prompt_tokens_details.cache_creation_token_details.ephemeral_1h_input_tokens',
} as const;

type Name = keyof typeof names;

function countTokens(usage: Json, headers?: Headers) {
  const counted = (name: Name) =>
    names[name].split(' ').flatMap((path) => {
      const value = count(at(usage, ...path.split('.')));
      return value === undefined ? [] : [value];
    });
  const first = (name: Name) => counted(name)[0];
  // A gateway may fill one of the names with 0 and the other with the count.
  const largest = (name: Name, ...others: (number | undefined)[]) => {
    const values = [...counted(name), ...others.filter((value) => value !== undefined)];
    return values.length > 0 ? Math.max(...values) : undefined;
  };
  const [stated, total] = [first('input'), first('total')];
  const reasoning = largest('reasoning');
  const cached = largest('cached', count(headers?.get('fireworks-cached-prompt-tokens')));
  const writtenForAnHour = largest('writtenForAnHour');
  const written = largest(
    'written',
    writtenForAnHour === undefined ? undefined : writtenForAnHour + (largest('writtenForMinutes') ?? 0),
  );
  let output = first('output');
  if (stated === undefined) return undefined;
  const inCache = (cached ?? 0) + (written ?? 0);
  const thought = reasoning ?? 0;
  /** What the total holds that neither count does. */
  const beyond = total === undefined || output === undefined ? 0 : Math.max(0, total - stated - output);
  const isLeftOut =
    leavesCacheOut(usage) ||
    inCache > stated ||
    (beyond > 0 && beyond !== thought && (beyond === inCache || beyond === inCache + thought || beyond === cached));
  const input = isLeftOut ? stated + inCache : stated;
  if (output !== undefined) {
    const unexplained = Math.max(0, beyond - (isLeftOut ? inCache : 0));
    // xAI and Gemini count thinking in the total only; it is billed as output. So is what nothing explains.
    if (unexplained > 0) output += unexplained;
    else if (thought > output || (total === undefined && 'thoughtsTokenCount' in usage)) output += thought;
  }
  return { input, cached, written, writtenForAnHour, output, reasoning };
}

/** Anthropic's and Bedrock's own forms count what was read from or written to the cache beside the input. */
function leavesCacheOut(usage: Json): boolean {
  const isAnthropic =
    'input_tokens' in usage && !isObject(usage['input_tokens_details']) && !('prompt_tokens' in usage);
  return (
    (isAnthropic && ('cache_read_input_tokens' in usage || 'cache_creation_input_tokens' in usage)) ||
    ('inputTokens' in usage && ('cacheReadInputTokens' in usage || 'cacheWriteInputTokens' in usage))
  );
}

/** xAI counts dollars in units of 1e-10. */
const usdPerTick = 1e-10;

/** Dollars that the provider says it charges. 0 beside a list price means "not known" at LiteLLM and others, so it says nothing. */
function statedDollars(usage: Json | undefined, body: unknown, headers?: Headers): number | undefined {
  const cost = usage?.['cost'];
  const unit = dollarsPerUnit(usage, body);
  if (usage && unit !== undefined) {
    // OpenRouter with the user's own key upstream: its fee, and what the upstream charges the user beside it.
    const upstream =
      usage['is_byok'] === true ? (amount(at(usage, 'cost_details', 'upstream_inference_cost')) ?? 0) : 0;
    const own =
      amount(cost) ?? amount(at(cost, 'total_cost')) ?? amount(at(cost, 'total')) ?? amount(usage['total_cost']);
    if ((own ?? 0) + upstream > 0) return ((own ?? 0) + upstream) * unit;
  }
  const dollars = [
    (amount(usage?.['cost_in_usd_ticks']) ?? 0) * usdPerTick,
    amount(usage?.['estimated_cost']),
    amount(usage?.['cost_usd']),
    amount(usage?.['total_cost_usd']),
    amount(headers?.get('x-litellm-response-cost')),
    amount(at(body, '_hidden_params', 'response_cost')),
    amount(at(body, 'choices', '0', 'message', 'provider_metadata', 'gateway', 'cost')),
  ];
  return dollars.find((value) => value !== undefined && value > 0);
}

/** Undefined where the amount is in a currency or in credits whose worth is not known. OpenRouter's credits are dollars. */
function dollarsPerUnit(usage: Json | undefined, body: unknown): number | undefined {
  const told = ['currency', 'cost_currency', 'cost_unit'].flatMap((name) => [
    at(usage, name),
    at(usage, 'cost', name),
    at(usage, 'cost_details', name),
  ]);
  const unit = told.find((value) => typeof value === 'string');
  if (unit === undefined || /^(usd|us\$|\$|us dollars?)$/i.test(unit)) return 1;
  if (/^(usd[ _-]?)?cents?$/i.test(unit)) return 0.01;
  return /^credits?$/i.test(unit) && /^gen-/.test(String(at(body, 'id'))) ? 1 : undefined;
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Json)[key] : undefined),
    value,
  );
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Servers have been seen to send null, and numbers as text. */
function amount(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined;
}

function count(value: unknown): number | undefined {
  const number = amount(value);
  return number === undefined ? undefined : Math.round(number);
}
