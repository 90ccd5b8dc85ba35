// Servers that speak OpenAI's protocol, by kind: where they listen, and what of the protocol they lack (DESIGN section 9). What a preset does
// not know is learned from the server's first replies (quirks.ts).
import type { Quirks } from './quirks';

export const serverKinds = ['ollama', 'lm-studio', 'vllm', 'llama.cpp'] as const;
export type ServerKind = (typeof serverKinds)[number];

export type ServerPreset = { readonly baseUrl: string; readonly quirks: Partial<Quirks> };

export const serverPresets: Readonly<Record<ServerKind, ServerPreset>> = {
  // Log-probabilities since 0.12.11; older ones ignore the field, which reads as "tells none".
  ollama: { baseUrl: 'http://localhost:11434/v1', quirks: { maxTokensField: 'max_tokens' } },
  // Its log-probabilities are a stub.
  'lm-studio': { baseUrl: 'http://localhost:1234/v1', quirks: { maxTokensField: 'max_tokens', logprobs: false } },
  vllm: { baseUrl: 'http://localhost:8000/v1', quirks: { structured: 'structured_outputs' } },
  'llama.cpp': { baseUrl: 'http://localhost:8080/v1', quirks: { maxTokensField: 'max_tokens' } },
};

/** For a compatible server of unknown kind. */
export const unknownServerQuirks: Partial<Quirks> = { maxTokensField: 'max_tokens' };
