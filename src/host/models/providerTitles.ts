// What providers are called where people pick one; the names in settings are shorter.
import * as vscode from 'vscode';
import type { PresetName } from '../../providers/presets';
import { builtInProviders, type ProviderConfig } from '../../providers/providerConfig';

const titles: Readonly<Record<Exclude<PresetName, 'embedded' | 'person'>, string>> = {
  openai: 'OpenAI',
  anthropic: 'Anthropic',
  azure: 'Azure OpenAI',
  gemini: 'Google Gemini',
  mistral: 'Mistral',
  deepseek: 'DeepSeek',
  groq: 'Groq',
  xai: 'xAI',
  openrouter: 'OpenRouter',
  together: 'Together AI',
  fireworks: 'Fireworks AI',
  bedrock: 'Amazon Bedrock',
  vertex: 'Google Vertex AI',
  'vscode-lm': 'GitHub Copilot / VS Code',
  ollama: 'Ollama',
  'lm-studio': 'LM Studio',
  vllm: 'vLLM',
  'llama.cpp': 'llama.cpp',
};

export function titleOf(config: ProviderConfig): string {
  if (config.type === 'embedded') return vscode.l10n.t('this machine');
  if (config.type === 'person') return vscode.l10n.t('a person');
  const isBuiltIn = builtInProviders.get(config.name) === config || config.name === config.type;
  return isBuiltIn ? ((titles as Readonly<Record<string, string>>)[config.name] ?? config.name) : config.name;
}
