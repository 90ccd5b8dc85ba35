// Providers that a ladder may name without describing them: where each listens, which keys belong to it, who sells its models in the price
// table, and what of the protocol it lacks. Data only; what a kind of provider does is in registry.ts, what a preset does not know is
// learned from the server's first replies (quirks.ts). Facts from the vendors' API references as known in November
// 2026; no preset was tried against its vendor.
import type { ProviderType } from './providerEntry';
import type { Quirks } from './quirks';

/** Kinds of servers that people run themselves. */
export const localServers = ['ollama', 'lm-studio', 'vllm', 'llama.cpp'] as const;

export const presetNames = [
  'openai',
  'anthropic',
  'azure',
  'gemini',
  'mistral',
  'deepseek',
  'groq',
  'xai',
  'openrouter',
  'together',
  'fireworks',
  'bedrock',
  'vertex',
  'embedded',
  'vscode-lm',
  'person',
  ...localServers,
] as const;
export type PresetName = (typeof presetNames)[number];

/** What of an address only the user knows. */
export type AddressField = 'resource' | 'region' | 'project';

export type Preset = {
  readonly type: ProviderType;
  /** `{region}` and the like stand for fields of the provider. Absent: nothing is sent over a network. */
  readonly baseUrl?: string;
  /** Environment variables with a key, the first that is set counts. */
  readonly keyVariables?: readonly string[];
  /** Origins that those variables belong to; `*` stands for one label of a host name. Only hosts that the vendor alone can run. */
  readonly keyOrigins?: readonly string[];
  /** Variable that names the user's own endpoint, to which the keys are bound then. */
  readonly endpointVariable?: string;
  /** Whether a key is needed wherever the provider is, this machine excepted. */
  readonly needsKey?: boolean;
  /** Id of the seller in the price table. */
  readonly priceSeller?: string;
  readonly quirks?: Partial<Quirks>;
  /** Where a key comes from, as a clause, where that is not a page with a button. */
  readonly keyHelp?: string;
};

/** Servers of unknown kind know the older field far more often than the newer one. */
const older: Partial<Quirks> = { maxTokensField: 'max_tokens' };

const compatible = (
  baseUrl: string,
  keyVariables: readonly string[],
  more: Partial<Preset> & { readonly priceSeller: string },
): Preset => ({
  type: 'openai-compatible',
  baseUrl,
  keyVariables,
  keyOrigins: [new URL(baseUrl).origin],
  quirks: older,
  ...more,
});

export const presets: Readonly<Record<PresetName, Preset>> = {
  openai: {
    type: 'openai',
    baseUrl: 'https://api.openai.com/v1',
    keyVariables: ['OPENAI_API_KEY'],
    keyOrigins: ['https://api.openai.com'],
    priceSeller: 'openai',
  },
  anthropic: {
    type: 'anthropic',
    baseUrl: 'https://api.anthropic.com',
    keyVariables: ['ANTHROPIC_API_KEY'],
    keyOrigins: ['https://api.anthropic.com'],
    priceSeller: 'anthropic',
  },
  // Anybody can open a resource under openai.azure.com, so the key belongs to the one that the environment names.
  azure: {
    type: 'azure',
    baseUrl: 'https://{resource}.openai.azure.com',
    keyVariables: ['AZURE_OPENAI_API_KEY', 'AZURE_OPENAI_AD_TOKEN'],
    endpointVariable: 'AZURE_OPENAI_ENDPOINT',
    needsKey: true,
    priceSeller: 'azure',
  },
  // No log-probabilities on the compatible path: the field is refused.
  gemini: compatible('https://generativelanguage.googleapis.com/v1beta/openai', ['GEMINI_API_KEY', 'GOOGLE_API_KEY'], {
    priceSeller: 'google',
    quirks: { ...older, logprobs: false },
  }),
  mistral: compatible('https://api.mistral.ai/v1', ['MISTRAL_API_KEY'], {
    priceSeller: 'mistral',
    quirks: { ...older, logprobs: false },
  }),
  // JSON mode only, no schema.
  deepseek: compatible('https://api.deepseek.com/v1', ['DEEPSEEK_API_KEY'], {
    priceSeller: 'deepseek',
    quirks: { ...older, structured: 'none' },
  }),
  groq: compatible('https://api.groq.com/openai/v1', ['GROQ_API_KEY'], {
    priceSeller: 'groq',
    quirks: { maxTokensField: 'max_completion_tokens', logprobs: false },
  }),
  xai: compatible('https://api.x.ai/v1', ['XAI_API_KEY'], {
    priceSeller: 'x-ai',
    quirks: { maxTokensField: 'max_completion_tokens' },
  }),
  openrouter: compatible('https://openrouter.ai/api/v1', ['OPENROUTER_API_KEY'], { priceSeller: 'openrouter' }),
  together: compatible('https://api.together.xyz/v1', ['TOGETHER_API_KEY', 'TOGETHERAI_API_KEY'], {
    keyOrigins: ['https://api.together.xyz', 'https://api.together.ai'],
    priceSeller: 'together',
    // Its field takes a number of alternatives, not a yes.
    quirks: { ...older, logprobs: false },
  }),
  fireworks: compatible('https://api.fireworks.ai/inference/v1', ['FIREWORKS_API_KEY'], { priceSeller: 'fireworks' }),
  bedrock: {
    type: 'openai-compatible',
    baseUrl: 'https://bedrock-runtime.{region}.amazonaws.com/openai/v1',
    keyVariables: ['AWS_BEARER_TOKEN_BEDROCK'],
    keyOrigins: ['https://bedrock-runtime.*.amazonaws.com', 'https://bedrock-mantle.*.api.aws'],
    priceSeller: 'aws',
    quirks: { maxTokensField: 'max_completion_tokens', logprobs: false },
    keyHelp: 'a Bedrock API key from the AWS console',
  },
  vertex: {
    type: 'openai-compatible',
    baseUrl: 'https://{region}-aiplatform.googleapis.com/v1/projects/{project}/locations/{region}/endpoints/openapi',
    keyVariables: ['VERTEX_ACCESS_TOKEN', 'GOOGLE_OAUTH_ACCESS_TOKEN'],
    keyOrigins: ['https://*-aiplatform.googleapis.com', 'https://aiplatform.googleapis.com'],
    priceSeller: 'google',
    quirks: { ...older, logprobs: false },
    keyHelp: 'what "gcloud auth print-access-token" prints, good for an hour',
  },
  embedded: { type: 'embedded' },
  'vscode-lm': { type: 'vscode-lm' },
  person: { type: 'person' },
  // Log-probabilities since 0.12.11; older ones ignore the field, which reads as "tells none".
  ollama: { type: 'openai-compatible', baseUrl: 'http://localhost:11434/v1', quirks: older },
  // Its log-probabilities are a stub.
  'lm-studio': {
    type: 'openai-compatible',
    baseUrl: 'http://localhost:1234/v1',
    quirks: { ...older, logprobs: false },
  },
  vllm: {
    type: 'openai-compatible',
    baseUrl: 'http://localhost:8000/v1',
    quirks: { structured: 'structured_outputs' },
  },
  'llama.cpp': { type: 'openai-compatible', baseUrl: 'http://localhost:8080/v1', quirks: older },
};

/** For a compatible server of unknown kind. */
export const unknownServerQuirks = older;
